import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { valueFilterText } from '../../test/support/filter-texts.ts'
import { ScimError } from './error.ts'
import { printFilter, printName } from './filter-print.ts'
import { limits } from './limits.ts'
import { findPath, parseAttributeList, parsePath, printPath } from './path.ts'
import { quote } from './quote.ts'
import { startReading } from './reading.ts'
import type { ResourceType } from './schema.ts'
import { groupType, userType } from './schemas/index.ts'

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group'

function parse(text: string, type: ResourceType = userType) {
  return parsePath(text, type, startReading(true))
}

function refusal(text: string, type: ResourceType = userType): ScimError {
  try {
    parsePath(text, type, startReading(false))
  } catch (error) {
    if (error instanceof ScimError) return error
    throw error
  }
  expect.fail(`"${text}" was accepted`)
}

describe('RFC 7644 §3.5.2 a path', () => {
  test.each([
    ['displayName', 'displayName'],
    ['Name.FAMILYname', 'name.familyName'],
    [`${core}:name.familyName`, 'name.familyName'],
    [`${enterprise}:department`, `${enterprise}:department`],
    [`${enterprise.toUpperCase()}:manager.VALUE`, `${enterprise}:manager.value`],
    [enterprise.toLowerCase(), enterprise],
    ['emails[type eq "work"]', 'emails[type eq "work"]'],
    ['Emails[Type Eq "work"].Value', 'emails[type eq "work"].value'],
    [`${core}:emails[type eq "work"].value`, 'emails[type eq "work"].value'],
    ['emails[ type eq "work" and not (primary eq true) ].display', undefined],
    ['addresses[type eq "]"].locality', 'addresses[type eq "]"].locality'],
    [`${enterprise}:manager[value eq "M"]`, `${enterprise}:manager[value eq "M"]`],
  ])('%s', (text, printed) => {
    expect(printPath(parse(text))).toBe(
      printed ?? 'emails[type eq "work" and not (primary eq true)].display',
    )
  })

  test('with a filter holds attribute, sub-attribute and filter', () => {
    const path = parse('emails[type eq "work"].value')
    expect(path).toMatchObject({
      attribute: { name: 'emails' },
      subAttribute: { name: 'value' },
      valueFilter: { kind: 'compare', path: { attribute: { name: 'type' } }, value: 'work' },
    })
    expect(Object.isFrozen(path)).toBe(true)
  })

  test('of an extension holds the extension', () => {
    expect(parse(`${enterprise}:manager`)).toMatchObject({
      extension: { id: enterprise },
      attribute: { name: 'manager' },
    })
    expect(parse(enterprise).attribute).toBeUndefined()
  })

  test('may name what is not to be read or written, for others to judge', () => {
    expect(printPath(parse('password'))).toBe('password')
    expect(printPath(parse('groups'))).toBe('groups')
  })
})

describe('habits', () => {
  test.each([
    ['E-62', 'roles[primary eq "True"].value', 'roles[primary eq true].value'],
    ['E-67', `${enterprise}.department`, `${enterprise}:department`],
    ['E-118', 'manager[value eq "M"]', `${enterprise}:manager[value eq "M"]`],
    ['E-118', 'manager[value eq "M"].value', `${enterprise}:manager[value eq "M"].value`],
    ['E-15', 'members[value eq 48af03ac]', 'members[value eq "48af03ac"]'],
  ])('%s %s', (_, text, meant) => {
    const reading = startReading(false)
    const type = text.startsWith('members') ? groupType : userType
    expect(printPath(parsePath(text, type, reading))).toBe(meant)
    expect(reading.repairs).toHaveLength(1)
    expect(() => parsePath(text, type, startReading(true))).toThrow(ScimError)
  })
})

describe('what is refused', () => {
  test('X-99 a comma in a value path', () => {
    const error = refusal('members[display eq kim,value eq id]', groupType)
    expect(error).toMatchObject({ status: 400, scimType: 'invalidPath' })
    expect(error.message).toContain('position 23: expected "and", "or" or "]", not ","')
  })

  test.each([
    ['', 'position 1: expected the name'],
    ['[type eq "work"]', 'position 1: expected the name'],
    ['"emails"', 'position 1: expected the name'],
    ['/emails', 'position 1: expected the name'],
    ['emails[', 'position 8: expected the name'],
    ['emails[]', 'position 8: expected the name'],
    ['emails[type eq "work"', 'position 22: expected "and", "or" or "]"'],
    ['emails[type eq "work"]value', 'position 23: expected a dot'],
    ['emails[type eq "work"] .value', 'position 24: expected a dot'],
    ['emails[type eq "work"].', 'position 23: expected a dot'],
    ['emails[type eq "work"].value.x', 'position 23: expected a dot'],
    ['emails[type eq "work"].value x', 'position 30: expected the end'],
    ['emails[type eq "work"][type pr]', 'position 23: expected a dot'],
    ['emails]', 'position 7: expected "[" or the end'],
    ['emails value', 'position 8: expected "[" or the end'],
    ['emails[0].value', 'position 8: "0" is no sub-attribute'],
    ['emails[shoeSize eq 1]', 'position 8: "shoeSize" is no sub-attribute of emails'],
    ['userName[value eq "x"]', 'has no sub-attributes'],
    ['emails.value[value eq "x"]', 'has no sub-attributes'],
    ['emails[type eq "w\0"]', 'control characters'],
    ['user\0Name', 'expected "[" or the end'],
    ['shoeSize', 'names no attribute of User'],
    ['name.shoeSize', 'names no attribute of User'],
    ['emails[type eq "work"].shoeSize', 'names no attribute of User'],
    [`${enterprise}:shoeSize`, 'names no attribute of User'],
    [core, 'names no attribute of User'],
    ['__proto__', 'names no attribute of User'],
    ['constructor.prototype', 'names no attribute of User'],
    ['name.__proto__', 'names no attribute of User'],
    ['emails[type eq "work"].__proto__', 'names no attribute of User'],
    ['x'.repeat(limits.filterLengthMax + 1), '8193 characters'],
    [`emails[${'('.repeat(5000)}`, 'nested more than 32 deep'],
  ])('%j', (text, detail) => {
    const error = refusal(text)
    expect(error.scimType).toBe('invalidPath')
    expect(error.message).toContain(detail)
  })
})

describe('findPath', () => {
  const find = (text: string) => findPath(text, userType, startReading(false))

  test('X15 is undefined for a well-formed path to what there is not', () => {
    for (const text of [
      'shoeSize',
      'name.shoeSize',
      `${enterprise}:shoeSize`,
      'shoes[type eq "left"].size',
      'emails[type eq "work"].shoeSize',
    ])
      expect([text, find(text)]).toEqual([text, undefined])
  })

  test('refuses what is not well formed', () => {
    for (const text of ['', 'shoe size', 'emails[', 'shoe"s'])
      expect(() => find(text)).toThrow(`The path ${quote(text)} is wrong at position`)
  })
})

describe('RFC 7644 §3.9 a list of attributes', () => {
  const list = (text: string, type: ResourceType = userType, strict = true) =>
    parseAttributeList(text, type, startReading(strict)).map((path) =>
      path.attribute ? printName(path) : path.extension.id,
    )

  test('E-25 names in any spelling, blanks between them', () => {
    expect(list(`userName, ${enterprise}:department ,name.GIVENNAME`)).toEqual([
      'userName',
      `${enterprise}:department`,
      'name.givenName',
    ])
    expect(list('Members', groupType)).toEqual(['members'])
    expect(list(`${groupUrn}:members`, groupType)).toEqual(['members'])
    expect(list(enterprise)).toEqual([enterprise])
  })

  test('passes over what there is not', () => {
    expect(list('shoeSize,,__proto__,constructor,toString, id')).toEqual(['id'])
    expect(list('')).toEqual([])
    expect(list('emails[type eq "work"],*')).toEqual([])
  })

  test('knows the habits, unless it is strict', () => {
    expect(list('manager', userType, false)).toEqual([`${enterprise}:manager`])
    expect(list('manager')).toEqual([])
  })

  test('is not longer than a filter', () => {
    expect(list('id,'.padEnd(limits.filterLengthMax, 'x'))).toEqual(['id'])
    expect(() => list('x,'.repeat(5000))).toThrow('10000 characters')
  })
})

test('a path that is printed is read as the same path', () => {
  const name = fc.constantFrom('emails', `${core}:EMAILS`)
  const sub = fc.constantFrom('', '.value', '.Type', '.primary')
  fc.assert(
    fc.property(name, valueFilterText, sub, (attribute, filter, rest) => {
      const path = parse(`${attribute}[${filter}]${rest}`)
      const printed = printPath(path)
      expect(parse(printed)).toEqual(path)
      expect(path.attribute && path.valueFilter && printed).toContain(
        path.attribute && path.valueFilter && printFilter(path.valueFilter),
      )
    }),
    { numRuns: 500 },
  )
})

function outcome(text: string, strict: boolean): string | undefined {
  try {
    parsePath(text, userType, startReading(strict))
  } catch (error) {
    if (error instanceof ScimError) return error.scimType
    throw error
  }
  return 'read'
}

test('B-1 junk throws nothing but invalidPath', () => {
  const word = fc.constantFrom(
    ...'emails members name .value [ ] ( ) type eq "work" and , . : " \\ 0 __proto__'.split(' '),
    enterprise,
  )
  const junk = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.array(word, { maxLength: 20 }).map((words) => words.join('')),
    fc.array(word, { maxLength: 20 }).map((words) => words.join(' ')),
  )
  fc.assert(
    fc.property(junk, fc.boolean(), (text, strict) => {
      expect(['read', 'invalidPath']).toContain(outcome(text, strict))
    }),
    { numRuns: 2000 },
  )
})
