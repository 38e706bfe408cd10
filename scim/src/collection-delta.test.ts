import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limits } from './limits.ts'
import { applyPatch, needsCollection, parsePatch, touchesOnlyCollections } from './patch.ts'
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
import { groupType, userType } from './schemas/index.ts'

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

describe('the order of operations', () => {
  const value = [{ value: 'U1' }]
  const add = { op: 'add', path: 'members', value }
  const remove = { op: 'remove', path: 'members', value }
  test.each([
    ['E-145 add, remove', [add, remove], without('U1')],
    ['E-145 remove, add', [remove, add], sales],
    ['remove, add, remove', [remove, add, remove], without('U1')],
    ['all out, one in', [{ op: 'remove', path: 'members' }, add], ['U1']],
    ['exactly one, and out again', [{ ...add, op: 'replace' }, remove], []],
    ['one in, exactly nobody', [add, { op: 'replace', path: 'members', value: [] }], []],
  ])('%s', (_, operations, members) => {
    expect(left(operations)).toEqual(members)
  })

  test('any operations leave what the same operations leave of a plain set', () => {
    const id = fc.constantFrom('U1', 'U2', 'U3', 'X', 'Y')
    const step = fc.record({
      kind: fc.constantFrom('add', 'remove', 'filter', 'replace', 'clear'),
      ids: fc.array(id, { maxLength: 3 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8, minLength: 1 }), (steps) => {
        const model = new Set(sales)
        const operations = steps.flatMap(({ kind, ids }): Resource[] => {
          const values = ids.map((value) => ({ value }))
          if (kind === 'clear' || kind === 'replace') model.clear()
          for (const value of ids)
            if (kind === 'add' || kind === 'replace') model.add(value)
            else if (kind !== 'clear') model.delete(value)
          if (kind === 'clear') return [{ op: 'remove', path: 'members' }]
          if (kind === 'filter')
            return ids.map((value) => ({ op: 'remove', path: `members[value eq "${value}"]` }))
          return [{ op: kind, path: 'members', value: values }]
        })
        if (operations.length === 0) return
        const delta = patchMembers(operations, true)
        expect(membersAfter(sales, delta)).toEqual([...model].toSorted())
        const added = new Set(delta?.add.map((element) => element['value']))
        expect(delta?.remove.filter((value) => added.has(value))).toEqual([])
      }),
    )
  })
})

describe('a filter that asks for more than the value', () => {
  const stored = [
    { value: 'A', type: 'User', display: 'Ada' },
    { value: 'B', type: 'Group', display: 'Bo' },
    { value: 'C', type: 'User', display: 'Cy' },
  ]
  test.each([
    ['members[type eq "User"]', ['B']],
    ['members[display eq "ada"]', ['B', 'C']],
    ['members[value eq "A" and type eq "Group"]', ['A', 'B', 'C']],
    ['members[value eq "A" or display sw "B"]', ['C']],
    ['members[not (type eq "User")]', ['A', 'C']],
    ['members[value pr]', []],
  ])('%s is answered from the members', (path, members) => {
    expect(leftWhenRead(stored, { op: 'remove', path })).toEqual(members)
  })

  test('minds what the operations before it did', () => {
    const remove = { op: 'remove', path: 'members[type eq "User"]' }
    const add = { op: 'add', path: 'members', value: [{ value: 'D', type: 'User' }] }
    expect(leftWhenRead(stored, add, remove)).toEqual(['B'])
    expect(leftWhenRead(stored, remove, add)).toEqual(['B', 'D'])
    expect(leftWhenRead(stored, { op: 'remove', path: 'members' }, add, remove)).toEqual([])
  })

  test('compares no more than the limit', () => {
    const many = Array.from({ length: limits.membersMax }, (_, at) => ({ value: `${at}` }))
    const operation = { op: 'remove', path: 'members[type eq "Group"]' }
    expect(refusalOf(() => leftWhenRead(many, operation, operation, operation)).scimType).toBe(
      'tooMany',
    )
  })
})

test('X-99 two conditions with a comma between them', () => {
  const operation = { op: 'remove', path: 'members[display eq kim,value eq id]' }
  for (const strict of [true, false])
    expect(refusalOf(() => left([operation], strict)).scimType).toBe('invalidPath')
})

test.each([
  { op: 'replace', path: 'members[value eq "U1"].display', value: 'x' },
  { op: 'replace', path: 'members[value eq "U1"].type', value: 'Group' },
  { op: 'replace', path: 'members[value eq "U1"].value', value: 'U9' },
  { op: 'remove', path: 'members[value eq "U1"].type' },
  { op: 'add', path: 'members.value', value: 'U9' },
  { op: 'remove', path: 'members.value' },
])('§8.7.1 a member cannot be changed, only added and removed: %j', (operation) => {
  expect(refusalOf(() => left([operation])).scimType).toBe('mutability')
})

test('case 74 more members than the limit are refused, in one operation or in several', () => {
  const many = Array.from({ length: limits.membersMax }, (_, at) => ({ value: `${at}` }))
  const add = (value: unknown) => ({ op: 'add', path: 'members', value })
  expect(patchMembers([add(many)])?.add).toHaveLength(limits.membersMax)
  for (const op of ['add', 'replace', 'remove'])
    expect(
      refusalOf(() => left([{ op, path: 'members', value: [...many, { value: 'one more' }] }]))
        .scimType,
    ).toBe('tooMany')
  expect(refusalOf(() => left([add(many), add([{ value: 'one more' }])])).scimType).toBe('tooMany')
})

describe('rename', () => {
  const stored = deepFreeze({ displayName: 'Sales', externalId: 'o', members: [{ value: 'U1' }] })

  test.each([
    ['E-146', { op: 'Replace', path: 'displayName', value: 'Sales EU' }],
    ['E-146', { op: 'replace', value: { displayName: 'Sales EU', externalId: 'o' } }],
    ['E-146', { op: 'Replace', path: 'displayName', value: ['Sales EU'] }],
    ['O-53, O-59, T-01', { op: 'replace', value: { id: 'g', displayName: 'Sales EU' } }],
    [
      'X-41',
      {
        op: 'replace',
        value: { schemas: [group], id: 'g', externalId: 'o', displayName: 'Sales EU' },
      },
    ],
    ['O-63', { op: 'replace', path: `${group}:displayName`, value: 'Sales EU' }],
  ])('%s %j leaves the members alone', (_, operation) => {
    const reading = startReading(false)
    const parsed = parsePatch(patchOf(operation), groupType, reading)
    expect(touchesOnlyCollections(groupType, parsed)).toBe(false)
    const { after, deltas } = applyPatch(groupType, stored, parsed, reading, 'g')
    expect(after).toEqual({ displayName: 'Sales EU', externalId: 'o' })
    expect(deltas.size).toBe(0)
  })

  test('O-54 comes along with a change of members', () => {
    const reading = startReading(true)
    const rename = { op: 'replace', value: { id: 'g', displayName: 'Sales' } }
    const add = { op: 'add', path: 'members', value: [{ value: 'U2' }] }
    const parsed = parsePatch(patchOf(rename, add), groupType, reading)
    const { after, deltas } = applyPatch(groupType, stored, parsed, reading, 'g')
    expect(after).toEqual({ displayName: 'Sales', externalId: 'o' })
    expect(deltas.get('members')).toEqual({ reset: false, add: [{ value: 'U2' }], remove: [] })
  })

  test('E-81 a group keeps its name', () => {
    const reading = startReading(false)
    const parsed = parsePatch(patchOf({ op: 'remove', path: 'displayName' }), groupType, reading)
    expect(refusalOf(() => applyPatch(groupType, stored, parsed, reading, 'g')).scimType).toBe(
      'mutability',
    )
  })
})

describe('what has to be read', () => {
  test.each([
    [[{ op: 'add', path: 'members', value: [] }], true, false],
    [[{ op: 'replace', value: { id: 'g', members: [] } }], true, false],
    [[{ op: 'remove', path: 'members[value eq "U"]' }], true, false],
    [[{ op: 'remove', path: 'members[type eq "User"]' }], true, true],
    [[{ op: 'add', path: 'members[value eq "U"]', value: {} }], true, true],
    [[{ op: 'replace', path: 'displayName', value: 'x' }], false, false],
    [
      [
        { op: 'add', path: 'members', value: [] },
        { op: 'remove', path: 'externalId' },
      ],
      false,
      false,
    ],
    [[{ op: 'replace', value: { id: 'g' } }], false, false],
    [[], false, false],
  ])('%j', (operations, isOnlyMembers, isNeeded) => {
    const parsed = parsePatch(patchOf(...operations), groupType, startReading(false))
    expect(touchesOnlyCollections(groupType, parsed)).toBe(isOnlyMembers)
    expect(needsCollection(groupType, parsed)).toBe(isNeeded)
  })

  test('a person has no collections', () => {
    const operation = { op: 'replace', path: 'title', value: 'x' }
    const parsed = parsePatch(patchOf(operation), userType, startReading(false))
    expect(touchesOnlyCollections(userType, parsed)).toBe(false)
  })
})
