import { describe, expect, test } from 'vitest'
import { limits } from './limits.ts'
import { group, refusalOf } from './patch.test-support.ts'
import { startReading } from './reading.ts'
import { groupType } from './schemas/index.ts'
import { parseResource } from './validate.ts'

describe('members', () => {
  function members(value: unknown, strict = false) {
    const body = { schemas: [group], displayName: 'Sales', members: value }
    const { resource, deltas } = parseResource(groupType, body, startReading(strict))
    expect(resource).toEqual({ displayName: 'Sales' })
    return deltas.get('members')
  }

  test('O-51 become a delta, without what we compute', () => {
    const sent = [
      { value: 'U1', display: 'a@b.c', $ref: 'http://elsewhere/Users/U1' },
      { value: 'G1', type: 'Group', display: null },
    ]
    expect(members(sent, true)).toEqual({
      reset: true,
      add: [{ value: 'U1' }, { value: 'G1', type: 'Group' }],
      remove: [],
    })
  })

  test('E-131, O-50 an empty list is an empty group', () => {
    expect(members([])).toEqual({ reset: true, add: [], remove: [] })
    expect(members(null)).toBeUndefined()
  })

  test('a member who is there twice is there once', () => {
    expect(members([{ value: 'U' }, { value: 'U' }])?.add).toEqual([{ value: 'U' }])
  })

  test('E-148 the type "untyped", or in other letter case, is understood', () => {
    expect(members([{ value: 'U', type: 'untyped' }])?.add).toEqual([{ value: 'U' }])
    expect(members([{ value: 'U', type: 'user' }])?.add).toEqual([{ value: 'U', type: 'User' }])
    expect(refusalOf(() => members([{ value: 'U', type: 'untyped' }], true)).scimType).toBe(
      'invalidValue',
    )
  })

  test.each([
    [{}],
    ['U'],
    [['U']],
    [[5]],
    [[null]],
    [[{}]],
    [[{ value: null }]],
    [[{ value: '' }]],
    [[{ value: 5 }]],
    [[{ display: 'U' }]],
    [[['U']]],
    [[{ value: 'U', type: 5 }]],
  ])('%j are refused', (value) => {
    expect(refusalOf(() => members(value)).scimType).toBe('invalidValue')
  })

  test('more than the limit are refused', () => {
    const many = Array.from({ length: limits.membersMax + 1 }, (_, at) => ({ value: `${at}` }))
    expect(refusalOf(() => members(many)).scimType).toBe('tooMany')
    expect(members(many.slice(1))?.add).toHaveLength(limits.membersMax)
  })

  test('X14 a group without a name is refused', () => {
    for (const displayName of [undefined, null, ''])
      expect(
        refusalOf(() =>
          parseResource(groupType, { schemas: [group], displayName }, startReading(false)),
        ).message,
      ).toContain('"displayName" is required')
  })
})
