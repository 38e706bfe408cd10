import { describe, expect, test } from 'vitest'
import { limits } from './limits.ts'
import { ada, patchUser, refusalOf } from './patch.test-support.ts'
import type { Resource } from './schema.ts'

const work = { value: 'ada@contoso.com', type: 'work', primary: true }
const home = { value: 'ada@home.example', type: 'home', display: 'Home' }
const { emails: _, ...withoutEmails } = ada

/** The e-mails that operations leave. */
function emails(operations: readonly unknown[], before: Resource = ada, strict = false): unknown {
  return patchUser(before, operations, strict).after['emails']
}

describe('whole values', () => {
  test('§3.5.2.1 an add appends, and what is there already is not added again', () => {
    const value = [{ primary: true, type: 'work', value: 'ada@contoso.com' }, { value: 'new' }]
    const operation = { op: 'add', path: 'emails', value }
    expect(emails([operation], ada, true)).toEqual([work, home, { value: 'new' }])
    expect(emails([operation, operation], ada, true)).toEqual([work, home, { value: 'new' }])
  })

  test('§3.5.2.3 a replace takes the place of all, or of those that match', () => {
    const value = [{ value: 'b' }, { value: 'a' }]
    expect(emails([{ op: 'replace', path: 'emails', value }], ada, true)).toEqual(value)
    expect(
      emails(
        [{ op: 'replace', path: 'emails[type eq "home"]', value: { value: 'h', type: 'home' } }],
        ada,
        true,
      ),
    ).toEqual([work, { value: 'h', type: 'home' }])
  })

  test('an add to those that match keeps what it does not name', () => {
    const operation = { op: 'add', path: 'emails[type eq "home"]', value: { value: 'h' } }
    expect(emails([operation], ada, true)).toEqual([work, { ...home, value: 'h' }])
    expect(emails([{ ...operation, value: [{ value: 'h' }] }])).toEqual([
      work,
      { ...home, value: 'h' },
    ])
  })

  test('one value without a list is a list of one, unless strict', () => {
    const operation = { op: 'add', path: 'emails', value: { value: 'new' } }
    expect(emails([operation])).toEqual([work, home, { value: 'new' }])
    expect(refusalOf(() => emails([operation], ada, true)).scimType).toBe('invalidValue')
  })

  test.each([[null], [null, { value: 'x' }], 5, true, {}, [5], [[{ value: 'x' }]]])(
    'E-96 %j is no e-mail',
    (...values) => {
      const value = values.length > 1 ? values : values[0]
      for (const op of ['add', 'replace'])
        expect(refusalOf(() => emails([{ op, path: 'emails', value }])).scimType).toBe(
          'invalidValue',
        )
    },
  )

  test('there may not be more than the limit', () => {
    const many = Array.from({ length: limits.valuesMax - 1 }, (_v, at) => ({ value: `${at}` }))
    expect(refusalOf(() => emails([{ op: 'add', path: 'emails', value: many }])).scimType).toBe(
      'tooMany',
    )
  })
})

describe('a sub-attribute without a filter', () => {
  test('changes in all values', () => {
    const operation = { op: 'replace', path: 'emails.display', value: 'D' }
    expect(emails([operation], ada, true)).toEqual([
      { ...work, display: 'D' },
      { ...home, display: 'D' },
    ])
  })

  test('is that of the only value, or of a new one', () => {
    const operation = { op: 'add', path: 'emails.value', value: 'x' }
    expect(emails([operation], { ...ada, emails: [work] }, true)).toEqual([{ ...work, value: 'x' }])
    expect(emails([operation], withoutEmails, true)).toEqual([{ value: 'x' }])
  })

  test('has no target when it can only be meant for one of several', () => {
    for (const [path, value] of [
      ['emails.value', 'x'],
      ['emails.primary', true],
    ])
      expect(refusalOf(() => emails([{ op: 'replace', path, value }], ada, true)).scimType).toBe(
        'noTarget',
      )
  })
})

describe('remove', () => {
  test.each([true, false])('those that match, strict %s', (strict) => {
    const remove = (path: string) => emails([{ op: 'remove', path }], ada, strict)
    expect(remove('emails[type eq "work"]')).toEqual([home])
    expect(remove('emails[type eq "home"].display')).toEqual([
      work,
      { value: 'ada@home.example', type: 'home' },
    ])
    expect(remove('emails.display')).toEqual([work, { value: 'ada@home.example', type: 'home' }])
    expect(remove('emails')).toBeUndefined()
    expect(remove('emails[value pr]')).toBeUndefined()
  })

  test('X5 what does not match is no error', () => {
    for (const path of [
      'emails[type eq "fax"]',
      'emails[type eq "fax"].value',
      'emails[value sw "z"]',
    ])
      expect(emails([{ op: 'remove', path }], ada, true)).toEqual([work, home])
  })

  test('E-80 the value of the work e-mail, whatever value is given; the entry goes with it', () => {
    for (const value of ['old@c.com', 'ada@contoso.com', null, [{ value: 'x' }]]) {
      const operation = { op: 'Remove', path: 'emails[type eq "work"].value', value }
      expect(emails([operation])).toEqual([home])
    }
  })

  test.each([
    [[{ value: 'ADA@contoso.com' }], [home]],
    [[{ type: 'work', value: 'ada@contoso.com', primary: false }], [home]],
    [[{ type: 'home', value: 'ada@contoso.com' }], [work, home]],
    [[{ type: 'home' }], [work]],
    [[{ value: 'nobody' }], [work, home]],
    [[], [work, home]],
    [[{ value: 'ada@contoso.com' }, { value: 'ada@home.example' }], undefined],
    [null, undefined],
  ])('E-136 a value picks those that go: %j', (value, left) => {
    for (const strict of [true, false])
      expect(emails([{ op: 'remove', path: 'emails', value }], ada, strict)).toEqual(left)
  })

  test.each([[['']], [''], [[{}]], [[null]], [[{ value: null }]], [5], [[5]], [{}]])(
    'case 70 %j picks nothing that can be understood, and nothing goes',
    (value) => {
      for (const strict of [true, false])
        expect(
          refusalOf(() => emails([{ op: 'remove', path: 'emails', value }], ada, strict)).scimType,
        ).toBe('invalidValue')
    },
  )
})

test('a value that is touched keeps its place', () => {
  const many = ['a', 'b', 'c', 'd'].map((type) => ({ type, value: type }))
  const left = emails(
    [
      { op: 'replace', path: 'emails[type eq "b"].value', value: 'B' },
      { op: 'remove', path: 'emails[type eq "c"]' },
      { op: 'add', path: 'emails[type eq "e"].value', value: 'e' },
    ],
    { ...ada, emails: many },
  )
  expect(left).toEqual([
    { type: 'a', value: 'a' },
    { type: 'b', value: 'B' },
    { type: 'd', value: 'd' },
    { type: 'e', value: 'e' },
  ])
})

test('B-9 value paths that compare too much are refused instead of being carried out', () => {
  const many = Array.from({ length: limits.valuesMax }, (_v, at) => ({ value: `${at}` }))
  const operation = { op: 'replace', path: 'emails[value eq "7"].display', value: 'D' }
  const operations = Array.from({ length: limits.patchOperationsMax }, () => operation)
  expect(refusalOf(() => emails(operations, { ...ada, emails: many })).scimType).toBe('tooMany')
  const pick = {
    op: 'remove',
    path: 'emails',
    value: many.map(({ value }) => ({ value, type: 'x' })),
  }
  const picks = Array.from({ length: limits.patchOperationsMax }, () => pick)
  expect(refusalOf(() => emails(picks, { ...ada, emails: many })).scimType).toBe('tooMany')
})
