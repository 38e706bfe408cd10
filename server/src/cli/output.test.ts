import { expect, test } from 'vitest'
import { shellWord, table } from './output.ts'

test('columns are as wide as their widest cell, also with accents and symbols', () => {
  expect(
    table(
      ['NAME', 'STATE'],
      [
        ['Löve', 'live'],
        ['e\u0301cole 👩‍🏫', 'off'],
        ['x', ''],
      ],
    ),
  ).toEqual(['NAME     STATE', 'Löve     live', 'e\u0301cole 👩‍🏫  off', 'x'])
})

test.each([
  ['acme', 'acme'],
  ['Entra ID', '"Entra ID"'],
  ["Ada's", '"Ada\'s"'],
  ['a$(rm) "y"', '\'a$(rm) "y"\''],
  ["$Ada's!", "'$Ada'\\''s!'"],
  ['', '""'],
])('%j is written for a shell as %s', (text, word) => {
  expect(shellWord(text)).toBe(word)
})
