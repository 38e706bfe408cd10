import { describe, expect, test } from 'vitest'
import { ScimError } from './error.ts'
import { parseFilter } from './filter-parser.ts'
import { printFilter } from './filter-print.ts'
import type { Filter } from './filter.ts'
import { startReading } from './reading.ts'
import type { ResourceType } from './schema.ts'
import { groupType, userType } from './schemas/index.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

function parse(text: string, type: ResourceType = userType): Filter {
  return parseFilter(text, type, startReading(true))
}

/** What the filter was understood as, written in the one form there is for it. */
function understood(text: string, type: ResourceType = userType): string {
  return printFilter(parse(text, type))
}

function refusal(text: string, strict = true): ScimError {
  try {
    parseFilter(text, userType, startReading(strict))
  } catch (error) {
    if (error instanceof ScimError) return error
    throw error
  }
  expect.fail(`"${text}" was accepted`)
}

describe('RFC 7644 §3.4.2.2 the examples of the RFC', () => {
  test.each([
    'userName eq "bjensen"',
    'name.familyName co "O\'Malley"',
    'userName sw "J"',
    'title pr',
    'title pr and userType eq "Employee"',
    'title pr or userType eq "Intern"',
    'userType eq "Employee" and (emails.value co "example.com" or emails.value co "example.org")',
    'userType ne "Employee" and not (emails.value co "example.com" or emails.value co "example.org")',
    'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
  ])('%s', (text) => {
    expect(understood(text)).toBe(text)
  })

  test('an attribute may carry the URN of its schema', () => {
    expect(understood('urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"')).toBe(
      'userName sw "J"',
    )
  })

  test('schemas and meta, with instants in one form', () => {
    expect(understood(`schemas eq "${enterprise}"`)).toBe(`schemas eq "${enterprise}"`)
    expect(understood('meta.lastModified gt "2011-05-13T04:42:34Z"')).toBe(
      'meta.lastModified gt "2011-05-13T04:42:34.000Z"',
    )
    expect(understood('meta.lastModified le "2011-05-13T04:42:34+02:00"')).toBe(
      'meta.lastModified le "2011-05-13T02:42:34.000Z"',
    )
  })

  test('a complex attribute with a value is compared by it', () => {
    expect(understood('userType eq "Employee" and (emails co "example.com")')).toBe(
      'userType eq "Employee" and emails.value co "example.com"',
    )
    expect(understood('members eq "x"', groupType)).toBe('members.value eq "x"')
    expect(understood(`${enterprise}:manager eq "M"`)).toBe(`${enterprise}:manager.value eq "M"`)
  })
})

describe('RFC 7644 §3.4.2.2 the grammar', () => {
  test('operators and keywords count in any letter case', () => {
    expect(understood('title PR AnD NOT (userName Eq "x") OR userName Sw "y"')).toBe(
      'title pr and not (userName eq "x") or userName sw "y"',
    )
  })

  test('not binds before and, and before or', () => {
    const filter = parse('title pr or nickName pr and not (locale pr) and active eq true')
    expect(filter).toMatchObject({
      kind: 'or',
      filters: [
        { kind: 'present' },
        {
          kind: 'and',
          filters: [
            { kind: 'present' },
            { kind: 'not', filter: { kind: 'present' } },
            { kind: 'compare' },
          ],
        },
      ],
    })
  })

  test('brackets change the order, and vanish where they change nothing', () => {
    expect(understood('(title pr or nickName pr) and ((locale pr))')).toBe(
      '(title pr or nickName pr) and locale pr',
    )
  })

  test('rows of and, and of or, are flat', () => {
    expect(parse('title pr and (nickName pr and (locale pr and timezone pr))')).toMatchObject({
      kind: 'and',
      filters: [{}, {}, {}, {}],
    })
  })

  test('a sub-attribute behind a value path moves into it (E-03)', () => {
    expect(understood('emails[type eq "work"].value eq "ada@school.example"')).toBe(
      'emails[type eq "work" and value eq "ada@school.example"]',
    )
    expect(understood('emails[type eq "work" or primary eq true].value pr')).toBe(
      'emails[(type eq "work" or primary eq true) and value pr]',
    )
    expect(understood('emails[type eq "work" and primary eq true].value ne null')).toBe(
      'emails[type eq "work" and primary eq true and value pr]',
    )
  })

  test('inside a value path, paths are the sub-attributes', () => {
    const filter = parse('emails[TYPE eq "work"]')
    expect(filter).toMatchObject({
      kind: 'valuePath',
      path: { attribute: { name: 'emails' } },
      filter: { kind: 'compare', path: { attribute: { name: 'type' } } },
    })
  })

  test('a single complex attribute may have a value path too', () => {
    expect(understood('name[givenName eq "Ada" and familyName sw "L"]')).toBe(
      'name[givenName eq "Ada" and familyName sw "L"]',
    )
  })

  test('eq null is not present, ne null is present', () => {
    const filter = parse('title eq null')
    expect(filter).toMatchObject({ kind: 'not', filter: { kind: 'present' } })
    expect(filter).toEqual(parse('not (title pr)'))
    expect(parse('emails ne null')).toEqual(parse('emails pr'))
    expect(parse('name eq null')).toEqual(parse('not (name pr)'))
  })

  test('blanks between tokens do not count', () => {
    expect(understood('  (title   pr)\tand\r\nnot(  userName eq "x"  ) ')).toBe(
      'title pr and not (userName eq "x")',
    )
  })

  test('the whole tree is frozen', () => {
    const filter = parse('not (emails[type eq "work"].value eq "x" or title pr and id eq "y")')
    const check = (part: unknown) => {
      if (typeof part !== 'object' || part === null) return
      expect(Object.isFrozen(part)).toBe(true)
      Object.values(part).forEach(check)
    }
    check(filter)
  })
})

describe('text in a filter', () => {
  test.each([
    ['E-13 userName eq "o\'neil@contoso.com"', "o'neil@contoso.com"],
    ['E-13 displayName eq "a \\"b\\" c"', 'a "b" c'],
    ['T-20 displayName eq "a (b) [c] \\\\ d"', 'a (b) [c] \\ d'],
    ['displayName eq "\\u00e9\\n\\/ é 😀 \\ud83d\\ude00"', 'é\n/ é 😀 😀'],
    ['displayName eq ""', ''],
    ['displayName eq "and or not ] , null"', 'and or not ] , null'],
  ])('%s', (text, value) => {
    expect(parse(text.replace(/^[ET]-\d+ /, ''))).toMatchObject({ kind: 'compare', value })
  })

  test.each([
    ['displayName eq "a', 'position 16'],
    ['displayName eq "a\\"', 'position 16'],
    ['displayName eq "\\', 'position 16'],
    ['displayName eq "\\x"', 'position 16'],
    ['displayName eq "\\u12"', 'position 16'],
    ['displayName eq "a\nb"', 'position 18'],
    ['displayName eq "a\0b"', 'position 18'],
    ['displayName eq "\\u0000"', 'position 16'],
    ['displayName eq "\\ud800"', 'position 16'],
    ['displayName eq "\ud800"', 'surrogate'],
    ['displayName eq"a"', 'position 15'],
    ['displayName eq "a"and title pr', 'position 19'],
    ['displayName eq "a""b"', 'position 19'],
  ])('%j is refused', (text, detail) => {
    const error = refusal(text, false)
    expect(error.scimType).toBe('invalidFilter')
    expect(error.message).toContain(detail)
  })
})

describe('the value of a comparison fits the attribute', () => {
  test('a boolean attribute is compared with true or false, by eq and ne', () => {
    expect(parse('active eq true')).toMatchObject({ value: true })
    expect(parse('active ne false')).toMatchObject({ operator: 'ne', value: false })
    for (const operator of ['gt', 'ge', 'lt', 'le', 'co', 'sw', 'ew'])
      expect(refusal(`active ${operator} true`).message).toContain('"eq" or "ne"')
  })

  test('binary values have no order and no parts', () => {
    expect(understood('x509Certificates eq "MII="')).toBe('x509Certificates.value eq "MII="')
    for (const operator of ['gt', 'ge', 'lt', 'le', 'co', 'sw', 'ew'])
      expect(refusal(`x509Certificates.value ${operator} "MII="`).scimType).toBe('invalidFilter')
  })

  test('an instant has no parts, and must be one', () => {
    expect(refusal('meta.created sw "2026"').message).toContain('"gt"')
    expect(refusal('meta.created gt "yesterday"').message).toContain('2026-01-31T12:00:00Z')
    expect(refusal('meta.created gt "2026-02-30T00:00:00Z"').scimType).toBe('invalidFilter')
  })

  test('numbers', () => {
    const description = 'Any.'
    const type: ResourceType = {
      ...userType,
      schema: {
        ...userType.schema,
        attributes: [
          { ...userType.schema.attributes[0]!, name: 'age', type: 'integer', description },
          { ...userType.schema.attributes[0]!, name: 'score', type: 'decimal', description },
        ],
      },
    }
    expect(parse('age ge 18', type)).toMatchObject({ value: 18 })
    expect(parse('score lt -0.5e1', type)).toMatchObject({ value: -5 })
    expect(parse('age eq -0', type)).toMatchObject({ value: 0 })
    for (const value of ['"18"', '018', '+1', '.5', '1.', '1e', '1e999', 'NaN', '0x10', 'true'])
      expect(() => parse(`age eq ${value}`, type)).toThrow('expected a number')
    expect(() => parse('age co 1', type)).toThrow('type integer')
  })

  test('a complex attribute without value names its parts', () => {
    expect(refusal('name eq "Ada"').message).toContain('name.formatted, name.familyName')
    expect(refusal('addresses co "x"').message).toContain('addresses.locality')
  })

  test('null goes with eq and ne alone', () => {
    expect(refusal('title gt null').message).toContain('null')
    expect(refusal('title co null').message).toContain('null')
  })

  test('texts stand in quotation marks', () => {
    for (const value of ['jyoung', '5', 'true', "'jyoung'"])
      expect(refusal(`userName eq ${value}`).message).toContain('double quotation marks')
  })
})
