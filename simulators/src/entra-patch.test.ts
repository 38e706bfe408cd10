import { describe, expect, test } from 'vitest'
import { makeCompany } from './company.ts'
import { entraUserBody } from './entra-mapping.ts'
import {
  addMembersOperation,
  entraOperations,
  findDifferences,
  managerOperation,
  removeMembersOperations,
} from './entra-patch.ts'
import type { Flat } from './flat.ts'
import { enterpriseUrn } from './flat.ts'

const ada = {
  id: 'ada-id',
  userName: 'ada@contoso.com',
  active: true,
  title: 'Engineer',
  emails: [{ primary: true, type: 'work', value: 'ada@contoso.com' }],
  name: { familyName: 'L', givenName: 'Ada' },
  [enterpriseUrn]: { department: 'R&D' },
}

const wanted: Flat = new Map<string, string | boolean>([
  ['active', true],
  ['title', 'Lead'],
  ['phoneNumbers[type eq "mobile"].value', '+1 425 555 0100'],
  ['emails[type eq "work"].value', 'ada.l@contoso.com'],
  ['name.familyName', 'Lovelace'],
  [`${enterpriseUrn}:department`, 'Research'],
])

describe('what Entra writes in an incremental cycle', () => {
  test('is one capitalised operation for each attribute (S-02)', () => {
    expect(entraOperations(findDifferences(ada, wanted), 'default')).toEqual([
      { op: 'Replace', path: 'title', value: 'Lead' },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 425 555 0100' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'ada.l@contoso.com' },
      { op: 'Replace', path: 'name.familyName', value: 'Lovelace' },
      { op: 'Replace', path: `${enterpriseUrn}:department`, value: 'Research' },
    ])
  })

  test('is merged into one operation, value paths aside, with the flag (S-03)', () => {
    expect(entraOperations(findDifferences(ada, wanted), 'flag')).toEqual([
      { op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 425 555 0100' },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'ada.l@contoso.com' },
      {
        op: 'replace',
        value: {
          title: 'Lead',
          'name.familyName': 'Lovelace',
          [`${enterpriseUrn}:department`]: 'Research',
        },
      },
    ])
  })

  test('says "False" as text, and false with the flag (E-52, E-160)', () => {
    const leaving = findDifferences(ada, new Map([['active', false]]))
    expect(entraOperations(leaving, 'default')).toEqual([
      { op: 'Replace', path: 'active', value: 'False' },
    ])
    expect(entraOperations(leaving, 'flag')).toEqual([
      { op: 'replace', path: 'active', value: false },
    ])
  })

  test('removes what it wrote before and no longer wants, with the old value (E-80)', () => {
    const before: Flat = new Map([
      ['title', 'Engineer'],
      ['emails[type eq "work"].value', 'ada@contoso.com'],
      ['nickName', 'Countess'],
    ])
    const differences = findDifferences(ada, new Map(), before)
    expect(entraOperations(differences, 'default')).toEqual([
      { op: 'Remove', path: 'title' },
      { op: 'Remove', path: 'emails[type eq "work"].value', value: 'ada@contoso.com' },
    ])
    expect(entraOperations(differences, 'flag')).toEqual([
      { op: 'remove', path: 'title' },
      { op: 'remove', path: 'emails[type eq "work"].value' },
    ])
  })

  test('removes nothing that others wrote', () => {
    expect(findDifferences(ada, new Map())).toEqual([])
  })

  test('is nothing at all when nothing differs', () => {
    expect(findDifferences(ada, new Map([['title', 'Engineer']]))).toEqual([])
    expect(entraOperations([], 'flag')).toEqual([])
  })

  test('adds members with an empty reference (E-133), removes them by value or filter', () => {
    expect(addMembersOperation(['U'], 'default')).toEqual({
      op: 'Add',
      path: 'members',
      value: [{ $ref: null, value: 'U' }],
    })
    expect(removeMembersOperations(['U', 'V'], 'default')).toEqual([
      {
        op: 'Remove',
        path: 'members',
        value: [
          { $ref: null, value: 'U' },
          { $ref: null, value: 'V' },
        ],
      },
    ])
    expect(removeMembersOperations(['U', 'V'], 'flag')).toEqual([
      { op: 'remove', path: 'members[value eq "U"]' },
      { op: 'remove', path: 'members[value eq "V"]' },
    ])
  })

  test('gives the manager as a bare id (E-110), and takes it away by path (E-117)', () => {
    const path = `${enterpriseUrn}:manager`
    expect(managerOperation('add', 'bo-id', 'default')).toEqual({ op: 'Add', path, value: 'bo-id' })
    expect(managerOperation('replace', 'bo-id', 'flag')).toEqual({
      op: 'replace',
      path,
      value: 'bo-id',
    })
    expect(managerOperation('remove', undefined, 'default')).toEqual({ op: 'Remove', path })
  })
})

describe('the body Entra creates a person with', () => {
  test('has the default mapping, Microsoft’s empty roles, and no manager (E-30)', () => {
    const [, grace] = makeCompany({ people: 10, groups: 0 }).people
    expect(entraUserBody(grace!)).toMatchObject({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterpriseUrn],
      externalId: 'grace.hopper',
      userName: grace!.userPrincipalName,
      active: true,
      displayName: 'Grace Hopper',
      emails: [{ type: 'work', value: grace!.mail, primary: true }],
      meta: { resourceType: 'User' },
      name: { formatted: 'Grace Hopper', givenName: 'Grace', familyName: 'Hopper' },
      roles: [],
      [enterpriseUrn]: { employeeNumber: '0000002', department: grace!.department },
    })
    expect(entraUserBody(grace!)).not.toHaveProperty([enterpriseUrn, 'manager'])
  })

  test('says null for a missing title', () => {
    const { jobTitle: _, ...untitled } = makeCompany({ people: 1, groups: 0 }).people[0]!
    expect(entraUserBody(untitled)['title']).toBeNull()
  })
})
