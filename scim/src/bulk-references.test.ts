import { describe, expect, test } from 'vitest'
import { referenceOf, referencesIn, resolveReferences, withoutPending } from './bulk-references.ts'

test('a reference is bulkId: and a name, and nothing else', () => {
  expect(referenceOf('bulkId:ada')).toBe('ada')
  expect(referenceOf('bulkId:a:b')).toBe('a:b')
  for (const text of ['bulkId:', 'ada', 'x bulkId:ada', 'BULKID:ada'])
    expect(referenceOf(text)).toBeUndefined()
})

test('references are found wherever values stand, and replaced there', () => {
  const body = {
    members: [{ value: 'bulkId:ada' }, { value: 'known' }],
    'urn:x:Y': { manager: { value: 'bulkId:grace' } },
  }
  expect(referencesIn(body)).toEqual(new Set(['ada', 'grace']))
  expect(resolveReferences(body, new Map([['ada', '1']]))).toEqual({
    members: [{ value: '1' }, { value: 'known' }],
    'urn:x:Y': { manager: { value: 'bulkId:grace' } },
  })
})

test('a key called __proto__ stays a key', () => {
  const body = JSON.parse('{"__proto__":{"value":"bulkId:ada"}}') as object
  const resolved = resolveReferences(body, new Map([['ada', '1']])) as object
  expect(Object.hasOwn(resolved, '__proto__')).toBe(true)
  expect(JSON.stringify(resolved)).toBe('{"__proto__":{"value":"1"}}')
})

describe('withoutPending', () => {
  const isPending = (bulkId: string) => bulkId === 'later'

  test('leaves out elements of lists and adds them later', () => {
    const members = [{ value: 'bulkId:later' }, { value: 'bulkId:done' }]
    expect(withoutPending({ displayName: 'A', members }, isPending)).toEqual({
      resource: { displayName: 'A', members: [{ value: 'bulkId:done' }] },
      additions: [{ op: 'add', path: 'members', value: [{ value: 'bulkId:later' }] }],
    })
  })

  test('leaves out an attribute of an extension and keeps its neighbours', () => {
    const manager = { value: 'bulkId:later' }
    expect(withoutPending({ 'urn:x:Y': { manager, title: 'Dr' } }, isPending)).toEqual({
      resource: { 'urn:x:Y': { title: 'Dr' } },
      additions: [{ op: 'add', path: 'urn:x:Y:manager', value: manager }],
    })
  })
})
