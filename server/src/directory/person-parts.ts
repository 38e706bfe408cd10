/** The statements of which writes to people are made. Only the door (apply-person.ts) uses them. */
import type { Part, Statement } from '../database/database.ts'
import { type Dialect, perDialect } from '../database/dialect.ts'
import { uuidv7 } from '../database/ids.ts'
import { jsonText } from './json-text.ts'
import type { PersonKeys } from './person.ts'
import { waitsFor } from './references.ts'
import type { Source } from './source.ts'

/** What a person row is to hold. */
export interface PersonState {
  readonly personId: string
  readonly status: 'active' | 'inactive'
  readonly statusReason: 'source' | 'admin'
  readonly keys: PersonKeys
  readonly managerId: string | null
  /** JSON */
  readonly document: string
  readonly externalId: string | null
  readonly at: string
}

// Nobody may be created while a deleted person could be meant: then the gate stays shut, and the
// slow way (match) decides. That saves a query on every create.
const insert: Statement = {
  name: 'person.insert',
  sql: `insert into person (organization_id, person_id, version, status, status_reason,
      claim_connection_id, user_name_key, identifier_key, email_key, employee_id, display_name,
      display_json, manager_id, document, created, last_modified)
    select ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
    where not exists (select 1 from person_link l where l.organization_id = ?
        and l.connection_id = ? and l.external_id = ? and l.deleted is not null)
      and not exists (select 1 from person d where d.organization_id = ? and d.employee_id = ?
        and d.deleted is not null)
    returning person_id, case when ${waitsFor} then 1 else 0 end as awaited`,
}

/** The gate of a create: shut when somebody deleted may be meant. */
export function insertPart(source: Source, person: PersonState, ignoreDeleted: boolean): Part {
  const { organization, connectionId } = source
  const { keys, externalId } = person
  const mayReturn = organization.identifier === 'employeeId' && !ignoreDeleted
  return {
    statement: insert,
    values: [
      organization.id,
      person.personId,
      person.status,
      person.statusReason,
      connectionId,
      keys.userNameKey,
      keys.identifierKey,
      keys.emailKey,
      keys.employeeId,
      keys.displayName,
      jsonText(keys.displayName),
      person.managerId,
      person.document,
      person.at,
      person.at,
      organization.id,
      connectionId,
      ignoreDeleted ? null : externalId,
      organization.id,
      mayReturn ? keys.employeeId : null,
      organization.id,
      connectionId,
      person.personId,
      externalId ?? person.personId,
      keys.userNameKey,
    ],
  }
}

const link: Statement = {
  name: 'person.link',
  sql: `insert into person_link (organization_id, connection_id, person_id, ordinal, external_id,
      said, created)
    select ?, ?, ?, ?, ?, ?, ? where {gate}
    on conflict (organization_id, connection_id, person_id) do update
      set external_id = excluded.external_id, said = excluded.said, ordinal = excluded.ordinal,
        deleted = null`,
}

/** The link of the connection to the person, made or renewed at the end of its list. */
export function linkPart(source: Source, person: PersonState, said: string | null): Part {
  return {
    statement: link,
    values: [
      source.organization.id,
      source.connectionId,
      person.personId,
      uuidv7(),
      person.externalId,
      said,
      person.at,
    ],
  }
}

const relink: Statement = {
  name: 'person.relink',
  sql: `update person_link set external_id = ?, said = null
    where organization_id = ? and connection_id = ? and person_id = ? and {gate}`,
}

/** A new externalId; what the source said is now what the document holds. */
export function relinkPart(source: Source, person: PersonState): Part {
  return {
    statement: relink,
    values: [person.externalId, source.organization.id, source.connectionId, person.personId],
  }
}

const addEmails = perDialect((dialect) => ({
  name: 'person.emails.add',
  sql: `insert into person_email (organization_id, email_key, person_id)
    select ?, each.value, ? from ${dialect.eachText} where {gate} on conflict do nothing`,
}))

const dropEmails = perDialect((dialect) => ({
  name: 'person.emails.drop',
  sql: `delete from person_email where organization_id = ? and person_id = ? and {gate}
    and email_key not in (select each.value from ${dialect.eachText})`,
}))

/** The rows by which a person is found by any of their addresses. */
export function emailParts(
  source: Source,
  dialect: Dialect,
  personId: string,
  before: readonly string[],
  after: readonly string[],
): Part[] {
  const organizationId = source.organization.id
  const json = JSON.stringify(after)
  const parts: Part[] = []
  if (after.some((key) => !before.includes(key)))
    parts.push({ statement: addEmails(dialect), values: [organizationId, personId, json] })
  if (before.some((key) => !after.includes(key)))
    parts.push({ statement: dropEmails(dialect), values: [organizationId, personId, json] })
  return parts
}

const update: Statement = {
  name: 'person.update',
  sql: `update person set version = version + ?, status = ?, status_reason = ?,
      claim_connection_id = ?, user_name_key = ?, identifier_key = ?, email_key = ?,
      employee_id = ?, display_name = ?, display_json = ?, manager_id = ?, document = ?, last_modified = ?,
      deleted = null
    where organization_id = ? and person_id = ? and version = ?
      and coalesce(cast(claim_connection_id as text), '') = ?
    returning version, last_modified, case when ${waitsFor} then 1 else 0 end as awaited`,
}

/** The gate of a change: shut when the person has another version or claim by now. */
export function updatePart(
  source: Source,
  person: PersonState,
  before: {
    readonly version: number
    readonly claim_connection_id: string | null
    readonly last_modified: string
  },
  isChanged: boolean,
): Part {
  const { organization, connectionId } = source
  const { keys } = person
  return {
    statement: update,
    values: [
      isChanged ? 1 : 0,
      person.status,
      person.statusReason,
      connectionId,
      keys.userNameKey,
      keys.identifierKey,
      keys.emailKey,
      keys.employeeId,
      keys.displayName,
      jsonText(keys.displayName),
      person.managerId,
      person.document,
      isChanged ? later(person.at, before.last_modified) : before.last_modified,
      organization.id,
      person.personId,
      before.version,
      before.claim_connection_id ?? '',
      organization.id,
      connectionId,
      person.personId,
      person.externalId ?? person.personId,
      keys.userNameKey,
    ],
  }
}

/** lastModified never goes back, whatever the clock does. */
function later(at: string, before: string): string {
  return at > before ? at : before
}

const remove = perDialect((dialect) => {
  const sql = (conditions: string) => `update person set version = version + 1,
      claim_connection_id = null, deleted = ?, last_modified = ?
    where organization_id = ? and person_id = ? and deleted is null
      and exists (select 1 from person_link l where l.organization_id = ?
        and l.connection_id = ? and l.person_id = ? and l.deleted is null)${conditions}
    returning version`
  const matching = ` and version in (
    select cast(each.value as integer) from ${dialect.eachText})`
  const own = ` and claim_connection_id = ${dialect.uuid('?')}`
  return {
    own: { name: 'person.delete', sql: sql(own) },
    ownMatching: { name: 'person.deleteMatching', sql: sql(own + matching) },
    anyMatching: { name: 'person.deleteAnyMatching', sql: sql(matching) },
    any: { name: 'person.deleteAny', sql: sql('') },
  }
})

/** The gate of a deletion: a mark; the row stays. Shut for who is not of the connection. */
export function deletePart(
  source: Source,
  dialect: Dialect,
  personId: string,
  ifVersion: readonly number[] | undefined,
  at: string,
  isHeldByUs: boolean,
): Part {
  const { id } = source.organization
  const { own, ownMatching, any, anyMatching } = remove(dialect)
  const values = [at, at, id, personId, id, source.connectionId, personId]
  if (isHeldByUs) values.push(source.connectionId)
  if (!ifVersion) return { statement: isHeldByUs ? own : any, values }
  const statement = isHeldByUs ? ownMatching : anyMatching
  return { statement, values: [...values, JSON.stringify(ifVersion)] }
}

const unlink: Statement = {
  name: 'person.unlink',
  sql: `update person_link set deleted = ?
    where organization_id = ? and person_id = ? and deleted is null and {gate}`,
}

/** Every connection loses sight of the deleted person. */
export function unlinkPart(source: Source, personId: string, at: string): Part {
  return { statement: unlink, values: [at, source.organization.id, personId] }
}

const touchGroups: Statement = {
  name: 'person.touchGroups',
  sql: `update directory_group set version = version + 1, last_modified = ?
    where organization_id = ? and deleted is null and {gate} and group_id in (
      select group_id from member where organization_id = ? and member_id = ?)`,
}

/**
 * The groups of the person show another list of members from now on. The rows stay, hidden: who
 * comes back is a member again.
 */
export function touchGroupsPart(source: Source, personId: string, at: string): Part {
  const organizationId = source.organization.id
  return { statement: touchGroups, values: [at, organizationId, organizationId, personId] }
}

const otherTallies: Statement = {
  name: 'person.otherTallies',
  sql: `insert into tally (organization_id, connection_id, kind, slot, present, removals)
    select organization_id, connection_id, 'person', 0, -1, 1 from person_link
      where organization_id = ? and person_id = ? and connection_id <> ? and deleted is null
        and {gate}
    on conflict (organization_id, connection_id, kind, slot) do update
      set present = tally.present - 1, removals = tally.removals + 1`,
}

/** Other connections that had linked the deleted person have one fewer, too. */
export function otherTalliesPart(source: Source, personId: string): Part {
  return {
    statement: otherTallies,
    values: [source.organization.id, personId, source.connectionId],
  }
}

const possiblySame: Statement = {
  name: 'person.possiblySame',
  sql: `insert into possibly_same (organization_id, person_id, other_person_id, shared, created)
    select ?, ?, d.person_id, 'email', ? from person d
      where d.organization_id = ? and d.email_key = ? and d.deleted is not null and {gate}
      order by d.deleted desc limit 10
    on conflict do nothing`,
}

/** Notes that somebody deleted had the same address: for an admin to look at. */
export function possiblySamePart(source: Source, person: PersonState): Part {
  const { id } = source.organization
  return {
    statement: possiblySame,
    values: [id, person.personId, person.at, id, person.keys.emailKey],
  }
}
