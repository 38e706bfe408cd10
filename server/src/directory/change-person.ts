/**
 * Changing a person a connection has: plan → apply, one atomic write with its log entry. Part of
 * the door; others come in by apply-person.ts.
 */
import type { Resource } from '@rollbook/scim'
import { type Database, type Part, type Queries, UniqueViolation } from '../database/database.ts'
import { refuseUnacceptable } from './acceptable.ts'
import { Conflict } from './conflict.ts'
import { differences } from './difference.ts'
import { jsonText } from './json-text.ts'
import { activityAlone, activityPart } from './log.ts'
import { managerOf, type ManagerReference } from './manager.ts'
import { type LinkedPerson, managerValue, type PersonDocument, personKeys } from './person.ts'
import * as parts from './person-parts.ts'
import { type Plan, verdictOf } from './plan.ts'
import { forgetManagerPart, waitPart } from './references.ts'
import type { Source } from './source.ts'

/** What a source says of a person. */
export interface SaidPerson {
  readonly document: PersonDocument
  readonly externalId: string | null
  readonly active: boolean
}

/** A changed person, and which references may settle by the change. */
export interface Changed {
  readonly person: LinkedPerson
  readonly userNameKey: string
  /** Whether references of others wait for this person. */
  readonly isAwaited: boolean
  /** The text of this person's manager that waits for somebody. */
  readonly waits: string | undefined
}

/**
 * Changes a person of the connection to what the source says now. Undefined when they were changed
 * since `before` was read: read and try again.
 *
 * @throws {Conflict} when a key is taken, or another live connection holds the person
 */
export async function changePerson(
  database: Database,
  source: Source,
  before: LinkedPerson,
  said: SaidPerson,
): Promise<Changed | undefined> {
  const at = new Date().toISOString()
  await refuseIfHeld(database, source, before)
  const stored = JSON.parse(before.document) as PersonDocument
  refuseUnacceptable(said, { document: stored, externalId: before.external_id })
  const manager: ManagerReference =
    managerValue(said.document) === managerValue(stored)
      ? ({ id: before.manager_id, document: said.document } satisfies ManagerReference)
      : await managerOf(database, source, said.document)
  const wasActive = before.status === 'active'
  const { active, statusReason, warning } = statusOf(source, before, said.active)
  const changes = differences(
    comparable(stored, before.external_id, wasActive),
    comparable(manager.document, said.externalId, active),
  )
  const warnings = [...(manager.warning ? [manager.warning] : []), ...(warning ? [warning] : [])]
  const plan: Plan = {
    verdict: verdictOf(wasActive ? 'active' : 'inactive', active ? 'active' : 'inactive', changes),
    changes,
    ...(warnings.length > 0 && { warnings }),
  }
  if (changes.length === 0 && before.claim_connection_id === source.connectionId) {
    await database.write([activityAlone(source, 'person', before.person_id, plan, at)])
    return { person: before, userNameKey: '', isAwaited: false, waits: undefined }
  }
  const keys = personKeys(manager.document, source.organization)
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
  const { waits } = manager
  const write: [Part, ...Part[]] = [
    parts.updatePart(source, person, before, changes.length > 0),
    activityPart(source, 'person', before.person_id, plan, at),
    ...parts.emailParts(
      source,
      database.dialect,
      before.person_id,
      personKeys(stored, source.organization).emailKeys,
      keys.emailKeys,
    ),
  ]
  if (said.externalId !== before.external_id) write.push(parts.relinkPart(source, person))
  // Only a manager who was named and not found can be waited for.
  const waited = before.manager_id === null && managerValue(stored) !== undefined
  if (waited && managerValue(stored) !== managerValue(manager.document))
    write.push(forgetManagerPart(source, before.person_id, waits ?? ''))
  if (waits !== undefined) write.push(waitPart(source, 'manager', before.person_id, waits, at))
  try {
    const [row] = await database.write<{ version: number; last_modified: string; awaited: number }>(
      write,
    )
    if (!row) return undefined
    const isSameManager = manager.id === before.manager_id
    return {
      person: {
        ...linked(person, row.version, before.created, row.last_modified, source.connectionId),
        groups: before.groups,
        manager_name: isSameManager ? before.manager_name : (manager.name ?? null),
        manager_present: isSameManager ? before.manager_present : manager.id === null ? null : 1,
      },
      userNameKey: keys.userNameKey,
      isAwaited: Number(row.awaited) === 1,
      waits,
    }
  } catch (error) {
    if (error instanceof UniqueViolation)
      throw new Conflict(await taken(error, database, source, person))
    throw error
  }
}

/**
 * Whether somebody is active after a source said so, and by whose word: an administrator's
 * suspension stays where the organization says that no source may lift it (DESIGN §4).
 */
export function statusOf(
  source: Source,
  before: Pick<LinkedPerson, 'status' | 'status_reason'>,
  saidActive: boolean,
): { active: boolean; statusReason: 'source' | 'admin'; warning?: string } {
  const wasActive = before.status === 'active'
  if (saidActive === wasActive) return { active: wasActive, statusReason: before.status_reason }
  const isLocked =
    saidActive &&
    before.status_reason === 'admin' &&
    source.organization.settings.sourceMayReactivate === false
  if (!isLocked) return { active: saidActive, statusReason: 'source' }
  return {
    active: false,
    statusReason: 'admin',
    warning:
      'An administrator suspended this person, and the organization does not let the identity provider lift that.',
  }
}

/** A person another live SCIM connection holds is not ours to change (DESIGN §3, claim). */
export async function refuseIfHeld(
  database: Database,
  source: Source,
  person: LinkedPerson,
): Promise<void> {
  const holder = person.claim_connection_id
  if (holder === null || holder === source.connectionId) return
  const [row] = await database.run(
    database.build
      .selectFrom('connection')
      .select(['name', 'state', 'kind'])
      .where('organization_id', '=', source.organization.id)
      .where('connection_id', '=', holder),
  )
  if (row?.state === 'live' && row.kind === 'scim')
    throw new Conflict(
      `This person is managed by the connection "${row.name}" now. Switch that connection off in Rollbook, or hand its people over, before changing them from "${source.connectionName}".`,
    )
}

export function comparable(
  document: PersonDocument,
  externalId: string | null,
  active: boolean,
): Resource {
  return { ...document, ...(externalId !== null && { externalId }), active }
}

/** A person as they are after a write, without reading them again. */
export function linked(
  person: parts.PersonState,
  version: number,
  created: string,
  lastModified: string,
  connectionId: string,
): LinkedPerson {
  return {
    person_id: person.personId,
    version: Number(version),
    status: person.status,
    status_reason: person.statusReason,
    claim_connection_id: connectionId,
    manager_id: person.managerId,
    document: person.document,
    created,
    last_modified: lastModified,
    external_id: person.externalId,
    manager_name: null,
    manager_present: null,
    groups: null,
  }
}

/**
 * What to tell whoever wanted keys of which some are taken. Asked of the people there are: which of
 * two broken indexes a database names is its own affair.
 */
export async function taken(
  violation: UniqueViolation,
  queries: Queries,
  source: Source,
  { personId, keys }: parts.PersonState,
): Promise<string> {
  const { userNameKey, identifierKey } = keys
  const others = await queries.run(
    queries.build
      .selectFrom('person')
      .select(['user_name_key', 'identifier_key'])
      .where('organization_id', '=', source.organization.id)
      .where('deleted', 'is', null)
      .where('person_id', '<>', personId)
      .where((is) =>
        is.or([is('user_name_key', '=', userNameKey), is('identifier_key', '=', identifierKey)]),
      ),
  )
  const isUserName =
    others.length === 0
      ? violation.index === 'person_user_name'
      : others.some((other) => other.user_name_key === userNameKey)
  if (isUserName)
    return 'The userName is taken by another person of the organization. Give one of the two another userName.'
  const what =
    source.organization.identifier === 'email' ? 'e-mail address' : 'employee ID (employeeNumber)'
  return `The ${what} is taken by another person of the organization, and people here are told apart by it. Correct one of the two at the identity provider.`
}
