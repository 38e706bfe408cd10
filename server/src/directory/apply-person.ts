/**
 * The one door for people: match → plan → apply. Each call is one atomic write with its log entry,
 * or none. Nothing else writes people.
 */
import { type Database, type Part, UniqueViolation } from '../database/database.ts'
import { uuidv7 } from '../database/ids.ts'
import { refuseUnacceptable } from './acceptable.ts'
import {
  changePerson,
  comparable,
  linked,
  refuseIfHeld,
  statusOf,
  type SaidPerson,
  taken,
} from './change-person.ts'
import { Conflict } from './conflict.ts'
import { differences } from './difference.ts'
import { jsonText } from './json-text.ts'
import { activityPart } from './log.ts'
import { managerOf } from './manager.ts'
import { type Candidate, matchPerson } from './match.ts'
import {
  type LinkedPerson,
  mergeDocuments,
  type PersonDocument,
  type PersonKeys,
  personKeys,
} from './person.ts'
import * as parts from './person-parts.ts'
import type { Plan } from './plan.ts'
import { readPerson } from './read-person.ts'
import { forgetManagerPart, resolveReference, waitPart } from './references.ts'
import { settleReferences } from './settle.ts'
import type { Source } from './source.ts'
import { tallyPart } from './tally.ts'
import { beginWait, watchWaits } from './waits-in-flight.ts'

export { Conflict } from './conflict.ts'
export type { SaidPerson } from './change-person.ts'

const attempts = 3

/**
 * Brings somebody new to the connection in: creates a person, or adopts, restores or revives the
 * one who is meant.
 *
 * @throws {Conflict} when a key is taken, or another live connection holds the person
 * @throws {InvalidValue} when a value cannot be a key
 */
export async function bringPerson(
  database: Database,
  source: Source,
  said: SaidPerson,
): Promise<LinkedPerson> {
  refuseUnacceptable(said)
  const keys = personKeys(said.document, source.organization)
  for (let attempt = 1; attempt <= attempts; attempt++) {
    // Most are new to everybody: try that first, with a gate that proves it.
    const created = await createPerson(database, source, said, keys, false)
    if (created) return created
    const match = await matchPerson(database, source, keys, said.externalId)
    if (match.kind === 'conflict') throw new Conflict(match.reason)
    const brought =
      match.kind === 'none'
        ? await createPerson(database, source, said, keys, true)
        : await takePerson(database, source, match.kind, match.person, said)
    if (brought) return brought
  }
  throw new Conflict('Somebody else is changing this person at the moment. Send the request again.')
}

/** Undefined when it turns out that somebody with one of the keys is there. */
async function createPerson(
  database: Database,
  source: Source,
  said: SaidPerson,
  keys: PersonKeys,
  ignoreDeleted: boolean,
): Promise<LinkedPerson | undefined> {
  const at = new Date().toISOString()
  const personId = uuidv7()
  const manager = await managerOf(database, source, said.document)
  const person: parts.PersonState = {
    personId,
    status: said.active ? 'active' : 'inactive',
    statusReason: 'source',
    keys,
    managerId: manager.id,
    document: jsonText(manager.document),
    externalId: said.externalId,
    at,
  }
  const plan: Plan = {
    verdict: 'create',
    created: comparable(manager.document, said.externalId, said.active),
    ...(manager.warning && { warnings: [manager.warning] }),
  }
  const write: [Part, ...Part[]] = [
    parts.insertPart(source, person, ignoreDeleted),
    parts.linkPart(source, person, null),
    activityPart(source, 'person', personId, plan, at),
    tallyPart(source, 'person', 1),
    ...parts.emailParts(source, database.dialect, personId, [], keys.emailKeys),
  ]
  if (keys.emailKey !== null) write.push(parts.possiblySamePart(source, person))
  if (manager.waits !== undefined)
    write.push(waitPart(source, 'manager', personId, manager.waits, at))
  const mayBeAwaited = watchWaits(database, source.connectionId)
  const ended = manager.waits === undefined ? undefined : beginWait(database, source.connectionId)
  try {
    const [row] = await database.write<{ awaited: number }>(write)
    ended?.()
    if (!row) return undefined
    const isAwaited = Number(row.awaited) === 1 || mayBeAwaited()
    await settle(database, source, person, isAwaited, manager.waits)
    return withManagerShown(linked(person, 1, at, at, source.connectionId), manager.name)
  } catch (error) {
    if (error instanceof UniqueViolation && error.index !== 'person_link_ordinal') return undefined
    throw error
  } finally {
    ended?.()
  }
}

/** Adopts, restores or revives; undefined when the person was changed meanwhile. */
async function takePerson(
  database: Database,
  source: Source,
  kind: 'adopt' | 'restore' | 'revive',
  before: Candidate,
  said: SaidPerson,
): Promise<LinkedPerson | undefined> {
  const at = new Date().toISOString()
  const stored = JSON.parse(before.document) as PersonDocument
  const merged = mergeDocuments(stored, said.document)
  const manager = await managerOf(database, source, merged, before.manager_id)
  const keys = personKeys(manager.document, source.organization)
  const { active, statusReason, warning } = statusOf(source, before, said.active)
  const person: parts.PersonState = {
    personId: before.person_id,
    status: active ? 'active' : 'inactive',
    statusReason,
    keys,
    managerId: manager.id,
    document: jsonText(manager.document),
    externalId: said.externalId,
    at,
  }
  const changes = differences(
    comparable(stored, before.external_id, before.status === 'active'),
    comparable(manager.document, said.externalId, active),
  )
  const warnings = [manager.warning, warning].filter((each) => each !== undefined)
  // externalId belongs to the link, not to the person.
  const isChanged =
    before.deleted !== null || changes.some(({ attribute }) => attribute !== 'externalId')
  const plan: Plan = {
    verdict: kind === 'revive' ? 'reactivate' : kind,
    changes: [
      ...changes,
      ...(before.deleted === null ? [] : [{ attribute: 'deleted', from: before.deleted }]),
    ],
    ...(warnings.length > 0 && { warnings }),
  }
  const isLinked = before.linked !== null && before.link_deleted === null
  const write: [Part, ...Part[]] = [
    parts.updatePart(source, person, before, isChanged),
    isLinked
      ? parts.relinkPart(source, person)
      : parts.linkPart(source, person, jsonText(said.document)),
    activityPart(source, 'person', before.person_id, plan, at),
    ...(isLinked ? [] : [tallyPart(source, 'person', 1)]),
    ...parts.emailParts(
      source,
      database.dialect,
      before.person_id,
      personKeys(stored, source.organization).emailKeys,
      keys.emailKeys,
    ),
    forgetManagerPart(source, before.person_id, manager.waits ?? ''),
  ]
  if (before.deleted !== null) write.push(parts.touchGroupsPart(source, before.person_id, at))
  if (manager.waits !== undefined)
    write.push(waitPart(source, 'manager', before.person_id, manager.waits, at))
  try {
    const [row] = await database.write<{ version: number; last_modified: string }>(write)
    if (!row) return undefined
    await settle(database, source, person, true, manager.waits)
    return linked(person, row.version, before.created, row.last_modified, source.connectionId)
  } catch (error) {
    if (error instanceof UniqueViolation)
      throw new Conflict(await taken(error, database, source, person))
    throw error
  }
}

/**
 * Changes a person of the connection to what the source says now. Undefined when they were changed
 * since `before` was read: read and try again.
 *
 * @throws {Conflict} when a key is taken, or another live connection holds the person
 * @throws {InvalidValue} when a value cannot be a key
 */
export async function updatePerson(
  database: Database,
  source: Source,
  before: LinkedPerson,
  said: SaidPerson,
): Promise<LinkedPerson | undefined> {
  const changed = await changePerson(database, source, before, said)
  if (!changed) return undefined
  const { person, userNameKey, isAwaited, waits } = changed
  await settle(
    database,
    source,
    { personId: person.person_id, externalId: person.external_id, keys: { userNameKey } },
    isAwaited,
    waits,
  )
  return person
}

/**
 * Marks a person of the connection deleted: nobody sees them any more, their keys are free, and
 * their record, status and history stay. False when the person is not there, or has none of the
 * versions.
 *
 * @throws {Conflict} when another live connection holds the person
 */
export async function deletePerson(
  database: Database,
  source: Source,
  personId: string,
  ifVersion: readonly number[] | undefined,
): Promise<boolean> {
  const at = new Date().toISOString()
  const plan: Plan = { verdict: 'delete', changes: [{ attribute: 'deleted', to: at }] }
  const others: Part[] = [
    activityPart(source, 'person', personId, plan, at),
    tallyPart(source, 'person', -1),
    // Before the links go: SQLite runs the parts one after the other.
    parts.otherTalliesPart(source, personId),
    parts.unlinkPart(source, personId, at),
    parts.touchGroupsPart(source, personId, at),
  ]
  // Nearly always the connection holds whom it deletes: no need to read first.
  const own = parts.deletePart(source, database.dialect, personId, ifVersion, at, true)
  if ((await database.write([own, ...others])).length > 0) return true
  const scope = { organizationId: source.organization.id, connectionId: source.connectionId }
  const before = await readPerson(database, scope, personId, '')
  if (!before || (ifVersion && !ifVersion.includes(before.version))) return false
  await refuseIfHeld(database, source, before)
  const any = parts.deletePart(source, database.dialect, personId, [before.version], at, false)
  return (await database.write([any, ...others])).length > 0
}

/** Whoever waited for this person has them now; and somebody may have come whom this person waits for. */
async function settle(
  database: Database,
  source: Source,
  person: Pick<parts.PersonState, 'personId' | 'externalId'> & {
    readonly keys: Pick<PersonKeys, 'userNameKey'>
  },
  isAwaited: boolean,
  waits: string | undefined,
): Promise<void> {
  if (isAwaited)
    await settleReferences(database, source, {
      personId: person.personId,
      externalId: person.externalId,
      userNameKey: person.keys.userNameKey,
    })
  if (waits !== undefined) {
    // Both may have been written at once, neither seeing the other: look again after the commit.
    const found = await resolveReference(database, source, waits)
    if (found) await settleReferences(database, source, found)
  }
}

function withManagerShown(person: LinkedPerson, name: string | undefined): LinkedPerson {
  return name === undefined ? person : { ...person, manager_name: name, manager_present: 1 }
}
