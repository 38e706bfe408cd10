import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ScimError } from './error.ts'
import { parseFilter } from './filter-parser.ts'
import { printFilter } from './filter-print.ts'
import { limits } from './limits.ts'
import { startReading } from './reading.ts'
import { userType } from './schemas/index.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

function parse(text: string) {
  return parseFilter(text, userType, startReading(true))
}

function refusal(text: string, strict = true): ScimError {
  try {
    parseFilter(text, userType, startReading(strict))
  } catch (error) {
    if (error instanceof ScimError) return error
    throw error
  }
  expect.fail(`"${text}" was accepted`)
}

describe('what is refused, and how', () => {
  test.each([
    ['T-22 an operator is missing', 'userName', 'position 9: expected an operator'],
    ['T-22 a value is missing', 'userName eq', 'position 12: expected a value'],
    ['T-22 a value is missing before and', 'userName eq and title pr', 'position 13'],
    ['an unknown operator', 'userName like "x"', 'position 10: expected an operator'],
    ['T-21 an unknown attribute', 'shoeSize eq "x"', '"shoeSize" is no attribute of User'],
    ['an unknown sub-attribute', 'name.shoeSize pr', '"name.shoeSize" is no attribute of User'],
    ['an unknown sub-attribute in a value path', 'emails[shoeSize pr]', 'of emails'],
    [
      'an unknown sub-attribute behind one',
      'emails[type pr].shoeSize pr',
      'position 17: "shoeSize"',
    ],
    ['a whole extension', `${enterprise} pr`, 'no attribute of User'],
    ['a text for a name', '"userName" eq "x"', 'position 1: expected the name'],
    ['nothing', '', 'position 1: expected the name'],
    ['only blanks', '   ', 'position 4: expected the name'],
    ['an open bracket', '(title pr', 'position 10: expected "and", "or" or ")"'],
    ['a bracket too many', 'title pr)', 'position 9: expected "and", "or" or the end'],
    ['an open value path', 'emails[type pr', 'position 15: expected "and", "or" or "]"'],
    ['the wrong bracket', 'emails[type pr)', 'position 15: expected "and", "or" or "]"'],
    ['empty brackets', '()', 'position 2: expected the name'],
    ['an empty value path', 'emails[]', 'position 8: expected the name'],
    ['not without brackets', 'not title pr', '"not" is no attribute'],
    ['not alone', 'not', '"not" is no attribute'],
    ['and at the end', 'title pr and', 'position 13: expected the name'],
    ['and at the start', 'and title pr', '"and" is no attribute'],
    ['two comparisons without and', 'title pr nickName pr', 'position 10: expected "and"'],
    ['a comma', 'title pr, nickName pr', 'position 9: expected "and"'],
    ['a value path of a simple attribute', 'userName[value eq "x"]', 'has no sub-attributes'],
    ['a value path of a sub-attribute', 'emails.value[value eq "x"]', 'has no sub-attributes'],
    ['a value path in a value path', 'emails[type[value pr]]', 'has no sub-attributes'],
    ['a blank behind a value path', 'emails[type pr] .value pr', 'position 17: expected "and"'],
    ['a value path in front of nothing', 'emails[type eq "work"].value', 'an operator'],
    ['a URN in a value path', 'emails[urn:x:type pr]', 'no sub-attribute of emails'],
  ])('%s', (_, text, detail) => {
    const error = refusal(text)
    expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' })
    expect(error.message).toContain(detail)
    expect(refusal(text, false).message).toContain(detail)
  })

  test('F11 what is never returned cannot be filtered by', () => {
    for (const text of ['password eq "x"', 'password pr', 'PASSWORD sw "a"', 'not (password pr)'])
      expect(refusal(text, false).message).toMatch(/never returned/)
  })

  test.each(['__proto__', 'constructor', 'constructor.name', 'toString', 'name.__proto__'])(
    'B65 %s is no attribute',
    (name) => {
      expect(refusal(`${name} eq "Object"`, false).scimType).toBe('invalidFilter')
      expect(refusal(`emails[${name} eq "Object"]`, false).scimType).toBe('invalidFilter')
    },
  )

  test('a long text is quoted in part', () => {
    expect(refusal(`title eq "x" ${'y'.repeat(8000)}`).message.length).toBeLessThan(250)
  })
})

describe('limits', () => {
  const nested = (depth: number) => `${'('.repeat(depth)}title pr${')'.repeat(depth)}`

  test('brackets nest to the limit and no deeper', () => {
    expect(printFilter(parse(nested(limits.filterDepthMax)))).toBe('title pr')
    for (const depth of [limits.filterDepthMax + 1, 100])
      expect(refusal(nested(depth)).message).toContain('nested more than 32 deep')
  })

  test('not and value paths count as well', () => {
    const nots = (depth: number) => `${'not ('.repeat(depth)}title pr${')'.repeat(depth)}`
    expect(() => parse(nots(limits.filterDepthMax))).not.toThrow()
    expect(refusal(nots(limits.filterDepthMax + 1)).scimType).toBe('invalidFilter')
    const within = (depth: number) => `emails[${'('.repeat(depth)}type pr${')'.repeat(depth)}]`
    expect(() => parse(within(limits.filterDepthMax - 1))).not.toThrow()
    expect(refusal(within(limits.filterDepthMax)).scimType).toBe('invalidFilter')
  })

  test('F12 five thousand brackets are refused, not followed', () => {
    const texts = ['('.repeat(5000), 'not('.repeat(2000), 'emails['.repeat(1000), nested(4000)]
    for (const text of texts) expect(refusal(text).scimType).toBe('invalidFilter')
  })

  test('a row of comparisons may be long, to the limit', () => {
    const row = (length: number, word: string) => Array(length).fill('title pr').join(` ${word} `)
    for (const word of ['and', 'or']) {
      expect(parse(row(limits.filterComparisonsMax, word))).toMatchObject({
        filters: { length: limits.filterComparisonsMax },
      })
      expect(refusal(row(limits.filterComparisonsMax + 1, word)).message).toContain('256')
    }
  })

  test('length', () => {
    const text = (length: number) => `title eq "${'x'.repeat(length - 11)}"`
    expect(() => parse(text(limits.filterLengthMax))).not.toThrow()
    expect(refusal(text(limits.filterLengthMax + 1)).message).toContain('8193 characters')
  })
})

describe('junk', () => {
  const outcome = (text: string, strict: boolean) => {
    try {
      parseFilter(text, userType, startReading(strict))
    } catch (error) {
      if (error instanceof ScimError) return error.scimType
      throw error
    }
    return 'read'
  }
  const word = fc.constantFrom(
    ...'userName emails emails.value name active meta.created __proto__ password manager'.split(
      ' ',
    ),
    ...'eq ne co sw ew pr gt ge lt le and or not ( ) [ ] , . : .value type primary'.split(' '),
    ...'true false null 1 -0 1e9 "x" "\\" " "\\u0000" "2026-01-31T12:00:00Z" \0 \ud800 é'.split(
      ' ',
    ),
    enterprise,
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(word, { maxLength: 60 }).map((words) => words.join(' ')),
    fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
    fc.tuple(word, fc.integer({ min: 0, max: 9000 })).map(([part, times]) => part.repeat(times)),
  )

  test('B-1 throws nothing but invalidFilter', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (junk, strict) => {
        expect(['read', 'invalidFilter']).toContain(outcome(junk, strict))
      }),
      { numRuns: 3000 },
    )
  })
})
