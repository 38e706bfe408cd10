import { describe, expect, test } from 'vitest'
import { applyPatch, needsCollection, parsePatch } from './patch.ts'
import {
  deepFreeze,
  group,
  membersAfter,
  patchMembers,
  patchOf,
  refusalOf,
} from './patch.test-support.ts'
import { startReading } from './reading.ts'
import type { Resource } from './schema.ts'
import { groupType } from './schemas/index.ts'

const sales = ['U1', 'U2', 'U3', 'U4', 'U5']

/** Who is left in a group of five, without its being read. */
function left(operations: readonly unknown[], strict = false): readonly string[] {
  return membersAfter(sales, patchMembers(operations, strict))
}

function without(...gone: readonly string[]): readonly string[] {
  return sales.filter((value) => !gone.includes(value))
}

/** Who is left when the group is read for it. */
function leftWhenRead(before: readonly Resource[], ...operations: readonly unknown[]) {
  const reading = startReading(false)
  const parsed = parsePatch(patchOf(...operations), groupType, reading)
  expect(needsCollection(groupType, parsed)).toBe(true)
  const stored = deepFreeze({ displayName: 'Sales', members: before })
  const { after, deltas } = applyPatch(groupType, stored, parsed, reading, 'g')
  expect(after).toEqual({ displayName: 'Sales' })
  return membersAfter(
    before.map(({ value }) => String(value)),
    deltas.get('members'),
  )
}

describe('add', () => {
  test.each([true, false])('E-133 one, in the shape of Entra ID, strict %s', (strict) => {
    const operation = { op: 'add', path: 'members', value: [{ $ref: null, value: 'U' }] }
    expect(patchMembers([operation], strict)).toEqual({
      reset: false,
      add: [{ value: 'U' }],
      remove: [],
    })
  })

  test('E-134, X-42 many in one operation and many operations', () => {
    const add = (values: string[]) => ({
      op: 'Add',
      path: 'members',
      value: values.map((value) => ({ value })),
    })
    expect(left([add(['A', 'B']), add(['C'])])).toEqual(['A', 'B', 'C', ...sales])
  })

  test('T-09 the same one twice is there once', () => {
    const operation = { op: 'add', path: 'members', value: [{ value: 'A' }, { value: 'A' }] }
    expect(patchMembers([operation, operation])?.add).toEqual([{ value: 'A' }])
  })

  test('O-55 display is not ours to keep, the type is', () => {
    const value = [{ value: 'U', display: 'b@b.c', type: 'User', $ref: 'https://x' }]
    expect(patchMembers([{ op: 'add', path: 'members', value }], true)?.add).toEqual([
      { value: 'U', type: 'User' },
    ])
  })

  test('E-147 a group can be a member', () => {
    const value = [{ value: 'G', type: 'Group' }]
    expect(patchMembers([{ op: 'add', path: 'members', value }])?.add).toEqual(value)
  })

  test('case 73 without a path', () => {
    expect(left([{ op: 'add', value: { members: [{ value: 'A' }] } }])).toEqual(['A', ...sales])
  })

  test('O-63 with the URN of the schema', () => {
    const path = `${group.toUpperCase()}:Members`
    expect(left([{ op: 'add', path, value: [{ value: 'A' }] }], true)).toEqual(['A', ...sales])
  })

  test('null and nobody add nobody', () => {
    for (const value of [null, [], ''])
      expect(left([{ op: 'add', path: 'members', value }])).toEqual(sales)
  })

  test('by a value path that describes the member', () => {
    const operation = { op: 'add', path: 'members[value eq "A"]', value: { type: 'User' } }
    expect(leftWhenRead([{ value: 'U1' }], operation)).toEqual(['A', 'U1'])
    expect(leftWhenRead([{ value: 'A' }], operation)).toEqual(['A'])
  })
})

describe('remove', () => {
  test.each([true, false])(
    'E-136, T-03 a list of values: only those leave, strict %s',
    (strict) => {
      const value = [{ $ref: null, value: 'U1' }, { value: 'U2' }]
      expect(left([{ op: 'remove', path: 'members', value }], strict)).toEqual(without('U1', 'U2'))
    },
  )

  test.each([
    ['E-137, X-98 nested', { members: [{ value: 'U1' }] }],
    ['E-137 nested, in other letter case', { Members: [{ value: 'U1' }] }],
    ['case 70 one object', { value: 'U1' }],
    ['case 70 a bare id', 'U1'],
    ['case 70 bare ids', ['U1']],
  ])('%s: only that one leaves', (_, value) => {
    expect(left([{ op: 'remove', path: 'members', value }])).toEqual(without('U1'))
    expect(refusalOf(() => left([{ op: 'remove', path: 'members', value }], true)).status).toBe(400)
  })

  test.each([true, false])('E-138, E-139, O-55 by filters, strict %s', (strict) => {
    const remove = (path: string) => ({ op: 'remove', path })
    expect(left([remove('members[value eq "U3"]')], strict)).toEqual(without('U3'))
    expect(
      left(
        ['U1', 'U3', 'U5'].map((value) => remove(`members[value eq "${value}"]`)),
        strict,
      ),
    ).toEqual(['U2', 'U4'])
    expect(left([remove('members[value eq "U1" or value eq "U2"]')], strict)).toEqual(
      without('U1', 'U2'),
    )
    expect(left([remove(`${group}:members[value eq "U1"]`)], strict)).toEqual(without('U1'))
    expect(left([remove('members[value eq "U1"].value')], strict)).toEqual(without('U1'))
  })

  test('E-140 who is no member can be removed, again and again', () => {
    const operation = { op: 'remove', path: 'members[value eq "X"]' }
    expect(left([operation, operation])).toEqual(sales)
  })

  test('E-141 nobody, when the list is empty', () => {
    for (const strict of [true, false])
      expect(left([{ op: 'remove', path: 'members', value: [] }], strict)).toEqual(sales)
    expect(left([{ op: 'remove', path: 'members', value: { members: [] } }])).toEqual(sales)
  })

  test.each([{}, { value: null }])('E-142, X-50 everybody, when there is no value: %j', (value) => {
    for (const strict of [true, false]) {
      const delta = patchMembers([{ op: 'remove', path: 'members', ...value }], strict)
      expect(delta).toEqual({ reset: true, add: [], remove: [] })
    }
  })

  test.each([
    [''],
    [[{ value: null }]],
    [[{}]],
    [[['U1']]],
    [[5]],
    [5],
    [true],
    [{}],
    [[null]],
    [['']],
    [[{ value: '' }]],
    [[{ value: 5 }]],
    [[{ value: 'U1' }, {}]],
    [[{ type: 'User' }]],
    [{ members: 'U1' }],
    [{ members: [{ value: 'U1' }], other: 1 }],
  ])('case 70, F19 %j is refused and nobody leaves', (value) => {
    for (const strict of [true, false])
      expect(
        refusalOf(() => left([{ op: 'remove', path: 'members', value }], strict)).scimType,
      ).toMatch(/invalidValue|invalidSyntax/)
  })
})

describe('replace', () => {
  test.each([
    ['E-143, O-56', { op: 'replace', path: 'members', value: [{ value: 'A' }] }, ['A']],
    ['O-57', { op: 'replace', path: 'members', value: [] }, []],
    ['E-144', { op: 'replace', path: 'members', value: null }, []],
    ['O-58', { op: 'replace', value: { id: 'g', members: [] } }, []],
    ['O-58', { op: 'replace', value: { members: [{ value: 'A' }, { value: 'B' }] } }, ['A', 'B']],
  ])('%s %j leaves exactly those', (_, operation, members) => {
    for (const strict of [true, false]) expect(left([operation], strict)).toEqual(members)
  })

  test('case 74 without a value is refused', () => {
    expect(refusalOf(() => left([{ op: 'replace', path: 'members' }])).scimType).toBe(
      'invalidValue',
    )
  })

  test('of those that match', () => {
    const operation = { op: 'replace', path: 'members[value eq "A"]', value: { value: 'B' } }
    expect(leftWhenRead([{ value: 'A' }, { value: 'C' }], operation)).toEqual(['B', 'C'])
    const clear = { op: 'replace', path: 'members[type eq "User"]', value: null }
    expect(leftWhenRead([{ value: 'A', type: 'User' }, { value: 'C' }], clear)).toEqual(['C'])
  })
})
