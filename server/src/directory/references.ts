/**
 * References between people and groups: to whom a text of the source points, and those that point
 * at somebody who is not there yet. A pending reference resolves when that somebody is linked.
 */
import type { Database, Part, Queries, Statement } from '../database/database.ts'
import { isId } from '../database/ids.ts'
import { keyOf } from './keys.ts'
import type { Source } from './source.ts'

const byId: Statement = {
  name: 'reference.byId',
  sql: `select p.person_id, p.display_name, p.user_name_key, l.external_id
    from person_link l join person p
      on p.organization_id = l.organization_id and p.person_id = l.person_id
    where l.organization_id = ? and l.connection_id = ? and l.person_id = ? and l.deleted is null`,
}

const byName: Statement = {
  name: 'reference.byName',
  sql: `select found.person_id, found.rank, n.display_name, n.user_name_key, found.external_id
    from (
      select person_id, external_id, 1 as rank from person_link
        where organization_id = ? and connection_id = ? and external_id = ? and deleted is null
      union all select p.person_id, l.external_id, 2 from person p join person_link l
        on l.organization_id = p.organization_id and l.person_id = p.person_id
        where p.organization_id = ? and p.user_name_key = ? and p.deleted is null
          and l.connection_id = ? and l.deleted is null) found
    join person n on n.organization_id = ? and n.person_id = found.person_id
    order by found.rank limit 2`,
}

/** Somebody a reference points to. */
export interface Found {
  readonly personId: string
  readonly name: string
  readonly userNameKey: string
  readonly externalId: string | null
}

/**
 * The person a text means, among those the connection has: by id, else by externalId, else by
 * userName (E-35, O-41). Undefined when nobody, or when two share the externalId.
 */
export async function resolveReference(
  queries: Queries,
  source: Source,
  value: string,
): Promise<Found | undefined> {
  const key = [source.organization.id, source.connectionId]
  if (isId(value)) {
    const [row] = await queries.query<FoundRow>(byId, [...key, value])
    if (row) return foundOf(row)
  }
  const [first, second] = await queries.query<FoundRow & { rank: number }>(byName, [
    ...key,
    value,
    source.organization.id,
    keyOf(value),
    source.connectionId,
    source.organization.id,
  ])
  return !first || first.rank === second?.rank ? undefined : foundOf(first)
}

interface FoundRow {
  readonly person_id: string
  readonly display_name: string
  readonly user_name_key: string
  readonly external_id: string | null
}

function foundOf(row: FoundRow): Found {
  return {
    personId: row.person_id,
    name: row.display_name,
    userNameKey: row.user_name_key,
    externalId: row.external_id,
  }
}

const wait: Statement = {
  name: 'reference.wait',
  sql: `insert into pending_reference
      (organization_id, connection_id, kind, holder_id, value, value_key, created)
    select ?, ?, ?, ?, ?, ?, ? where {gate} on conflict do nothing`,
}

/** Remembers that a reference waits, as a part of the write that made it. */
export function waitPart(
  source: Source,
  kind: 'manager' | 'member',
  holderId: string,
  value: string,
  at: string,
): Part {
  const { organization, connectionId } = source
  return {
    statement: wait,
    values: [organization.id, connectionId, kind, holderId, value, keyOf(value), at],
  }
}

const forgetManager: Statement = {
  name: 'reference.forgetManager',
  sql: `delete from pending_reference where organization_id = ? and connection_id = ?
    and kind = 'manager' and holder_id = ? and value <> ? and {gate}`,
}

/** Forgets that a manager was waited for, except the one named by `value` (`''`: none). */
export function forgetManagerPart(source: Source, holderId: string, value: string): Part {
  return {
    statement: forgetManager,
    values: [source.organization.id, source.connectionId, holderId, value],
  }
}

/** A reference that waits. */
export interface PendingReference {
  readonly kind: 'manager' | 'member'
  readonly holder_id: string
  readonly value: string
}

const forgetOne: Statement = {
  name: 'reference.forgetOne',
  sql: `delete from pending_reference where organization_id = ? and connection_id = ?
    and kind = ? and holder_id = ? and value = ? returning value`,
}

/** Forgets that a reference waits, when what made it wait has been said otherwise since. */
export async function forgetWait(
  database: Database,
  { organization, connectionId }: Source,
  { kind, holder_id: holderId, value }: PendingReference,
): Promise<void> {
  const key = [organization.id, connectionId, kind, holderId, value]
  await database.write([{ statement: forgetOne, values: key }])
}

const waiting: Statement = {
  name: 'reference.waiting',
  sql: `select kind, holder_id, value from pending_reference
      where organization_id = ? and connection_id = ? and value in (?, ?)
    union select kind, holder_id, value from pending_reference
      where organization_id = ? and connection_id = ? and value_key = ?
    limit 1000`,
}

/** The condition, and its values, of there being references that wait for somebody. */
export const waitsFor = `exists (select 1 from pending_reference w
  where w.organization_id = ? and w.connection_id = ? and (w.value in (?, ?) or w.value_key = ?))`

/** The references that wait for this person. */
export async function referencesWaitingFor(
  queries: Queries,
  source: Source,
  person: { personId: string; externalId: string | null; userNameKey: string },
): Promise<PendingReference[]> {
  const key = [source.organization.id, source.connectionId]
  return queries.query<PendingReference>(waiting, [
    ...key,
    person.personId,
    person.externalId ?? person.personId,
    ...key,
    person.userNameKey,
  ])
}
