import { describe, expect, test } from 'vitest'
import { ada, core, ent, learning, patchUser, refusalOf } from './patch.test-support.ts'
import { startReading } from './reading.ts'
import type { Resource } from './schema.ts'
import { userType } from './schemas/index.ts'
import { parseResource } from './validate.ts'
import { writableOf } from './writable.ts'

const unchanged = writableOf(userType, ada)

describe('an operation without a path', () => {
  test.each(['add', 'replace'])('E-100, E-101 with merged, dotted keys by %s', (op) => {
    const { after } = patchUser(ada, [
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'n@c.com' },
      {
        op,
        value: {
          displayName: 'N',
          'name.givenName': 'A',
          'name.familyName': 'B',
          [`${ent}:employeeNumber`]: '7',
        },
      },
    ])
    expect(after).toEqual({
      ...unchanged,
      displayName: 'N',
      name: { formatted: 'Ada L', givenName: 'A', familyName: 'B' },
      emails: [
        { value: 'n@c.com', type: 'work', primary: true },
        { value: 'ada@home.example', type: 'home', display: 'Home' },
      ],
      [ent]: { employeeNumber: '7', department: 'R&D' },
    })
  })

  test('E-102 with value paths as keys', () => {
    const value = {
      'emails[type eq "work"].value': 'x',
      'addresses[type eq "work"].locality': 'L',
      'roles[primary eq "True"].value': 'r',
    }
    const { after } = patchUser({ userName: 'ada' }, [{ op: 'add', value }])
    expect(after).toEqual({
      userName: 'ada',
      emails: [{ type: 'work', value: 'x' }],
      addresses: [{ type: 'work', locality: 'L' }],
      roles: [{ primary: true, value: 'r' }],
    })
  })

  test('E-103 with nested and dotted keys mixed', () => {
    const value = {
      name: { givenName: 'A' },
      'name.familyName': 'B',
      [ent]: { department: 'D' },
      [`${ent}:division`]: 'V',
    }
    expect(patchUser(ada, [{ op: 'replace', value }]).after).toMatchObject({
      name: { formatted: 'Ada L', givenName: 'A', familyName: 'B' },
      [ent]: { employeeNumber: '0007', department: 'D', division: 'V' },
    })
  })

  test('E-105 the dots in a URN are no sub-attributes', () => {
    const value = {
      [`${ent}:manager.value`]: 'M',
      [`${core}:name.givenName`]: 'A',
      [`${learning}:region`]: 'North',
      'urn:ietf:params:scim:schemas:extension:CustomExt:2.0:User:tag': 'x',
    }
    const { after, warnings } = patchUser(ada, [{ op: 'replace', value }])
    expect(after).toMatchObject({
      name: { givenName: 'A' },
      [ent]: { manager: { value: 'M' } },
      [learning]: { region: 'North' },
    })
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain('CustomExt')
  })

  test('E-93 clears by null and by the empty text', () => {
    const before = { ...ada, name: { givenName: 'A', honorificPrefix: 'Dr' } }
    const value = { title: '', 'name.honorificPrefix': null, [`${ent}:department`]: '' }
    const { after } = patchUser(before, [{ op: 'replace', value }])
    expect(after).not.toHaveProperty('title')
    expect(after['name']).toEqual({ givenName: 'A' })
    expect(after[ent]).toEqual({ employeeNumber: '0007' })
  })

  test('E-82, X-41 what only the provider writes is ignored', () => {
    const value = {
      schemas: [core],
      id: '1',
      meta: { version: 'x' },
      groups: [],
      'meta.created': 'x',
      [`${ent}:manager.displayName`]: 'x',
      title: 'Lead',
    }
    expect(patchUser(ada, [{ op: 'replace', value }]).after).toEqual({
      ...unchanged,
      title: 'Lead',
    })
  })

  test('O-53 another id is ignored, or refused when strict', () => {
    const operation = { op: 'replace', value: { id: 'other', title: 'Lead' } }
    const { after, repairs } = patchUser(ada, [operation])
    expect(after).toEqual({ ...unchanged, title: 'Lead' })
    expect(repairs).toEqual(['other-id-in-body'])
    expect(refusalOf(() => patchUser(ada, [operation], true)).scimType).toBe('mutability')
    expect(patchUser(ada, [operation], true, 'other').after['title']).toBe('Lead')
  })

  test('O-31, O-32 switches a person off and on', () => {
    const off = patchUser(ada, [{ op: 'replace', value: { active: false } }], true)
    expect(off.after).toEqual({ ...unchanged, active: false })
    const on = patchUser(off.after, [{ op: 'replace', value: { active: true } }], true)
    expect(on.after).toEqual(unchanged)
  })

  test('X15 ignores what it does not know, and refuses it when strict', () => {
    const value = { title: 'Lead', favouriteColour: 'blue', [ent]: { salary: 1 }, nothing: null }
    const { after, warnings } = patchUser(ada, [{ op: 'replace', value }])
    expect(after).toEqual({ ...unchanged, title: 'Lead' })
    expect(warnings).toHaveLength(2)
    expect(refusalOf(() => patchUser(ada, [{ op: 'replace', value }], true)).status).toBe(400)
    // In a strict reading null under a path as key must not be taken for done.
    for (const key of ['nothing', 'name.honorificPrefix', 'department']) {
      const operation = { op: 'replace', value: { title: 'Lead', [key]: null } }
      expect(refusalOf(() => patchUser(ada, [operation], true)).scimType).toBe('invalidSyntax')
    }
  })

  test('P7 two spellings of one attribute are refused', () => {
    for (const value of [
      { title: 'a', Title: 'b' },
      { [ent]: { department: 'a', Department: 'b' } },
      { name: { givenName: 'a', givenname: 'b' } },
    ])
      expect(refusalOf(() => patchUser(ada, [{ op: 'add', value }])).scimType).toBe('invalidSyntax')
  })

  test('strict: keys that are paths are refused, plain names in any letter case are not', () => {
    for (const key of ['name.givenName', `${ent}:department`, 'emails[type eq "work"].value'])
      expect(
        refusalOf(() => patchUser(ada, [{ op: 'add', value: { [key]: 'x' } }], true)).status,
      ).toBe(400)
    const value = { TITLE: 'Lead', [ent.toUpperCase()]: { Department: 'D' } }
    expect(patchUser(ada, [{ op: 'replace', value }], true).after).toMatchObject({
      title: 'Lead',
      [ent]: { department: 'D' },
    })
  })
})

test('a whole extension as the path', () => {
  for (const op of ['add', 'replace'])
    expect(
      patchUser(ada, [{ op, path: ent, value: { department: 'D' } }], true).after[ent],
    ).toEqual({ employeeNumber: '0007', department: 'D' })
  for (const value of ['x', 5, ['x']])
    expect(refusalOf(() => patchUser(ada, [{ op: 'add', path: ent, value }])).scimType).toBe(
      'invalidValue',
    )
})

test('E-107, S-02, S-03 both dialects of Entra ID end in the same', () => {
  const plain = patchUser(ada, [
    { op: 'Replace', path: 'title', value: 'Lead' },
    { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 425 555 0100' },
    { op: 'Replace', path: 'emails[type eq "work"].value', value: 'ada.l@contoso.com' },
    { op: 'Replace', path: 'name.familyName', value: 'Lovelace' },
    { op: 'Replace', path: `${ent}:department`, value: 'Research' },
  ])
  const flagged = patchUser(ada, [
    { op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 425 555 0100' },
    { op: 'replace', path: 'emails[type eq "work"].value', value: 'ada.l@contoso.com' },
    {
      op: 'replace',
      value: { title: 'Lead', 'name.familyName': 'Lovelace', [`${ent}:department`]: 'Research' },
    },
  ])
  expect(flagged.after).toEqual(plain.after)
  expect(plain.after).toMatchObject({
    title: 'Lead',
    name: { familyName: 'Lovelace' },
    phoneNumbers: [{ type: 'mobile', value: '+1 425 555 0100' }],
    [ent]: { department: 'Research', employeeNumber: '0007' },
  })
})

test('E-77 the validator replaces every mapped attribute at once, of somebody who has none', () => {
  const plain = ['displayName', 'title', 'userType', 'nickName', 'locale', 'timezone']
  const parts = ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix']
  const lines = ['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country']
  const fields = ['employeeNumber', 'costCenter', 'organization', 'division', 'department']
  const paths = [
    ...plain,
    'preferredLanguage',
    'profileUrl',
    ...parts.map((part) => `name.${part}`),
    'emails[type eq "work"].value',
    'emails[type eq "work"].display',
    ...lines.map((line) => `addresses[type eq "work"].${line}`),
    'phoneNumbers[type eq "work"].value',
    'phoneNumbers[type eq "mobile"].value',
    'roles[primary eq "True"].value',
    'roles[primary eq "True"].type',
    'roles[primary eq "True"].display',
    ...fields.map((field) => `${ent}:${field}`),
    `${ent}:manager`,
  ]
  const operations = [
    { op: 'replace', path: 'emails[type eq "work"].primary', value: true },
    { op: 'replace', path: 'active', value: true },
    ...paths.map((path) => ({ op: 'replace', path, value: `D385N05'TEST ${path}` })),
  ]
  const { after, warnings } = patchUser({ userName: 'ada' }, operations)
  expect(warnings).toEqual([])
  const text = JSON.stringify(after)
  for (const path of paths) expect(text).toContain(JSON.stringify(`D385N05'TEST ${path}`))
  expect(after['emails']).toHaveLength(1)
  expect(after['addresses']).toHaveLength(1)
  expect(after['roles']).toHaveLength(1)
  // What was made in parts is also what a POST of the whole would have made.
  const body = { schemas: [core, ent], ...after }
  expect(parseResource(userType, body, startReading(true)).resource).toEqual(after)
})

test('an attribute of a resource is never called like a path', () => {
  const value: Resource = { 'name.givenName': 'A', 'title.x': 'B', 'x.y': 'C', [`${ent}:x.y`]: 'D' }
  const { after } = patchUser(ada, [{ op: 'add', value }])
  expect(JSON.stringify(after)).not.toMatch(/\w\.(?:givenName|x|y)"/)
})
