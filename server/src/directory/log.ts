/** The log entry of a plan, as the part of the write that the plan makes. Append-only. */
import type { Part, Statement, Value } from '../database/database.ts'
import { uuidv7 } from '../database/ids.ts'
import type { MemberKind } from '../database/tables.ts'
import { outcomeOf, type Plan } from './plan.ts'
import type { Source } from './source.ts'

const columns = `organization_id, activity_id, connection_id, cycle_id, request_id, at, actor,
  object_kind, object_id, verdict, outcome, plan`

const insertGated: Statement = {
  name: 'activity.insert.gated',
  sql: `insert into activity (${columns}) select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? where {gate}`,
}

const insertAlone: Statement = {
  name: 'activity.insert',
  sql: `insert into activity (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    returning activity_id`,
}

/** The entry as a part that depends on the gate of its write. */
export function activityPart(
  source: Source,
  kind: MemberKind,
  objectId: string,
  plan: Plan,
  at: string,
): Part {
  return { statement: insertGated, values: valuesOf(source, kind, objectId, plan, at) }
}

/** The entry as a write of its own: of what was refused, or changed nothing. */
export function activityAlone(
  source: Source,
  kind: MemberKind,
  objectId: string | null,
  plan: Plan,
  at: string,
): Part {
  return { statement: insertAlone, values: valuesOf(source, kind, objectId, plan, at) }
}

function valuesOf(
  source: Source,
  kind: MemberKind,
  objectId: string | null,
  plan: Plan,
  at: string,
): Value[] {
  const { verdict, ...rest } = plan
  const warnings = [...source.warnings, ...(plan.warnings ?? [])]
  const entry = {
    ...rest,
    ...(warnings.length > 0 && { warnings }),
    ...(source.repairs.length > 0 && { repairs: source.repairs }),
  }
  return [
    source.organization.id,
    uuidv7(),
    source.connectionId,
    source.cycleId,
    source.requestId,
    at,
    source.actor,
    kind,
    objectId,
    verdict,
    outcomeOf(verdict),
    JSON.stringify(entry),
  ]
}
