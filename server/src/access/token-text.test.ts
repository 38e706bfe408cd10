import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { uuidToBase62 } from './base62.ts'
import { makeTokenText, readTokenText, tokenPattern } from './token-text.ts'

const connectionId = '0199d7c2-4f3a-7b11-9c0e-5a6b7c8d9e0f'

describe('the text of a token', () => {
  test('names its connection and its look-up id', () => {
    const { text, tokenId } = makeTokenText(connectionId)
    expect(text).toMatch(/^rbk_[0-9A-Za-z]{22}_[0-9A-Za-z]{55}_[0-9A-Za-z]{6}$/)
    expect(readTokenText(text)).toEqual({ connection: uuidToBase62(connectionId), tokenId })
  })

  test('carries 43 random digits beside the look-up id, never the same twice', () => {
    const texts = new Set(Array.from({ length: 1000 }, () => makeTokenText(connectionId).text))
    expect(texts.size).toBe(1000)
    const used = new Set([...texts].flatMap((text) => text.slice(39, 82).split('')))
    expect(used.size).toBe(62)
  })

  test('is found in a text by the published pattern', () => {
    const { text } = makeTokenText(connectionId)
    expect(tokenPattern.exec(`SCIM_TOKEN="${text}"`)?.[0]).toBe(text)
  })

  test('is refused when one character is changed', () => {
    const { text } = makeTokenText(connectionId)
    fc.assert(
      fc.property(
        fc.nat({ max: text.length - 1 }),
        fc.constantFrom(
          ...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_'.split(''),
        ),
        (index, character) => {
          fc.pre(text[index] !== character)
          expect(readTokenText(text.slice(0, index) + character + text.slice(index + 1))).toBe(
            undefined,
          )
        },
      ),
    )
  })

  test.each([
    ['cut by one', (text: string) => text.slice(0, -1)],
    ['longer by one', (text: string) => `${text}0`],
    ['with a line break behind it', (text: string) => `${text}\n`],
    ['in upper case', (text: string) => text.toUpperCase()],
    ['empty', () => ''],
  ])('is refused when it is %s', (_, change) => {
    expect(readTokenText(change(makeTokenText(connectionId).text))).toBe(undefined)
  })

  test('two connections never have the same short form', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (one, other) => {
        expect(uuidToBase62(one)).toHaveLength(22)
        expect(uuidToBase62(one) === uuidToBase62(other)).toBe(one === other)
      }),
    )
  })
})
