import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareText, foldCase } from './fold.ts'

/** Beyond are Han, of which no letter has case. */
const lastWithCase = 0x1ffff

describe('P8 texts that are the same without case', () => {
  test.each([
    ['the Kelvin sign and k', '\u212a', 'k'],
    ['ß and ss', 'straße', 'STRASSE'],
    ['ẞ and ss', 'STRAẞE', 'strasse'],
    ['the long ſ and s', 'ſ', 's'],
    ['a composed é and e with an accent', '\u00e9', 'e\u0301'],
    ['É and é', 'É', 'é'],
    ['the ligature ﬁ and fi', 'ﬁona', 'FIONA'],
    ['full width and narrow', '\uff41dmin', 'Admin'],
    ['sigma at the end and within', 'ΟΔΟΣ', 'οδος'],
    ['sigma at the end and alone', 'ς', 'Σ'],
    ['İ and i with a dot', 'İ', 'i\u0307'],
    ['Cherokee of both heights', '\uab70', '\u13a0'],
    ['the Cherokee letters at the end of the block', '\u13f8', '\u13f0'],
    ['Georgian of both kinds', '\u1c90', '\u10d0'],
    ['the micro sign and mu', 'µ', 'μ'],
    ['iota below and beside', 'ᾳ', 'ΑΙ'],
    ['ŉ and its parts', 'ŉ', 'ʼN'],
    ['ǰ and its parts', 'ǰ', 'J\u030c'],
    ['Deseret capitals, beyond U+FFFF', '\u{10400}', '\u{10428}'],
  ])('%s', (_, left, right) => {
    expect(foldCase(left)).toBe(foldCase(right))
  })
})

describe('P8 texts that differ', () => {
  test.each([
    ['the dotless ı and i', 'ı', 'i'],
    ['İ and i', 'İ', 'i'],
    ['İ and ı', 'İ', 'ı'],
    ['Cyrillic а and Latin a', '\u0430', 'a'],
    ['é and e', 'é', 'e'],
    ['with a joiner and without', 'a\u200d', 'a'],
    ['with a blank behind and without', 'a ', 'a'],
  ])('%s', (_, left, right) => {
    expect(foldCase(left)).not.toBe(foldCase(right))
  })
})

test('ASCII letters become small, all else of ASCII stays', () => {
  expect(foldCase(" Ada.Lovelace+X@[SCHOOL].Example'{|}~\t")).toBe(
    " ada.lovelace+x@[school].example'{|}~\t",
  )
})

test('marks newer than Unicode 13 stay as they are and where they are', () => {
  expect(foldCase('E\u0301\u0897\u0301É')).toBe('é\u0897\u0301é')
  expect(foldCase('\u0897É\u1ac1\u1ac2')).toBe('\u0897é\u1ac1\u1ac2')
})

/** All there are but surrogates, as texts. */
const characters = Array.from({ length: lastWithCase + 1 }, (_, code) =>
  String.fromCodePoint(code),
).filter((character) => character.isWellFormed())

test('folding twice changes nothing more, for every character', () => {
  const unstable = characters.filter((letter) => {
    const folded = foldCase(letter)
    return foldCase(folded) !== folded
  })
  expect(unstable).toEqual([])
})

test('folding twice changes nothing more, for texts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(foldCase(foldCase(text))).toBe(foldCase(text))
    }),
  )
})

test('what folds to one letter is the same letter to a regular expression without case', () => {
  const wrong = characters.filter((letter) => {
    const folded = foldCase(letter)
    // Regular expressions know no foldings to several letters, and no compatibility forms.
    const isSimple = /^.$/su.test(folded) && letter.normalize('NFKC') === letter
    return isSimple && folded !== letter && !new RegExp(`^${folded}$`, 'iu').test(letter)
  })
  expect(wrong).toEqual([])
})

describe('the order of texts', () => {
  test('is that of their UTF-8 bytes', () => {
    const encoder = new TextEncoder()
    const bytewise = (left: string, right: string) => {
      const [a, b] = [encoder.encode(left), encoder.encode(right)]
      const at = a.findIndex((byte, index) => byte !== b[index])
      if (at < 0) return a.length - b.length
      return at < b.length ? a[at]! - b[at]! : 1
    }
    const letter = fc.constantFrom('', 'a', 'b', 'é', '\ud7ff', '\ue000', '\uffee', '\u{10000}')
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(letter).map((l) => l.join('')),
    )
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(Math.sign(compareText(left, right))).toBe(Math.sign(bytewise(left, right)))
      }),
      { numRuns: 300 },
    )
  })

  test('puts what is beyond U+FFFF last', () => {
    expect(compareText('\u{1f600}', '\uffee')).toBeGreaterThan(0)
    expect(compareText('a', 'ab')).toBeLessThan(0)
    expect(compareText('ab', 'ab')).toBe(0)
  })
})

test('a letter with ten thousand accents keeps them all', () => {
  expect(foldCase(`a${'\u0301\u0327'.repeat(5000)}`).normalize('NFD')).toHaveLength(10_001)
})
