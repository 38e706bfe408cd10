import { describe, expect, test } from 'vitest'
import { defineSchema } from './define.ts'
import { applyPatch, parsePatch } from './patch.ts'
import { ada, ent, patchOf, patchUser, refusalOf } from './patch.test-support.ts'
import { startReading } from './reading.ts'
import type { Resource, ResourceType } from './schema.ts'
import { userType } from './schemas/index.ts'
import { writableOf } from './writable.ts'

const unchanged = writableOf(userType, ada)

describe('complex values', () => {
  test.each(['add', 'replace'])('§3.5.2 %s keeps the parts it does not name', (op) => {
    const operation = { op, path: 'name', value: { givenName: 'A', middleName: 'M' } }
    expect(patchUser(ada, [operation], true).after['name']).toEqual({
      formatted: 'Ada L',
      familyName: 'L',
      givenName: 'A',
      middleName: 'M',
    })
  })

  test.each([
    ['E-110', 'M2'],
    ['E-112', { value: 'M2' }],
    ['E-113', [{ $ref: 'http://elsewhere/Users/M2', value: 'M2' }]],
    ['E-41', { value: 'M2', displayName: 'Somebody' }],
  ])('%s, E-111 the manager as %j', (_, value) => {
    const before: Resource = {
      ...ada,
      [ent]: { manager: { value: 'M', displayName: 'Bo', $ref: 'https://host/Users/M' } },
    }
    for (const op of ['Add', 'Replace'])
      for (const path of [`${ent}:manager`, 'manager', `${ent}.manager`])
        expect(patchUser(before, [{ op, path, value }]).after[ent]).toEqual({
          manager: { value: 'M2' },
        })
  })

  test.each([
    { op: 'replace', path: `${ent}:manager`, value: { value: '' } },
    { op: 'replace', path: `${ent}:manager`, value: '' },
    { op: 'replace', path: `${ent}:manager`, value: null },
    { op: 'Remove', path: `${ent}:manager` },
    { op: 'Remove', path: `${ent}:manager`, value: 'M' },
    { op: 'Remove', path: `${ent}:manager`, value: 'somebody else' },
    { op: 'Remove', path: 'manager[value eq "M"]' },
    { op: 'Remove', path: `${ent}:manager[value eq "M"]` },
    { op: 'Remove', path: `${ent}:manager.value` },
    { op: 'replace', value: { [ent]: { manager: null } } },
  ])('E-116 to E-119 %j clears the manager, once and again', (operation) => {
    const before = patchUser(ada, [{ op: 'add', path: `${ent}:manager`, value: 'M' }]).after
    const { after } = patchUser(before, [operation])
    expect(after).toEqual(unchanged)
    expect(patchUser(after, [operation]).after).toEqual(unchanged)
  })

  test('E-118 a remove of another manager leaves this one', () => {
    const before = patchUser(ada, [{ op: 'add', path: `${ent}:manager`, value: 'M' }]).after
    const operation = { op: 'remove', path: `${ent}:manager[value eq "X"]` }
    expect(patchUser(before, [operation]).after).toEqual(before)
  })

  test('E-105 the value of the manager by itself', () => {
    const operation = { op: 'add', path: `${ent}:manager.value`, value: 'M' }
    expect(patchUser(ada, [operation], true).after[ent]).toMatchObject({ manager: { value: 'M' } })
  })

  test('$ref is ours: a path to it does nothing', () => {
    const operation = { op: 'add', path: `${ent}:manager.$ref`, value: '../Users/M' }
    expect(patchUser(ada, [operation], true).after).toEqual(unchanged)
  })
})

test('§2.2 an immutable value can be set, and neither changed nor removed', () => {
  const schema = defineSchema({
    id: 'urn:example:Badge',
    name: 'Badge',
    description: 'A badge.',
    attributes: {
      number: { description: 'Its number.', mutability: 'immutable' },
      holder: {
        description: 'Who has it.',
        type: 'complex',
        subAttributes: {
          value: { description: 'Their id.', mutability: 'immutable' },
          note: { description: 'A note.' },
        },
      },
    },
  })
  const type: ResourceType = {
    name: 'Badge',
    endpoint: '/Badges',
    description: 'Badges.',
    schema,
    extensions: [],
    collections: [],
  }
  const patch = (before: Resource, operation: Resource) => {
    const reading = startReading(true)
    return applyPatch(type, before, parsePatch(patchOf(operation), type, reading), reading, '1')
      .after
  }
  const before = { number: '5', holder: { value: 'a' } }
  expect(patch({}, { op: 'add', path: 'number', value: '5' })).toEqual({ number: '5' })
  expect(patch(before, { op: 'replace', path: 'number', value: '5' })).toEqual(before)
  expect(patch(before, { op: 'add', path: 'holder', value: { value: 'a', note: 'n' } })).toEqual({
    number: '5',
    holder: { value: 'a', note: 'n' },
  })
  for (const operation of [
    { op: 'replace', path: 'number', value: '6' },
    { op: 'replace', path: 'number', value: null },
    { op: 'remove', path: 'number' },
    { op: 'replace', path: 'holder.value', value: 'b' },
    { op: 'add', path: 'holder', value: { value: 'b' } },
    { op: 'remove', path: 'holder.value' },
  ])
    expect(refusalOf(() => patch(before, operation)).scimType).toBe('mutability')
})
