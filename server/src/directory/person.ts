/** A person: the record, and what is derived from its attributes. */
import type { Resource } from '@rollbook/scim'
import type { PersonRow } from '../database/tables.ts'
import { keyOf } from './keys.ts'
import type { Organization } from './organization.ts'

export const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/**
 * What a source says of a person: SCIM-shaped attributes without id, meta, schemas, externalId,
 * active and groups.
 */
export type PersonDocument = Resource

/** Everything that is stored beside the document because it is matched, filtered or listed by. */
export interface PersonKeys {
  readonly userNameKey: string
  readonly emailKey: string | null
  readonly employeeId: string | null
  readonly identifierKey: string | null
  readonly displayName: string
  /** Keys of all e-mail addresses, each once. */
  readonly emailKeys: readonly string[]
}

/** A person and the link of one connection to them, as one query reads it. */
export interface LinkedPerson extends Pick<
  PersonRow,
  | 'person_id'
  | 'version'
  | 'status'
  | 'status_reason'
  | 'claim_connection_id'
  | 'manager_id'
  | 'document'
  | 'created'
  | 'last_modified'
> {
  readonly external_id: string | null
  readonly manager_name: string | null
  /** Whether the manager can be seen through this connection. */
  readonly manager_present: number | string | null
  /** JSON of the groups the person is in, as SCIM shows them; null or `[]`: none. */
  readonly groups: string | null
}

/**
 * The keys of a person (DESIGN §4). Email ID is the primary e-mail, else the one of type work,
 * else the first, else the userName when it is an address; Employee ID is the enterprise
 * employeeNumber and keeps its case.
 */
export function personKeys(document: PersonDocument, organization: Organization): PersonKeys {
  const userName = userNameOf(document)
  const emails = elementsOf(document['emails'])
  const chosen =
    emails.find((email) => email['primary'] === true) ??
    emails.find((email) => textOf(email['type'])?.toLowerCase() === 'work') ??
    emails[0]
  const address = textOf(chosen?.['value']) ?? (userName.includes('@') ? userName : undefined)
  const employeeNumber = employeeNumberOf(document)
  const name = document['name']
  const emailKey = address === undefined ? null : keyOf(address)
  const employeeId = employeeNumber?.trim() || null
  const emailKeys = new Set(emailsOf(document).map(keyOf))
  return {
    userNameKey: keyOf(userName),
    emailKey,
    employeeId,
    identifierKey: organization.identifier === 'email' ? emailKey : employeeId,
    displayName:
      textOf(document['displayName']) ??
      (isObject(name) ? textOf(name['formatted']) : undefined) ??
      userName,
    emailKeys: [...emailKeys],
  }
}

export function userNameOf(document: PersonDocument): string {
  return textOf(document['userName']) ?? ''
}

/** The values of all e-mail addresses. */
export function emailsOf(document: PersonDocument): string[] {
  return elementsOf(document['emails'])
    .map((email) => textOf(email['value']))
    .filter((value) => value !== undefined)
}

export function employeeNumberOf(document: PersonDocument): string | undefined {
  const enterprise = document[enterpriseUrn]
  return isObject(enterprise) ? textOf(enterprise['employeeNumber']) : undefined
}

/** The supervisor as the source names them: an id, an externalId or a userName. */
export function managerValue(document: PersonDocument): string | undefined {
  const enterprise = document[enterpriseUrn]
  const manager = isObject(enterprise) ? enterprise['manager'] : undefined
  return isObject(manager) ? textOf(manager['value']) : undefined
}

/**
 * What an existing person has after somebody said something of them that says nothing of the rest
 * (adoption, return): what is said replaces, what is not said stays (I10).
 */
export function mergeDocuments(before: PersonDocument, said: PersonDocument): PersonDocument {
  const after: PersonDocument = { ...before }
  for (const [name, value] of Object.entries(said)) {
    const old = Object.hasOwn(before, name) ? before[name] : undefined
    after[name] = isObject(value) && isObject(old) ? { ...old, ...value } : value
  }
  return after
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function elementsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}
