import { describe, expect, test } from 'vitest'
import { ScimError } from './error.ts'
import { parseFilter } from './filter-parser.ts'
import { printFilter } from './filter-print.ts'
import { startReading } from './reading.ts'
import { userType } from './schemas/index.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** The same with habits repaired, and which. */
function repaired(text: string): { text: string; habits: readonly string[] } {
  const reading = startReading(false)
  return { text: printFilter(parseFilter(text, userType, reading)), habits: reading.repairs }
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

describe('habits', () => {
  test.each([
    ['E-15 X10', 'externalId eq jyoung', 'externalId eq "jyoung"'],
    ['E-15 X10', 'userName eq a+b@contoso.com', 'userName eq "a+b@contoso.com"'],
    ['E-15 leading zeros stay', 'externalId eq 007', 'externalId eq "007"'],
    ['E-15 a keyword of JSON', 'displayName eq true', 'displayName eq "true"'],
    ['E-15 in brackets', '(externalId eq a) and title pr', 'externalId eq "a" and title pr'],
  ])('%s %s', (_, text, meant) => {
    expect(repaired(text)).toEqual({ text: meant, habits: ['unquoted-value'] })
  })

  test('E-15 an instant without quotation marks', () => {
    expect(repaired('meta.created gt 2026-01-31T12:00:00Z')).toEqual({
      text: 'meta.created gt "2026-01-31T12:00:00.000Z"',
      habits: ['unquoted-value'],
    })
  })

  test.each(['active eq "True"', 'active eq "true"', 'active eq True', 'active eq TRUE'])(
    'E-62 %s',
    (text) => {
      expect(repaired(text)).toEqual({
        text: 'active eq true',
        habits: ['boolean-text-in-filter'],
      })
      expect(refusal(text).message).toContain('without quotation marks')
    },
  )

  test.each(['active eq "False"', 'active eq false', 'active eq FALSE'])('E-62 %s', (text) => {
    expect(repaired(text).text).toBe('active eq false')
  })

  test('E-62 roles[primary eq "True"]', () => {
    expect(repaired('roles[primary eq "True"].value pr').text).toBe(
      'roles[primary eq true and value pr]',
    )
    expect(refusal('active eq "yes"', false).scimType).toBe('invalidFilter')
  })

  test('E-20 manager without its URN', () => {
    expect(repaired('manager eq "M" and id eq "U"')).toEqual({
      text: `${enterprise}:manager.value eq "M" and id eq "U"`,
      habits: ['missing-urn'],
    })
    expect(refusal('manager eq "M"').message).toContain('"manager"')
  })

  test('X-30 email Co', () => {
    expect(repaired('email Co "ada"')).toEqual({
      text: 'emails.value co "ada"',
      habits: ['email-alias'],
    })
    expect(refusal('email Co "ada"').message).toContain('"email"')
  })

  test('single quotation marks are refused, not taken for a part of the value', () => {
    expect(refusal("userName eq 'ada'", false).message).toContain('double quotation marks')
  })

  test('a filter that is right is read the same, and nothing is named', () => {
    const text = 'active eq true and emails[type eq "work"].value eq "x" and id ne null'
    const reading = startReading(false)
    expect(parseFilter(text, userType, reading)).toEqual(
      parseFilter(text, userType, startReading(true)),
    )
    expect(reading.repairs).toEqual([])
  })
})
