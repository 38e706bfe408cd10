import { describe, expect, test } from 'vitest'
import { ada, patchUser, refusalOf } from './patch.test-support.ts'
import type { Resource } from './schema.ts'

const work = { value: 'ada@contoso.com', type: 'work', primary: true }
const home = { value: 'ada@home.example', type: 'home', display: 'Home' }
const { emails: _, ...withoutEmails } = ada

/** The e-mails that operations leave. */
function emails(operations: readonly unknown[], before: Resource = ada, strict = false): unknown {
  return patchUser(before, operations, strict).after['emails']
}

/** Any attribute that operations leave of somebody who has none. */
function made(name: string, operations: readonly unknown[]): unknown {
  return patchUser(withoutEmails, operations).after[name]
}

describe('a sub-attribute of the values that match', () => {
  test.each([true, false])('E-57 changes; all else stays, strict %s', (strict) => {
    const operation = { op: 'replace', path: 'emails[type eq "work"].value', value: 'n@c.com' }
    expect(emails([operation], ada, strict)).toEqual([{ ...work, value: 'n@c.com' }, home])
    expect(emails([{ ...operation, op: 'add' }], ada, strict)).toEqual([
      { ...work, value: 'n@c.com' },
      home,
    ])
  })

  test('letter case does not matter in the filter, nor does it to names', () => {
    const operation = { op: 'Replace', path: 'EMAILS[Type EQ "WORK"].VALUE', value: 'n@c.com' }
    expect(emails([operation])).toEqual([{ ...work, value: 'n@c.com' }, home])
  })

  test('case 76 changes in all that match', () => {
    const two = { ...ada, emails: [work, { ...home, type: 'work' }] }
    expect(
      emails([{ op: 'replace', path: 'emails[type eq "work"].display', value: 'W' }], two),
    ).toEqual([
      { ...work, display: 'W' },
      { ...home, type: 'work', display: 'W' },
    ])
  })

  test.each([
    'emails[value sw "ada@contoso"].display',
    'emails[not (type eq "home")].display',
    'emails[type eq "fax" or primary eq true].display',
    'emails[type eq "work" and value pr].display',
  ])('%s, by any filter', (path) => {
    expect(emails([{ op: 'replace', path, value: 'W' }], ada, true)).toEqual([
      { ...work, display: 'W' },
      home,
    ])
  })
})

describe('where no value matches', () => {
  test.each([
    ['no e-mail at all', withoutEmails, []],
    ['only one of another type', { ...ada, emails: [home] }, [home]],
  ])('E-58 the value is created: %s', (_case, before, others) => {
    const path = 'emails[type eq "work"].value'
    for (const op of ['Add', 'Replace'])
      expect(emails([{ op, path, value: 'n@c.com' }], before)).toEqual([
        ...others,
        { type: 'work', value: 'n@c.com' },
      ])
  })

  test('§3.5.2.3 strict: an add creates it, a replace has no target', () => {
    const operation = { op: 'add', path: 'emails[type eq "fax"].value', value: 'x' }
    expect(emails([operation], ada, true)).toEqual([work, home, { type: 'fax', value: 'x' }])
    const replace = { ...operation, op: 'replace' }
    expect(refusalOf(() => emails([replace], ada, true)).scimType).toBe('noTarget')
  })

  test.each([
    'emails[type eq "fax" or type eq "pager"].value',
    'emails[type ne "work" and type ne "home"].value',
    'emails[not (type pr)].value',
    'emails[type sw "f"].value',
    'emails[type eq "a" and type eq "b"].value',
    'emails[type eq ""].value',
  ])('X4 %s describes no value that could be created', (path) => {
    for (const op of ['add', 'replace'])
      for (const strict of [true, false])
        expect(refusalOf(() => emails([{ op, path, value: 'x' }], ada, strict)).scimType).toBe(
          'noTarget',
        )
  })

  test('E-60 the mark of the primary one, before the value: one entry comes of it', () => {
    expect(
      made('emails', [
        { op: 'Add', path: 'emails[type eq "work"].primary', value: true },
        { op: 'Add', path: 'emails[type eq "work"].value', value: 'n@c.com' },
      ]),
    ).toEqual([{ type: 'work', primary: true, value: 'n@c.com' }])
  })

  test('E-60 an entry that has no value in the end is dropped', () => {
    const operation = { op: 'Add', path: 'emails[type eq "work"].primary', value: true }
    expect(made('emails', [operation])).toBeUndefined()
    expect(emails([{ ...operation, path: 'emails[type eq "fax"].primary' }])).toEqual([
      { ...work, primary: false },
      home,
    ])
  })

  test('E-61 five operations on one address end in one entry', () => {
    const parts = {
      streetAddress: '1 Way',
      locality: 'L',
      region: 'R',
      postalCode: '1',
      country: 'C',
    }
    const operations = Object.entries(parts).map(([part, value]) => ({
      op: 'Add',
      path: `addresses[type eq "work"].${part}`,
      value,
    }))
    const other = { op: 'Add', path: 'addresses[type eq "other"].formatted', value: 'Bank' }
    expect(made('addresses', [...operations, other])).toEqual([
      { type: 'work', ...parts },
      { type: 'other', formatted: 'Bank' },
    ])
  })

  test('E-61 phones of several types', () => {
    const add = (type: string) => ({
      op: 'Add',
      path: `phoneNumbers[type eq "${type}"].value`,
      value: type,
    })
    expect(made('phoneNumbers', [add('mobile'), add('fax'), add('mobile')])).toEqual([
      { type: 'mobile', value: 'mobile' },
      { type: 'fax', value: 'fax' },
    ])
  })

  test('two terms make an entry with both', () => {
    const path = 'emails[type eq "other" and display eq "D"].value'
    expect(made('emails', [{ op: 'add', path, value: 'x' }])).toEqual([
      { type: 'other', display: 'D', value: 'x' },
    ])
  })
})

describe('the primary value', () => {
  test.each(['true', '"True"', '"true"'])('E-62 is found by primary eq %s', (text) => {
    const operation = { op: 'Replace', path: `emails[primary eq ${text}].value`, value: 'n@c.com' }
    expect(emails([operation])).toEqual([{ ...work, value: 'n@c.com' }, home])
  })

  test.each([
    ['roles[primary eq "True"].value', { primary: true, value: 'x' }],
    ['addresses[primary eq "true"].formatted', { primary: true, formatted: 'x' }],
  ])('E-62 is created by %s', (path, entry) => {
    const name = path.slice(0, path.indexOf('['))
    const other = { type: 't', value: 'old', formatted: 'old' }
    const { after } = patchUser({ [name]: [other], userName: 'ada' }, [
      { op: 'Replace', path, value: 'x' },
    ])
    expect(after[name]).toEqual([other, entry])
  })

  test.each([
    { op: 'add', path: 'emails', value: [{ value: 'new', primary: true }] },
    { op: 'add', path: 'emails[type eq "new"]', value: { value: 'new', primary: true } },
    { op: 'add', path: 'emails[value eq "new"].primary', value: true },
    { op: 'add', value: { emails: [{ value: 'new', primary: true }] } },
  ])('E-63, §2.4 a new one takes the mark from the old: %j', (operation) => {
    expect(emails([operation], ada, true)).toEqual([
      { ...work, primary: false },
      home,
      expect.objectContaining({ value: 'new', primary: true }),
    ])
  })

  test('E-63 an old one that is marked takes it too', () => {
    const operation = { op: 'replace', path: 'emails[type eq "home"].primary', value: true }
    expect(emails([operation], ada, true)).toEqual([
      { ...work, primary: false },
      { ...home, primary: true },
    ])
  })

  test.each([
    {
      op: 'add',
      path: 'emails',
      value: [
        { value: 'a', primary: true },
        { value: 'b', primary: true },
      ],
    },
    {
      op: 'replace',
      path: 'emails',
      value: [
        { value: 'a', primary: true },
        { value: 'b', primary: true },
      ],
    },
    { op: 'replace', path: 'emails[value pr].primary', value: true },
    { op: 'add', path: 'emails[value pr]', value: { primary: true } },
  ])('two at once are refused: %j', (operation) => {
    expect(refusalOf(() => emails([operation])).scimType).toBe('invalidValue')
  })
})
