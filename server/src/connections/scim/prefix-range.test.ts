/** `sw` as a range. */
import { compareText } from '@rollbook/scim'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { prefixRange, successorOf } from './prefix-range.ts'

test.each([
  ['ada', 'adb'],
  ['é', 'ê'],
  ['a\ud7ff', 'a\ue000'],
  ['\uffff', '\u{10000}'],
  ['a\u{10ffff}', 'b'],
  ['\u{10ffff}\u{10ffff}', undefined],
])('what starts with %j ends before %j', (prefix, successor) => {
  expect(successorOf(prefix)).toBe(successor)
})

test('the range holds what starts with the prefix, and nothing else', () => {
  const letter = fc.oneof(
    fc.constantFrom('a', 'b', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  )
  const prefixes = fc.array(letter, { minLength: 1, maxLength: 3 }).map((all) => all.join(''))
  const texts = fc.oneof(
    fc.array(letter).map((all) => all.join('')),
    fc.constant(undefined),
  )
  fc.assert(
    fc.property(prefixes, texts, fc.string({ unit: 'binary' }), (prefix, text, rest) => {
      const [from, to] = prefixRange('x', prefix).values
      const value = text ?? prefix + rest
      const isWithin =
        compareText(value, String(from)) >= 0 &&
        (to === undefined || compareText(value, String(to)) < 0)
      expect(isWithin).toBe(value.startsWith(prefix))
    }),
    { numRuns: 500 },
  )
})
