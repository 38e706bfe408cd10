/** The statements of which writes to groups are made. Only the door (apply-group.ts) uses them. */
import type { Part, Statement } from '../database/database.ts'
import { type Dialect, perDialect } from '../database/dialect.ts'
import { uuidv7 } from '../database/ids.ts'
import type { SaidGroup } from './group.ts'
import { jsonText } from './json-text.ts'
import { keyOf } from './keys.ts'
import type { MemberPlan } from './plan-members.ts'
import { waitPart } from './references.ts'
import type { Source } from './source.ts'

const insert: Statement = {
  name: 'group.insert',
  sql: `insert into directory_group (organization_id, group_id, connection_id, ordinal, version,
      external_id, display_name, display_name_key, document, created, last_modified)
    values (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?) returning group_id`,
}

/** The gate of a create. */
export function insertPart(source: Source, groupId: string, said: SaidGroup, at: string): Part {
  return {
    statement: insert,
    values: [
      source.organization.id,
      groupId,
      source.connectionId,
      uuidv7(),
      said.externalId,
      said.displayName,
      keyOf(said.displayName),
      jsonText(said.document),
      at,
      at,
    ],
  }
}

const update: Statement = {
  name: 'group.update',
  sql: `update directory_group set version = version + 1, external_id = ?, display_name = ?,
      display_name_key = ?, document = ?, last_modified = ?
    where organization_id = ? and group_id = ? and connection_id = ? and deleted is null
      and version = ?
    returning version, last_modified`,
}

/** The gate of a change of the group's own attributes: shut when it has another version. */
export function updatePart(
  source: Source,
  groupId: string,
  said: SaidGroup,
  version: number,
  at: string,
): Part {
  return {
    statement: update,
    values: [
      said.externalId,
      said.displayName,
      keyOf(said.displayName),
      jsonText(said.document),
      at,
      source.organization.id,
      groupId,
      source.connectionId,
      version,
    ],
  }
}

// Changes of members commute, so they need no version; If-Match brings one.
const step = perDialect((dialect) => ({
  any: {
    name: 'group.step',
    sql: `update directory_group set version = version + 1, last_modified = ?
      where organization_id = ? and group_id = ? and connection_id = ? and deleted is null
      returning version, last_modified`,
  },
  matching: {
    name: 'group.stepMatching',
    sql: `update directory_group set version = version + 1, last_modified = ?
      where organization_id = ? and group_id = ? and connection_id = ? and deleted is null
        and version in (select cast(each.value as integer) from ${dialect.eachText})
      returning version, last_modified`,
  },
}))

/** The gate of a change of members: one version step. */
export function stepPart(
  source: Source,
  dialect: Dialect,
  groupId: string,
  ifVersion: readonly number[] | undefined,
  at: string,
): Part {
  const { any, matching } = step(dialect)
  const values = [at, source.organization.id, groupId, source.connectionId]
  return ifVersion
    ? { statement: matching, values: [...values, JSON.stringify(ifVersion)] }
    : { statement: any, values }
}

const add = perDialect((dialect) => ({
  name: 'members.add',
  sql: `insert into member (organization_id, group_id, member_id, kind)
    select ?, ?, ${dialect.uuid('each.value')}, ? from ${dialect.eachText} where {gate}
    on conflict do nothing`,
}))

const drop = perDialect((dialect) => ({
  name: 'members.drop',
  sql: `delete from member where {gate} and ${dialect.rowAmong(
    (each) => `(select m.${dialect.rowId} from member m where m.organization_id = ?
      and m.group_id = ? and m.member_id = ${dialect.uuid(each)})`,
  )}`,
}))

const forget = perDialect((dialect) => ({
  name: 'members.forget',
  sql: `delete from pending_reference where organization_id = ? and connection_id = ?
    and kind = 'member' and holder_id = ? and {gate}
    and value_key in (select each.value from ${dialect.eachText})`,
}))

const forgetOthers = perDialect((dialect) => ({
  name: 'members.forgetOthers',
  sql: `delete from pending_reference where organization_id = ? and connection_id = ?
    and kind = 'member' and holder_id = ? and {gate}
    and value_key not in (select each.value from ${dialect.eachText})`,
}))

/** The rows that come and go. */
export function memberParts(
  source: Source,
  dialect: Dialect,
  groupId: string,
  plan: MemberPlan,
  at: string,
): Part[] {
  const organizationId = source.organization.id
  const parts: Part[] = []
  for (const kind of ['person', 'group'] as const) {
    const ids = plan.add.filter(([, each]) => each === kind).map(([id]) => id)
    if (ids.length > 0)
      parts.push({
        statement: add(dialect),
        values: [organizationId, groupId, kind, JSON.stringify(ids)],
        members: ids.length,
      })
  }
  if (plan.remove.length > 0)
    parts.push({
      statement: drop(dialect),
      values: [organizationId, groupId, JSON.stringify(plan.remove)],
    })
  const holder = [organizationId, source.connectionId, groupId]
  if (plan.forget === undefined)
    parts.push({
      statement: forgetOthers(dialect),
      values: [...holder, JSON.stringify(plan.wait.map(keyOf))],
    })
  else if (plan.forget.length > 0)
    parts.push({
      statement: forget(dialect),
      values: [...holder, JSON.stringify(plan.forget.map(keyOf))],
    })
  for (const value of plan.wait) parts.push(waitPart(source, 'member', groupId, value, at))
  return parts
}

const remove: Statement = {
  name: 'group.delete',
  sql: `update directory_group set deleted = ?, last_modified = ?, version = version + 1
    where organization_id = ? and group_id = ? and connection_id = ? and deleted is null
      and version = ?
    returning version`,
}

/** The gate of a deletion: a mark; the row and its members stay for undo. */
export function deletePart(source: Source, groupId: string, version: number, at: string): Part {
  return {
    statement: remove,
    values: [at, at, source.organization.id, groupId, source.connectionId, version],
  }
}
