/** Settling references that waited for somebody who is here now: managers and members. */
import type { Database, Statement } from '../database/database.ts'
import { uuidv7 } from '../database/ids.ts'
import { organizationFrom } from './organization.ts'
import { changeGroup } from './apply-group.ts'
import { changePerson } from './change-person.ts'
import { withManager } from './manager.ts'
import { Conflict } from './conflict.ts'
import { managerValue, type PersonDocument } from './person.ts'
import { readPerson } from './read-person.ts'
import { forgetWait, referencesWaitingFor } from './references.ts'
import type { Source } from './source.ts'

const attempts = 3

/**
 * Points every waiting reference at the person who has come. Each is a write of its own with its
 * own log entry; one that cannot be settled now goes on waiting.
 */
export async function settleReferences(
  database: Database,
  source: Source,
  person: {
    readonly personId: string
    readonly externalId: string | null
    readonly userNameKey: string
  },
): Promise<void> {
  const settling: Source = {
    ...source,
    repairs: [],
    warnings: ['A reference that waited for this person was linked.'],
  }
  for (const { kind, holder_id: holderId, value } of await referencesWaitingFor(
    database,
    source,
    person,
  )) {
    if (kind === 'member') {
      await changeGroup(
        database,
        settling,
        holderId,
        { members: { reset: false, add: [person.personId], remove: [value] } },
        { uniqueNames: false },
      )
      continue
    }
    try {
      await settleManager(database, settling, holderId, value, person.personId)
    } catch (error) {
      // Another connection holds whoever waits: what was said here waits until it lets go.
      if (!(error instanceof Conflict)) throw error
    }
  }
}

async function settleManager(
  database: Database,
  source: Source,
  holderId: string,
  value: string,
  managerId: string,
): Promise<void> {
  const scope = { organizationId: source.organization.id, connectionId: source.connectionId }
  for (let attempt = 0; attempt < attempts; attempt++) {
    const holder = await readPerson(database, scope, holderId, '')
    if (!holder) return
    const document = JSON.parse(holder.document) as PersonDocument
    // Somebody else has settled it, or the source names another manager by now.
    if (managerValue(document) !== value)
      return forgetWait(database, source, { kind: 'manager', holder_id: holderId, value })
    const changed = await changePerson(database, source, holder, {
      document: withManager(document, managerId),
      externalId: holder.external_id,
      active: holder.status === 'active',
    })
    if (changed) return
  }
}

// Who was deleted waits no more; the row stays, for their return.
const holderIsThere = `(exists (select 1 from person h where h.organization_id = w.organization_id
    and h.person_id = w.holder_id and h.deleted is null)
  or exists (select 1 from directory_group h where h.organization_id = w.organization_id
    and h.group_id = w.holder_id and h.deleted is null))`

const forgotten: Statement = {
  name: 'reference.forgotten',
  // Two ways in, each by an index: what waits is little, what is there is much.
  sql: `select w.organization_id, w.connection_id, p.person_id, p.user_name_key, l.external_id
      from pending_reference w
      join person_link l on l.organization_id = w.organization_id
        and l.connection_id = w.connection_id and l.external_id = w.value and l.deleted is null
      join person p on p.organization_id = l.organization_id and p.person_id = l.person_id
      where ${holderIsThere}
    union
    select w.organization_id, w.connection_id, p.person_id, p.user_name_key, l.external_id
      from pending_reference w
      join person p on p.organization_id = w.organization_id
        and p.user_name_key = w.value_key and p.deleted is null
      join person_link l on l.organization_id = p.organization_id
        and l.connection_id = w.connection_id and l.person_id = p.person_id
        and l.deleted is null
      where ${holderIsThere}
    limit 1000`,
}

/**
 * Settles what nobody settled: references whose person came while the one who waited was being
 * written by another instance, or just before a crash. Cheap when nothing waits.
 *
 * @returns how many people were found whom something waited for
 */
export async function settleForgotten(database: Database): Promise<number> {
  const rows = await database.query<{
    organization_id: string
    connection_id: string
    person_id: string
    user_name_key: string
    external_id: string | null
  }>(forgotten, [])
  for (const row of rows) {
    const [organization] = await database.run(
      database.build
        .selectFrom('organization')
        .selectAll()
        .where('organization_id', '=', row.organization_id),
    )
    const [connection] = await database.run(
      database.build
        .selectFrom('connection')
        .select('name')
        .where('organization_id', '=', row.organization_id)
        .where('connection_id', '=', row.connection_id),
    )
    if (!organization || !connection) continue
    const source: Source = {
      organization: organizationFrom(organization),
      connectionId: row.connection_id,
      connectionName: connection.name,
      actor: 'rollbook',
      requestId: uuidv7(),
      cycleId: uuidv7(),
      repairs: [],
      warnings: [],
    }
    await settleReferences(database, source, {
      personId: row.person_id,
      externalId: row.external_id,
      userNameKey: row.user_name_key,
    })
  }
  return rows.length
}

const sweepMs = 60_000

/**
 * Settles what was forgotten, now and once a minute.
 *
 * @returns ends it, once a sweep under way has ended
 */
export function startSweep(
  database: Database,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let underWay: Promise<unknown> = Promise.resolve()
  const sweep = () => {
    underWay = underWay.then(() => settleForgotten(database)).catch(onError)
  }
  sweep()
  const timer = setInterval(sweep, sweepMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await underWay
  }
}
