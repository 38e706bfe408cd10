import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSame, isSameValue } from './same.ts'

test.each([
  [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
  ],
  [{ a: [{ x: 1, y: 2 }] }, { a: [{ y: 2, x: 1 }] }],
  [{ a: 1, b: undefined }, { a: 1 }],
  [{}, { a: undefined }],
  [{ a: 0 }, { a: -0 }],
])('%j and %j are the same', (a, b) => {
  expect(isSame(a, b)).toBe(true)
  expect(isSame(b, a)).toBe(true)
})

test.each([
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: 1 }, { b: 1 }],
  [{ a: [1, 2] }, { a: [2, 1] }],
  [{ a: [1] }, { a: { 0: 1 } }],
  [{ a: [] }, {}],
  [{ a: null }, {}],
  [{ a: 'True' }, { a: true }],
  [{ a: {} }, { a: [] }],
  [{ toString: 1 }, {}],
  [{}, { constructor: Object }],
])('%j and %j are not', (a, b) => {
  expect(isSame(a, b)).toBe(false)
  expect(isSame(b, a)).toBe(false)
})

test('a copy is the same, and agrees with the text of sorted names', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(isSameValue(a, JSON.parse(JSON.stringify(a)))).toBe(true)
      expect(isSameValue(a, b)).toBe(sorted(a) === sorted(b))
    }),
  )
})

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, child: unknown) =>
    typeof child === 'object' && child !== null && !Array.isArray(child)
      ? ['an object', ...Object.entries(child).sort(([a], [b]) => (a < b ? -1 : 1))]
      : child,
  )
}
