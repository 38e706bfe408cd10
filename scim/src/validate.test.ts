import { describe, expect, test } from 'vitest'
import { core, ent, entraBody, learning, post, postAda, refusalOf } from './patch.test-support.ts'

describe('what a POST may hold', () => {
  test.each([true, false])('E-30 the default body of Entra ID, strict %s', (strict) => {
    const { resource, repairs, warnings } = post(entraBody, strict)
    expect(resource).toEqual({
      externalId: 'jyoung',
      userName: 'j@contoso.com',
      active: true,
      displayName: 'J Y',
      emails: [{ primary: true, type: 'work', value: 'j@contoso.com' }],
      name: { formatted: 'J Y', givenName: 'J', familyName: 'Y' },
    })
    expect(repairs).toEqual([])
    expect(warnings).toEqual([])
  })

  test('E-31 null anywhere is unassigned, and null under an unknown name is nothing', () => {
    const nulls = { addresses: null, phoneNumbers: null, department: null, manager: null }
    const read = post({ ...entraBody, ...nulls, nonsense: null, [ent]: { division: null } })
    expect(read.resource).toEqual(post(entraBody).resource)
    expect(read.repairs).toEqual([])
    expect(read.warnings).toEqual([])
  })

  test('E-31 null at the root does not clear what the extension says', () => {
    expect(postAda({ manager: null, [ent]: { manager: { value: 'M' } } })).toEqual({
      [ent]: { manager: { value: 'M' } },
    })
  })

  test.each([true, false])('X11 "" in an optional attribute is unassigned, strict %s', (strict) => {
    const body = { schemas: [core], userName: 'ada', title: '', name: { middleName: '' } }
    expect(post(body, strict).resource).toEqual({ userName: 'ada' })
  })

  test('§2.1 names in any letter case come out as the schema spells them', () => {
    const body = {
      SCHEMAS: [core.toUpperCase(), ent],
      USERNAME: 'ada',
      Name: { GIVENNAME: 'Ada' },
      Emails: [{ VALUE: 'a@b', Type: 'work' }],
      [ent.toUpperCase()]: { Department: 'X', MANAGER: { Value: 'M' } },
    }
    expect(post(body, true).resource).toEqual({
      userName: 'ada',
      name: { givenName: 'Ada' },
      emails: [{ value: 'a@b', type: 'work' }],
      [ent]: { department: 'X', manager: { value: 'M' } },
    })
  })

  test('§2.2 readOnly attributes are ignored, whatever their form', () => {
    const body = { schemas: [core], userName: 'ada', id: 5, groups: 'x', meta: [1] }
    expect(post(body, true).resource).toEqual({ userName: 'ada' })
  })

  test('E-42, O-43 roles and entitlements are stored as data', () => {
    const role = { type: 'WindowsAzureActiveDirectoryRole', value: 'Admin', display: 'Admin' }
    const entitlements = [{ value: 'e', display: 'E', type: 't' }]
    expect(postAda({ roles: [{ primary: 'True', ...role }], entitlements })).toEqual({
      roles: [{ primary: true, ...role }],
      entitlements,
    })
  })

  test.each([
    [
      'E-43',
      'emails',
      [
        { type: 'other', value: 'SMTP:x@y' },
        { type: 'work', value: 'no mail' },
      ],
    ],
    ['E-44', 'phoneNumbers', [{ type: 'work', value: '+1 (425) 555-0100 x12' }]],
    ['E-48', 'profileUrl', 'random text, no URL'],
    ['E-48', 'locale', 'xx_YY nonsense'],
    [
      'T-25',
      'emails',
      [
        { type: 'work', value: 'a@b' },
        { type: 'work', value: 'a@b' },
      ],
    ],
    ['', 'externalId', ' 00 Ünï ﬁ '],
    ['', 'emails', [{ type: 'a type of their own', value: 'x' }]],
  ])('%s %s is kept byte for byte', (_, name, value) => {
    expect(postAda({ [name]: value })).toEqual({ [name]: value })
  })

  test('a value of a multi-valued attribute that says nothing is left out', () => {
    expect(
      postAda({
        emails: [{ type: 'work', primary: true }, { type: 'home', value: '' }, { value: 'x' }],
        addresses: [
          { type: 'work', locality: '' },
          { type: 'home', locality: 'London' },
        ],
        phoneNumbers: [{ type: 'work', value: null }],
      }),
    ).toEqual({
      emails: [{ value: 'x' }],
      addresses: [{ type: 'home', locality: 'London' }],
    })
  })

  test('a dateTime keeps its form', () => {
    const hireDate = '2026-01-31T12:00:00.5+02:00'
    expect(postAda({ [learning]: { hireDate } })).toEqual({ [learning]: { hireDate } })
    expect(postAda({ [learning]: { hireDate: '2026-01-31' } })).toEqual({
      [learning]: { hireDate: '2026-01-31T00:00:00Z' },
    })
  })
})

describe('the manager', () => {
  test.each([
    ['O-41 as an object', { [ent]: { manager: { value: 'M', displayName: 'Bo' } } }],
    ['E-113 in a list of one', { [ent]: { manager: [{ $ref: 'http://x/Users/M', value: 'M' }] } }],
    ['E-110 as a bare text', { [ent]: { manager: 'M' } }],
    ['E-113 without the URN', { manager: { value: 'M' } }],
    ['E-113 without the URN, as a text', { manager: 'M' }],
    ['E-105 by a path as key', { [`${ent}:manager.value`]: 'M' }],
    ['E-105 by a path in the extension', { [ent]: { 'manager.value': 'M' } }],
    ['E-67 with a dot after the URN', { [`${ent}.manager`]: 'M' }],
    ['in its place and outside it', { manager: 'X', [ent]: { manager: { value: 'M' } } }],
  ])('%s', (_, attributes) => {
    expect(postAda(attributes)).toEqual({ [ent]: { manager: { value: 'M' } } })
  })

  test.each([
    ['O-40 with only a name', { manager: { displayName: 'M' } }],
    ['O-40 with other names', { managerId: 'm@b.c', manager: { managerId: 'm' } }],
    ['E-116 with an empty value', { manager: { value: '' } }],
    ['empty', { manager: '' }],
    ['empty', { manager: {} }],
  ])('%s there is none', (_, attributes) => {
    expect(postAda({ [ent]: attributes })).toEqual({})
  })
})

describe('flattened names at the root (X-70)', () => {
  test('are paths, and never literal attributes', () => {
    const { resource, repairs } = post({
      userName: 'ada',
      'name.givenName': 'Ada',
      name: { familyName: 'Lovelace' },
      [`${ent}:department`]: 'Engines',
      [`${core}:title`]: 'Countess',
      'emails[type eq "work"].value': 'ada@work',
      'emails[type eq "work"].primary': 'True',
      'addresses[type eq "work"].locality': 'London',
      'phoneNumbers[type eq "work"].type': 'work',
    })
    expect(resource).toEqual({
      userName: 'ada',
      name: { familyName: 'Lovelace', givenName: 'Ada' },
      title: 'Countess',
      emails: [{ type: 'work', value: 'ada@work', primary: true }],
      addresses: [{ type: 'work', locality: 'London' }],
      [ent]: { department: 'Engines' },
    })
    expect(repairs).toContain('flattened-name')
  })

  test('emails.primary is the value of the primary e-mail', () => {
    expect(postAda({ 'emails.primary': 'ada@work' })).toEqual({
      emails: [{ primary: true, value: 'ada@work' }],
    })
  })

  test('are refused in strict mode', () => {
    const body = { schemas: [core], userName: 'ada', 'name.givenName': 'Ada' }
    expect(refusalOf(() => post(body, true)).scimType).toBe('invalidSyntax')
  })
})
