/** What Entra's provisioning maps by default, and the body it creates a person with. */
import type { Group } from './company.ts'
import type { Flat, JsonObject } from './flat.ts'
import { coreUserUrn, enterpriseUrn, groupUrn, putAt } from './flat.ts'
import type { Person } from './person.ts'
import { isInScope } from './person.ts'

/**
 * Entra's attribute mapping for an application that is not from its gallery: the defaults, with
 * division and cost center as an administrator of a training platform adds them. The manager is a
 * reference and is not among them.
 *
 * @see {@link https://learn.microsoft.com/entra/identity/app-provisioning/customize-application-attributes}
 */
const mapping: readonly (readonly [path: string, of: (person: Person) => string | undefined])[] = [
  ['userName', (person) => person.userPrincipalName],
  ['displayName', (person) => person.displayName],
  ['title', (person) => person.jobTitle],
  ['emails[type eq "work"].value', (person) => person.mail],
  ['preferredLanguage', (person) => person.preferredLanguage],
  ['name.givenName', (person) => person.givenName],
  ['name.familyName', (person) => person.familyName],
  ['name.formatted', (person) => `${person.givenName} ${person.familyName}`],
  ['addresses[type eq "work"].formatted', (person) => person.officeLocation],
  ['addresses[type eq "work"].streetAddress', (person) => person.streetAddress],
  ['addresses[type eq "work"].locality', (person) => person.city],
  ['addresses[type eq "work"].region', (person) => person.state],
  ['addresses[type eq "work"].postalCode', (person) => person.postalCode],
  ['addresses[type eq "work"].country', (person) => person.country],
  ['phoneNumbers[type eq "work"].value', (person) => person.businessPhone],
  ['phoneNumbers[type eq "mobile"].value', (person) => person.mobilePhone],
  ['phoneNumbers[type eq "fax"].value', (person) => person.faxNumber],
  ['externalId', (person) => person.mailNickname],
  [`${enterpriseUrn}:employeeNumber`, (person) => person.employeeId],
  [`${enterpriseUrn}:department`, (person) => person.department],
  [`${enterpriseUrn}:division`, (person) => person.division],
  [`${enterpriseUrn}:costCenter`, (person) => person.costCenter],
]

/** The path Entra writes the manager at. */
export const managerPath = `${enterpriseUrn}:manager`

/** What Entra wants to stand at the application; attributes the person lacks are left out. */
export function entraAttributes(person: Person): Flat {
  const attributes = new Map<string, string | boolean>([['active', isInScope(person)]])
  for (const [path, of] of mapping) {
    const value = of(person)
    if (value !== undefined && value !== '') attributes.set(path, value)
  }
  return attributes
}

/** The body of the POST, with `roles: []` and `title: null` as Entra sends them. */
export function entraUserBody(person: Person): JsonObject {
  const body: JsonObject = {
    schemas: [coreUserUrn, enterpriseUrn],
    externalId: person.mailNickname,
    userName: person.userPrincipalName,
    active: true,
    displayName: person.displayName,
    meta: { resourceType: 'User' },
    roles: [],
    title: null,
  }
  for (const [path, value] of entraAttributes(person)) putAt(body, path, value)
  if (person.mail !== undefined) putAt(body, 'emails[type eq "work"].primary', true)
  return body
}

/** What Entra wants to stand at the application of a group, members aside. */
export function entraGroupAttributes(group: Group): Flat {
  return new Map([
    ['displayName', group.displayName],
    ['externalId', group.objectId],
  ])
}

/** The body a group is created with; Microsoft's own schema stands beside the standard one. */
export function entraGroupBody(group: Group): JsonObject {
  return {
    schemas: [groupUrn, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
    externalId: group.objectId,
    displayName: group.displayName,
    meta: { resourceType: 'Group' },
  }
}
