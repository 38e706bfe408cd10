/**
 * Match: who is meant by somebody new to a connection (DESIGN §4). By the organization's
 * identifier, never by another key; what another key says can only be a conflict.
 */
import type { Queries, Statement } from '../database/database.ts'
import type { PersonRow } from '../database/tables.ts'
import type { PersonKeys } from './person.ts'
import type { Source } from './source.ts'

/** A person who might be meant, with what this connection and the claiming one have to do with them. */
export interface Candidate extends PersonRow {
  /** The externalId this connection knows them by. */
  readonly external_id: string | null
  readonly linked: string | null
  readonly link_deleted: string | null
  readonly claim_name: string | null
  readonly claim_kind: 'scim' | 'entra' | 'file' | null
  readonly claim_state: 'off' | 'observe' | 'live' | null
}

export type Match =
  | { readonly kind: 'none' }
  /** Somebody this connection has not linked and nobody holds: they are taken over, id unchanged. */
  | { readonly kind: 'adopt'; readonly person: Candidate }
  /** Somebody deleted who comes back. */
  | { readonly kind: 'restore'; readonly person: Candidate }
  /** Somebody this connection has, inactive, whom the IdP lost sight of and makes anew. */
  | { readonly kind: 'revive'; readonly person: Candidate }
  | { readonly kind: 'conflict'; readonly person: Candidate; readonly reason: string }

const candidates: Statement = {
  name: 'person.candidates',
  sql: `select p.organization_id, p.person_id, p.version, p.status, p.status_reason,
      p.claim_connection_id, p.user_name_key, p.identifier_key, p.email_key, p.employee_id,
      p.display_name, p.display_json, p.manager_id, p.document, p.created,
      p.last_modified, p.deleted, l.external_id, l.person_id as linked, l.deleted as link_deleted,
      c.name as claim_name, c.kind as claim_kind, c.state as claim_state
    from person p
    left join person_link l on l.organization_id = p.organization_id and l.connection_id = ?
      and l.person_id = p.person_id
    left join connection c on c.organization_id = p.organization_id
      and c.connection_id = p.claim_connection_id
    where p.organization_id = ? and p.person_id in (
      select person_id from person
        where organization_id = ? and identifier_key = ? and deleted is null
      union select person_id from person
        where organization_id = ? and user_name_key = ? and deleted is null
      union select person_id from person where organization_id = ? and employee_id = ?
      union select person_id from person_link
        where organization_id = ? and connection_id = ? and external_id = ?)
    order by p.person_id`,
}

/** Finds who is meant. Reads only. */
export async function matchPerson(
  queries: Queries,
  source: Source,
  keys: PersonKeys,
  externalId: string | null,
): Promise<Match> {
  const organizationId = source.organization.id
  const found = await queries.query<Candidate>(candidates, [
    source.connectionId,
    organizationId,
    organizationId,
    keys.identifierKey,
    organizationId,
    keys.userNameKey,
    organizationId,
    keys.employeeId,
    organizationId,
    source.connectionId,
    externalId,
  ])
  return decide(source, keys, externalId, found)
}

function decide(
  source: Source,
  keys: PersonKeys,
  externalId: string | null,
  found: readonly Candidate[],
): Match {
  const present = found.filter((person) => person.deleted === null)
  const sameIdentifier =
    keys.identifierKey === null
      ? undefined
      : present.find((person) => person.identifier_key === keys.identifierKey)
  const sameUserName = present.find((person) => person.user_name_key === keys.userNameKey)
  const identifierName =
    source.organization.identifier === 'email' ? 'e-mail address' : 'employee ID'

  const ours = [sameIdentifier, sameUserName].find(
    (person) => person?.linked && person.link_deleted === null,
  )
  const oursHolder = ours && heldBy(ours, source)
  if (ours && oursHolder !== undefined)
    return conflict(
      ours,
      `This person (id ${ours.person_id}) is managed by the connection "${oursHolder}" now. Switch that connection off in Rollbook, or hand its people over, before provisioning them from "${source.connectionName}".`,
    )
  if (ours) {
    const isReturning =
      ours.status === 'inactive' && externalId !== null && ours.external_id === externalId
    const others = [sameIdentifier, sameUserName].filter((person) => person && person !== ours)
    if (isReturning && others.length === 0) return { kind: 'revive', person: ours }
    const what = ours === sameUserName ? 'userName' : identifierName
    return conflict(
      ours,
      `This ${what} belongs to a person this connection has already provisioned${ours.status === 'inactive' ? ', who is inactive' : ''} (id ${ours.person_id}). Update that person instead of creating another.`,
    )
  }
  if (sameIdentifier) {
    const holder = heldBy(sameIdentifier, source)
    if (holder)
      return conflict(
        sameIdentifier,
        `The person with this ${identifierName} is managed by the connection "${holder}". Switch that connection off in Rollbook, or hand its people over, before provisioning them from "${source.connectionName}".`,
      )
    if (sameUserName && sameUserName !== sameIdentifier)
      return conflict(
        sameUserName,
        `The ${identifierName} belongs to one person and the userName to another. Correct one of the two at the identity provider, or merge the two people in Rollbook.`,
      )
    return { kind: 'adopt', person: sameIdentifier }
  }
  if (sameUserName) {
    const holder = heldBy(sameUserName, source)
    return conflict(
      sameUserName,
      `The userName is taken by another person${holder ? `, who is managed by the connection "${holder}"` : ''}, whose ${identifierName} differs. Give this person another userName, or correct the ${identifierName}.`,
    )
  }
  const returning = found.find(
    (person) =>
      person.deleted !== null &&
      ((externalId !== null && person.linked !== null && person.external_id === externalId) ||
        (source.organization.identifier === 'employeeId' &&
          keys.employeeId !== null &&
          person.employee_id === keys.employeeId)),
  )
  return returning ? { kind: 'restore', person: returning } : { kind: 'none' }
}

function conflict(person: Candidate, reason: string): Match {
  return { kind: 'conflict', person, reason }
}

/** The name of the connection that may not lose this person to another; undefined: nobody's. */
function heldBy(person: Candidate, source: Source): string | undefined {
  // SCIM takes over from the Entra connector; a connection that is off holds nobody (DESIGN §3, §8).
  const holds =
    person.claim_connection_id !== null &&
    person.claim_connection_id !== source.connectionId &&
    person.claim_state === 'live' &&
    person.claim_kind === 'scim'
  return holds ? (person.claim_name ?? 'unknown') : undefined
}
