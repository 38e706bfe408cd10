/**
 * The one door for directory groups: plan → apply. Each call is one atomic write with its log
 * entry, or none. Nothing else writes groups and members.
 */
import { isSame } from '@rollbook/scim'
import type { Database } from '../database/database.ts'
import { uuidv7 } from '../database/ids.ts'
import { refuseLongExternalId, refuseLongName } from './acceptable.ts'
import { Conflict, InvalidValue } from './conflict.ts'
import { differences } from './difference.ts'
import type { DirectoryGroup, MemberChange, SaidGroup } from './group.ts'
import * as parts from './group-parts.ts'
import { keyOf } from './keys.ts'
import { jsonText } from './json-text.ts'
import { activityAlone, activityPart } from './log.ts'
import type { Plan } from './plan.ts'
import { type MemberPlan, planMembers } from './plan-members.ts'
import { readGroup } from './read-group.ts'
import type { Source } from './source.ts'
import { tallyPart } from './tally.ts'

/** What of a group a source may insist on. */
export interface GroupRules {
  /** Whether no two groups of the connection may have one name (letter case ignored). */
  readonly uniqueNames: boolean
  /** Whether a member who is not there is refused, not waited for. Default: false. */
  readonly onlyKnownMembers?: boolean
}

/**
 * Makes a group with its first members.
 *
 * @throws {Conflict} when the name is taken and the connection wants names unique
 * @throws {InvalidValue} when a member is not there and the connection wants all to be known
 */
export async function createGroup(
  database: Database,
  source: Source,
  said: SaidGroup,
  members: MemberChange | undefined,
  rules: GroupRules,
): Promise<DirectoryGroup> {
  const at = new Date().toISOString()
  const groupId = uuidv7()
  refuseLongName(said.displayName)
  refuseLongExternalId(said.externalId)
  if (rules.uniqueNames) await refuseTakenName(database, source, said, groupId)
  const plan = members && (await planMembers(database, source, groupId, members))
  if (rules.onlyKnownMembers) refuseUnknown(plan)
  await database.write([
    parts.insertPart(source, groupId, said, at),
    activityPart(source, 'group', groupId, logOf('create', undefined, said, plan), at),
    tallyPart(source, 'group', 1),
    ...(plan ? parts.memberParts(source, database.dialect, groupId, plan, at) : []),
  ])
  return stateOf(groupId, said, 1, at, at)
}

/**
 * Changes a group: its own attributes (with `before`, as it was read), its members, or both.
 * Undefined when it is gone, or has another version than `before` or `ifVersion` by now.
 *
 * @throws {Conflict} when the new name is taken and the connection wants names unique
 * @throws {InvalidValue} when a member is not there and the connection wants all to be known
 */
export async function changeGroup(
  database: Database,
  source: Source,
  groupId: string,
  change: {
    readonly replace?: { readonly before: DirectoryGroup; readonly after: SaidGroup }
    readonly members?: MemberChange
    readonly ifVersion?: readonly number[]
  },
  rules: GroupRules,
): Promise<Pick<DirectoryGroup, 'version' | 'last_modified'> | undefined> {
  const at = new Date().toISOString()
  const { replace, members } = change
  const before = replace && saidBefore(replace.before)
  const isReplaced = replace && before && !isSame(attributesOf(before), attributesOf(replace.after))
  if (
    isReplaced &&
    rules.uniqueNames &&
    keyOf(before.displayName) !== keyOf(replace.after.displayName)
  )
    await refuseTakenName(database, source, replace.after, groupId)
  const plan = members && (await planMembers(database, source, groupId, members))
  if (rules.onlyKnownMembers && (await isThere(database, source, groupId))) refuseUnknown(plan)
  const movesMembers = plan !== undefined && plan.add.length + plan.remove.length > 0
  if (isReplaced) {
    refuseLongName(replace.after.displayName)
    refuseLongExternalId(replace.after.externalId)
  }
  const own = isReplaced ? replace : undefined
  const log = logOf(own || movesMembers ? 'update' : 'unchanged', own && before, own?.after, plan)
  if (!own && !movesMembers) return unchangedGroup(database, source, groupId, change, log, plan, at)
  const ifVersion = change.ifVersion ?? (replace ? [Number(replace.before.version)] : undefined)
  const gate =
    own && replace
      ? parts.updatePart(source, groupId, own.after, Number(replace.before.version), at)
      : parts.stepPart(source, database.dialect, groupId, ifVersion, at)
  const [row] = await database.write<Pick<DirectoryGroup, 'version' | 'last_modified'>>([
    gate,
    activityPart(source, 'group', groupId, log, at),
    ...(plan ? parts.memberParts(source, database.dialect, groupId, plan, at) : []),
  ])
  return row
}

/** Nothing of the group changes: version and lastModified stay; the log says who asked. */
async function unchangedGroup(
  database: Database,
  source: Source,
  groupId: string,
  change: { readonly ifVersion?: readonly number[] },
  log: Plan,
  plan: MemberPlan | undefined,
  at: string,
): Promise<Pick<DirectoryGroup, 'version' | 'last_modified'> | undefined> {
  const [row] = await database.run(
    database.build
      .selectFrom('directory_group')
      .select(['version', 'last_modified'])
      .where('organization_id', '=', source.organization.id)
      .where('group_id', '=', groupId)
      .where('connection_id', '=', source.connectionId)
      .where('deleted', 'is', null),
  )
  if (!row || (change.ifVersion && !change.ifVersion.includes(Number(row.version))))
    return undefined
  await database.write([
    activityAlone(source, 'group', groupId, log, at),
    ...(plan ? parts.memberParts(source, database.dialect, groupId, plan, at) : []),
  ])
  return row
}

/** Marks a group deleted. False when it was changed since `before` was read, or is gone. */
export async function deleteGroup(
  database: Database,
  source: Source,
  before: DirectoryGroup,
): Promise<boolean> {
  const at = new Date().toISOString()
  const plan: Plan = {
    verdict: 'delete',
    changes: [{ attribute: 'displayName', from: before.display_name }],
  }
  const rows = await database.write([
    parts.deletePart(source, before.group_id, Number(before.version), at),
    activityPart(source, 'group', before.group_id, plan, at),
    tallyPart(source, 'group', -1),
  ])
  return rows.length > 0
}

function refuseUnknown(plan: MemberPlan | undefined): void {
  if (!plan || plan.wait.length === 0) return
  throw new InvalidValue(
    `Nobody here is known as ${someOf(plan.wait.map((value) => JSON.stringify(value)))}, and this connection wants members to be known. Provision them before the group.`,
  )
}

/** A group that is gone is what matters most, whatever else is wrong. */
async function isThere(database: Database, source: Source, groupId: string): Promise<boolean> {
  const scope = { organizationId: source.organization.id, connectionId: source.connectionId }
  return (await readGroup(database, scope, groupId, false)) !== undefined
}

async function refuseTakenName(
  database: Database,
  source: Source,
  said: SaidGroup,
  groupId: string,
): Promise<void> {
  const [row] = await database.run(
    database.build
      .selectFrom('directory_group')
      .select('group_id')
      .where('organization_id', '=', source.organization.id)
      .where('connection_id', '=', source.connectionId)
      .where('display_name_key', '=', keyOf(said.displayName))
      .where('group_id', '<>', groupId)
      .where('deleted', 'is', null)
      .limit(1),
  )
  if (row)
    throw new Conflict(
      `A group with the displayName "${said.displayName}" exists already (id ${row.group_id}), and this connection wants group names to be unique. Rename one of the two.`,
    )
}

function saidBefore(group: DirectoryGroup): SaidGroup {
  return {
    displayName: group.display_name,
    externalId: group.external_id,
    document: JSON.parse(group.document) as SaidGroup['document'],
  }
}

function attributesOf(said: SaidGroup) {
  return {
    ...said.document,
    displayName: said.displayName,
    ...(said.externalId !== null && { externalId: said.externalId }),
  }
}

function logOf(
  verdict: Plan['verdict'],
  before: SaidGroup | undefined,
  after: SaidGroup | undefined,
  plan: MemberPlan | undefined,
): Plan {
  const unknown = plan?.wait ?? []
  return {
    verdict,
    ...(after && !before && { created: attributesOf(after) }),
    ...(after && before && { changes: differences(attributesOf(before), attributesOf(after)) }),
    ...(plan &&
      plan.add.length + plan.remove.length > 0 && {
        members: { added: plan.add.map(([id]) => id), removed: plan.remove },
      }),
    ...(unknown.length > 0 && {
      warnings: [
        `Not known here yet, and added as members as soon as they arrive: ${someOf(unknown)}.`,
      ],
    }),
  }
}

function someOf(texts: readonly string[]): string {
  const more = texts.length - 20
  return `${texts.slice(0, 20).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function stateOf(
  groupId: string,
  said: SaidGroup,
  version: number,
  created: string,
  lastModified: string,
): DirectoryGroup {
  return {
    group_id: groupId,
    version,
    external_id: said.externalId,
    display_name: said.displayName,
    document: jsonText(said.document),
    created,
    last_modified: lastModified,
  }
}
