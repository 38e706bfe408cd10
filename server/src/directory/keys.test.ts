/** Which spellings are one key. */
import { foldCase } from '@rollbook/scim/fold'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyOf, keyPartOf } from './keys.ts'

describe('values that are the same to people have one key', () => {
  test.each([
    ['Ada@Contoso.COM', 'ada@contoso.com'],
    ['kelvin@x', '\u212Aelvin@x'],
    ['É', 'e\u0301'],
    ['straße', 'STRASSE'],
    ['ﬁona', 'fiona'],
    ['ａdmin', 'admin'],
    ['ΑΔΑΣ', 'αδας'],
    [' ada\u00a0', 'ada'],
    ['\u3000ada\t', 'ada'],
  ])('%j and %j', (left, right) => {
    expect(keyOf(left)).toBe(keyOf(right))
  })
})

test.each([
  ['ada', 'adá'],
  ['ı', 'i'],
  ['ada', 'аda'],
  ['a da', 'ada'],
])('%j and %j have two', (left, right) => {
  expect(keyOf(left)).not.toBe(keyOf(right))
})

const text = fc.string({ unit: 'binary', maxLength: 12 })

test('the key of a key is the key', () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(keyOf(keyOf(value))).toBe(keyOf(value))
    }),
  )
})

test('what folds alike has one key, so that an index of keys finds all that a filter means', () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(keyOf(foldCase(value))).toBe(keyOf(value))
    }),
  )
})

test('blanks in a part of a value count', () => {
  expect(keyPartOf(' Ada ')).toBe(' ada ')
})
