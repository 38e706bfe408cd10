/** What Okta maps for a SCIM application, and the bodies it writes. */
import type { Flat, JsonObject } from './flat.ts'
import {
  coreUserUrn,
  enterpriseUrn,
  groupUrn,
  isObject,
  ownValue,
  patchUrn,
  putAt,
} from './flat.ts'
import type { Identified } from './judge.ts'
import type { Person } from './person.ts'
import { createRandom } from './random.ts'

/**
 * Okta's attribute mapping for an application made with its integration wizard. The manager is
 * text, and is not among them.
 */
const mapping: readonly (readonly [path: string, of: (person: Person) => string | undefined])[] = [
  ['userName', (person) => person.userPrincipalName],
  ['externalId', (person) => person.oktaId],
  ['name.givenName', (person) => person.givenName],
  ['name.familyName', (person) => person.familyName],
  ['displayName', (person) => person.displayName],
  // Okta has no account without an e-mail address.
  ['emails[type eq "work"].value', (person) => person.mail ?? person.userPrincipalName],
  ['title', (person) => person.jobTitle],
  ['preferredLanguage', (person) => person.preferredLanguage],
  ['locale', (person) => person.preferredLanguage],
  ['timezone', (person) => person.timezone],
  ['phoneNumbers[type eq "work"].value', (person) => person.businessPhone],
  ['phoneNumbers[type eq "mobile"].value', (person) => person.mobilePhone],
  ['addresses[type eq "work"].streetAddress', (person) => person.streetAddress],
  ['addresses[type eq "work"].locality', (person) => person.city],
  ['addresses[type eq "work"].region', (person) => person.state],
  ['addresses[type eq "work"].postalCode', (person) => person.postalCode],
  ['addresses[type eq "work"].country', (person) => person.country],
  [`${enterpriseUrn}:employeeNumber`, (person) => person.employeeId],
  [`${enterpriseUrn}:costCenter`, (person) => person.costCenter],
  [`${enterpriseUrn}:organization`, (person) => person.companyName],
  [`${enterpriseUrn}:division`, (person) => person.division],
  [`${enterpriseUrn}:department`, (person) => person.department],
]

const passwordAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** What Okta wants to stand at the application; attributes the person lacks are left out. */
export function oktaAttributes(person: Person): Flat {
  const attributes = new Map<string, string | boolean>()
  for (const [path, of] of mapping) {
    const value = of(person)
    if (value !== undefined && value !== '') attributes.set(path, value)
  }
  return attributes
}

/** The body of the POST: with a random password though nobody asked for one (O-21). */
export function oktaUserBody(
  person: Person,
  manager: Person | undefined,
  seed: string,
): JsonObject {
  const body: JsonObject = {
    schemas: [coreUserUrn, enterpriseUrn],
    groups: [],
    password: createRandom(seed, 'password', person.oktaId).text(passwordAlphabet, 8),
    active: true,
  }
  for (const [path, value] of oktaAttributes(person)) putAt(body, path, value)
  putAt(body, 'emails[type eq "work"].primary', true)
  putManager(body, manager)
  return body
}

/**
 * The body of a PUT: what the server answered to the GET before, whatever it was, with the mapped
 * attributes merged in.
 *
 * @param before what was mapped last time: what no longer is, is taken out
 */
export function oktaMergedBody(
  present: Identified,
  person: Person,
  manager: Person | undefined,
  active: boolean | undefined,
  before?: Flat,
): JsonObject {
  const body: JsonObject = structuredClone(present)
  const wanted = oktaAttributes(person)
  for (const path of before?.keys() ?? []) if (!wanted.has(path)) putAt(body, path, undefined)
  for (const [path, value] of wanted) putAt(body, path, value)
  if (active !== undefined) body['active'] = active
  putManager(body, manager)
  const schemas = ownValue(body, 'schemas')
  if (Array.isArray(schemas) && !schemas.includes(enterpriseUrn)) schemas.push(enterpriseUrn)
  return body
}

/** The manager is their login and their name (O-41). */
function putManager(body: JsonObject, manager: Person | undefined): void {
  if (!manager) {
    const enterprise = ownValue(body, enterpriseUrn)
    if (isObject(enterprise)) delete enterprise['manager']
    return
  }
  putAt(body, `${enterpriseUrn}:manager.value`, manager.userPrincipalName)
  putAt(body, `${enterpriseUrn}:manager.displayName`, manager.displayName)
}

/** One member as Okta writes it: no type, the login for display. */
export interface OktaMember {
  readonly value: string
  readonly display: string
}

/** A group with these members, for POST, or for PUT when it has an id. */
export function oktaGroupBody(
  displayName: string,
  members: readonly OktaMember[],
  id?: string,
): JsonObject {
  return { schemas: [groupUrn], ...(id !== undefined && { id }), displayName, members }
}

/** The body of a PATCH with these operations. */
export function oktaPatchBody(operations: readonly JsonObject[]): JsonObject {
  return { schemas: [patchUrn], Operations: operations }
}
