import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitsKey, refuseLongExternalId, refuseLongName, refuseUnacceptable } from './acceptable.ts'
import { InvalidValue } from './conflict.ts'
import { keyOf } from './keys.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const said = (document: Record<string, unknown>, externalId: string | null = null) => ({
  document: { userName: 'ada', ...document },
  externalId,
})

describe('what may become a key', () => {
  test.each([
    ['a zero-width space', '\u200B', 'U+200B'],
    ['a mark that turns the direction', '\u202E', 'U+202E'],
    ['a bell', '\u0007', 'U+0007'],
    ['a soft hyphen', '\u00AD', 'U+00AD'],
    ['a byte order mark', '\uFEFF', 'U+FEFF'],
    ['a tag', '\u{E0041}', 'U+E0041'],
  ])('no userName, address or employee number holds %s', (_, character, code) => {
    const hidden = `ad${character}a`
    for (const document of [
      { userName: hidden },
      { emails: [{ value: hidden }] },
      { [enterprise]: { employeeNumber: hidden } },
    ])
      expect(() => refuseUnacceptable(said(document))).toThrow(code)
  })

  test('letters of any script, accents and signs are fine', () => {
    for (const userName of ['Łucja', 'محمد', '陳大文', "o'neil+x@example.com", 'é', 'e\u0301', '𝒜'])
      expect(() => refuseUnacceptable(said({ userName }))).not.toThrow()
  })

  test('a userName has no blanks around it and at most 256 characters', () => {
    expect(() => refuseUnacceptable(said({ userName: ' ada' }))).toThrow(/blank/)
    expect(() => refuseUnacceptable(said({ userName: 'a'.repeat(256) }))).not.toThrow()
    expect(() => refuseUnacceptable(said({ userName: 'a'.repeat(257) }))).toThrow(/256/)
  })

  test('T-23 what was there already is not looked at again', () => {
    const old = said({ userName: 'ad\u200Ba', emails: [{ value: 'x\u200By' }] })
    const { userName, emails } = old.document as { userName: string; emails?: unknown }
    expect(() => refuseUnacceptable(said({ userName, emails, title: 'Dr' }), old)).not.toThrow()
    expect(() => refuseUnacceptable(said({ userName: 'a\u200Bda' }), old)).toThrow(InvalidValue)
  })

  test('externalId and names fit an index, whatever is in them', () => {
    expect(() => refuseLongExternalId('x'.repeat(2000))).not.toThrow()
    expect(() => refuseLongExternalId('é'.repeat(1001))).toThrow(/externalId/)
    expect(() => refuseLongName('\uFDFA'.repeat(200))).toThrow(/displayName/)
  })

  test('a text that fits has a key that fits', () => {
    const text = fc.string({ unit: 'binary', maxLength: 900 })
    const isSound = (each: string) => !fitsKey(each) || Buffer.byteLength(keyOf(each)) <= 2000
    expect(fc.check(fc.property(text, isSound)).failed).toBe(false)
  })
})
