import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkPreconditions,
  entityTag,
  matchesTags,
  parseEntityTags,
  parsePreconditions,
} from './etag.ts'

describe('parseEntityTags', () => {
  test.each([
    ['W/"3"', ['3']],
    ['"3"', ['3']],
    [' W/"3" , "4",W/"5" ', ['3', '4', '5']],
    ['""', ['']],
    ['W/"a,b"', ['a,b']],
    ['*', '*'],
    [' * ', '*'],
  ])('reads %s', (text, tags) => {
    expect(parseEntityTags(text, 'If-Match')).toEqual(tags)
  })

  test.each(['', ' ', '3', 'W/3', '"3', 'W/"3" W/"4"', '*, "3"', '"a"b"', 'w/"3"'])(
    'refuses %j, which is no list of entity tags',
    (text) => {
      expect(() => parseEntityTags(text, 'If-Match')).toThrow(
        expect.objectContaining({ status: 400, scimType: 'invalidSyntax' }),
      )
    },
  )

  test('reads back every version it writes', () => {
    const version = fc.string({ unit: fc.constantFrom(...'azAZ09.-_!#$', ',') })
    fc.assert(
      fc.property(fc.array(version, { minLength: 1, maxLength: 9 }), (versions) => {
        expect(parseEntityTags(versions.map(entityTag).join(', '), 'If-Match')).toEqual(versions)
      }),
    )
  })

  test('refuses a long run of blanks without taking long over it', () => {
    expect(() => parseEntityTags(`"a"${' \t'.repeat(50_000)}x`, 'If-Match')).toThrow('If-Match')
  })

  test('refuses more tags than anybody sends', () => {
    expect(() => parseEntityTags('"a",'.repeat(101), 'If-Match')).toThrow('If-Match')
  })
})

describe('preconditions', () => {
  test('are none when no header field is there', () => {
    expect(parsePreconditions(new Headers())).toEqual({})
  })

  test('hold when If-Match names the version, strong or weak, alone or in a list', () => {
    for (const value of ['W/"3"', '"3"', '"2", W/"3"', '*'])
      expect(() =>
        checkPreconditions(parsePreconditions(new Headers({ 'if-match': value })), '3'),
      ).not.toThrow()
  })

  test('fail with 412 when If-Match names other versions, and say which one it is', () => {
    const conditions = parsePreconditions(new Headers({ 'if-match': 'W/"1", W/"2"' }))
    expect(() => checkPreconditions(conditions, '3')).toThrow(
      expect.objectContaining({ status: 412, message: expect.stringContaining('W/"3"') }),
    )
  })

  test('fail with 412 when If-None-Match names the version, or any', () => {
    for (const value of ['W/"3"', '*'])
      expect(() =>
        checkPreconditions(parsePreconditions(new Headers({ 'if-none-match': value })), '3'),
      ).toThrow(expect.objectContaining({ status: 412 }))
  })

  test('a part of a version is not the version', () => {
    expect(matchesTags(['33'], '3')).toBe(false)
  })
})
