import { describe, expect, test } from 'vitest'
import { limits } from './limits.ts'
import { parsePatch } from './patch.ts'
import { ada, ent, patchOf, patchOp, patchUser, refusalOf } from './patch.test-support.ts'
import { startReading } from './reading.ts'
import { userType } from './schemas/index.ts'
import { writableOf } from './writable.ts'

const good = { op: 'replace', path: 'title', value: 'Lead' }
const unchanged = writableOf(userType, ada)

function parse(body: unknown, strict = false) {
  const reading = startReading(strict)
  const operations = parsePatch(body, userType, reading)
  return { operations, repairs: reading.repairs }
}

describe('the name of an operation', () => {
  test.each(['Replace', 'REPLACE', 'rEplace'])('E-51 %s is replace, unless strict', (op) => {
    const { after, repairs } = patchUser(ada, [{ ...good, op }])
    expect(after['title']).toBe('Lead')
    expect(repairs).toEqual(['operation-name-case'])
    expect(refusalOf(() => patchUser(ada, [{ ...good, op }], true)).scimType).toBe('invalidSyntax')
  })

  test.each(['delete', ' add', 'add ', 'move', 'test', '', null, undefined, 5, ['add'], {}])(
    'E-51, case 66 %j is refused',
    (op) => {
      for (const strict of [true, false])
        expect(refusalOf(() => patchUser(ada, [{ ...good, op }], strict)).scimType).toBe(
          'invalidSyntax',
        )
    },
  )
})

describe('the body', () => {
  test('case 67 names its fields in any letter case', () => {
    const body = { SCHEMAS: [patchOp], operations: [{ Op: 'add', PATH: 'title', Value: 'x' }] }
    expect(parse(body, true).operations).toHaveLength(1)
  })

  test.each([
    ['null', null],
    ['a list', [good]],
    ['a text', 'x'],
    ['without Operations', { schemas: [patchOp] }],
    ['with Operations null', { schemas: [patchOp], Operations: null }],
    ['with Operations that are one', { schemas: [patchOp], Operations: good }],
    ['with an operation that is none', patchOf(5)],
    ['with an operation that is a list', patchOf([good])],
    ['with an operation that is null', patchOf(null)],
    ['with Operations twice', { schemas: [patchOp], Operations: [], operations: [] }],
    ['with a field twice', patchOf({ ...good, VALUE: 'x' })],
  ])('%s is invalidSyntax', (_, body) => {
    for (const strict of [true, false])
      expect(refusalOf(() => parse(body, strict)).scimType).toBe('invalidSyntax')
  })

  test.each([undefined, null, [], ['urn:x'], 'x', [5]])(
    'with %j as schemas is understood, or refused when strict',
    (schemas) => {
      const body = { schemas, Operations: [good] }
      expect(parse(body).operations).toHaveLength(1)
      expect(parse(body).repairs).toEqual(['missing-patch-schemas'])
      expect(refusalOf(() => parse(body, true)).scimType).toBe('invalidSyntax')
    },
  )

  test('E-74 without operations changes nothing, or is refused when strict', () => {
    expect(patchUser(ada, []).after).toEqual(unchanged)
    expect(refusalOf(() => patchUser(ada, [], true)).scimType).toBe('invalidSyntax')
  })

  test('case 67 with more operations than the limit is tooMany', () => {
    const many = Array.from({ length: limits.patchOperationsMax + 1 }, () => good)
    expect(parse(patchOf(...many.slice(1))).operations).toHaveLength(limits.patchOperationsMax)
    expect(refusalOf(() => parse(patchOf(...many))).scimType).toBe('tooMany')
  })

  test('with more attributes in its operations than the limit is tooMany', () => {
    const keys = Array.from({ length: 20 }, (_, at) => `emails[type eq "${at}"].value`)
    const operation = { op: 'add', value: Object.fromEntries(keys.map((key) => [key, 'x'])) }
    const many = (count: number) => patchOf(...Array.from({ length: count }, () => operation))
    const times = limits.patchTargetsMax / keys.length
    expect(parse(many(times)).operations).toHaveLength(limits.patchTargetsMax)
    expect(refusalOf(() => parse(many(times + 1))).scimType).toBe('tooMany')
  })

  test('E-75 with more fields in an operation is read without them', () => {
    const named = { name: 'addMember', ...good }
    expect(patchUser(ada, [named], true).after['title']).toBe('Lead')
  })
})

describe('the value', () => {
  test.each(['add', 'replace'])('of %s must be there', (op) => {
    const error = refusalOf(() => patchUser(ada, [{ op, path: 'title' }]))
    expect(error.scimType).toBe('invalidValue')
    expect(error.message).toContain('title')
  })

  test.each([null, 'x', 5, true, [], [{ title: 'x' }]])(
    'of an operation without path cannot be %j',
    (value) => {
      expect(refusalOf(() => patchUser(ada, [{ op: 'add', value }])).scimType).toBe('invalidValue')
    },
  )
})

describe('the path', () => {
  test('§3.5.2.2 of a remove must be there', () => {
    expect(refusalOf(() => patchUser(ada, [{ op: 'remove' }])).scimType).toBe('noTarget')
    expect(refusalOf(() => patchUser(ada, [{ op: 'remove', value: good }])).scimType).toBe(
      'noTarget',
    )
  })

  test.each(['', null])('that is %j is none, unless strict', (path) => {
    const operation = { op: 'replace', path, value: { title: 'Lead' } }
    expect(patchUser(ada, [operation]).after['title']).toBe('Lead')
    expect(refusalOf(() => patchUser(ada, [operation], true)).scimType).toBe('invalidPath')
  })

  test.each([5, true, ['title'], {}])('that is %j is refused', (path) => {
    expect(refusalOf(() => patchUser(ada, [{ ...good, path }])).scimType).toBe('invalidPath')
  })

  test.each([
    'favouriteColour',
    'name.nick',
    'emails[type eq "work"].verified',
    'favourites[type eq "work"].value',
    `${ent}:salary`,
    'urn:example:Custom:2.0:User:tag',
    'urn:example:Custom:2.0:User',
  ])('X15 %s is ignored with a warning, or refused when strict', (path) => {
    const { after, warnings, repairs } = patchUser(ada, [{ ...good, path }, good])
    expect(after).toEqual({ ...unchanged, title: 'Lead' })
    expect(warnings).toHaveLength(1)
    expect(repairs).toEqual(['unknown-path'])
    expect(refusalOf(() => patchUser(ada, [{ ...good, path }], true)).scimType).toBe('invalidPath')
  })

  const broken = [
    'emails[',
    'emails]',
    'emails[].value',
    'emails[type eq "a]',
    'emails[type eq "a"]value',
    'emails[type eq "a"].value.x',
    'emails[unknown eq "a"].value',
    'emails[display eq kim,value eq id]',
    '.a',
    'a.',
    'a..b',
    'a.b.c',
    'name.givenName.x',
    'urn:',
    userType.schema.id,
    ' ',
    'two words',
    '5',
    'a"b',
    'a'.repeat(9000),
    '['.repeat(5000),
    `emails${'['.repeat(5000)}`,
    `emails[${'('.repeat(5000)}`,
    `nothing[${'('.repeat(5000)}].a.b`,
  ]

  test.each(broken.map((path) => [path.slice(0, 40), path]))(
    'case 77 %s is invalidPath in every reading',
    (_, path) => {
      for (const strict of [true, false])
        for (const op of ['add', 'remove', 'replace'])
          expect(refusalOf(() => patchUser(ada, [{ op, path, value: 'x' }], strict)).scimType).toBe(
            'invalidPath',
          )
    },
  )

  test.each([
    'id',
    'ID',
    'meta',
    'meta.created',
    'meta.version',
    'groups',
    'groups[value eq "g"]',
    'groups[value eq "g"].display',
    `${ent}:manager.displayName`,
  ])('E-82, case 50 %s is readOnly', (path) => {
    for (const op of ['add', 'remove', 'replace'])
      expect(refusalOf(() => patchUser(ada, [{ op, path, value: 'x' }])).scimType).toBe(
        'mutability',
      )
  })

  test('case 75 schemas cannot be removed; adding to it does nothing', () => {
    expect(refusalOf(() => patchUser(ada, [{ op: 'remove', path: 'schemas' }])).scimType).toBe(
      'mutability',
    )
    const operation = { op: 'add', path: 'schemas', value: ['urn:x'] }
    expect(patchUser(ada, [operation], true).after).toEqual(unchanged)
  })

  test.each([
    ['E-64', `${ent}:department`, false],
    ['E-66', `${ent.toUpperCase()}:Department`, false],
    ['E-66', `${ent}:DEPARTMENT`, false],
    ['E-67', `${ent}.department`, true],
    ['E-113', 'department', true],
  ])('%s %s is the department', (_, path, isHabit) => {
    const operation = { op: 'add', path, value: 'HR' }
    const { after, repairs } = patchUser(ada, [operation])
    expect(after[ent]).toEqual({ employeeNumber: '0007', department: 'HR' })
    expect(repairs.length > 0).toBe(isHabit)
    if (isHabit) expect(() => patchUser(ada, [operation], true)).toThrow('no attribute')
    else expect(patchUser(ada, [operation], true).after).toEqual(after)
  })
})
