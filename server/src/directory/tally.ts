/** How many people and groups a connection has: kept, not counted. */
import type { Part, Queries, Statement } from '../database/database.ts'
import type { MemberKind } from '../database/tables.ts'
import type { Source } from './source.ts'

/** Writers take one of these at random, so that they seldom wait for each other. */
const slots = 64

const step: Statement = {
  name: 'tally.step',
  sql: `insert into tally (organization_id, connection_id, kind, slot, present, removals)
    select ?, ?, ?, ?, ?, ? where {gate}
    on conflict (organization_id, connection_id, kind, slot) do update
      set present = tally.present + excluded.present, removals = tally.removals + excluded.removals`,
}

/** One more (`by` 1) or one fewer (`by` -1), as a part of the write that makes it so. */
export function tallyPart(source: Source, kind: MemberKind, by: 1 | -1): Part {
  const slot = Math.floor(Math.random() * slots)
  return {
    statement: step,
    values: [source.organization.id, source.connectionId, kind, slot, by, by === -1 ? 1 : 0],
  }
}

/** What a connection has now. `removals` only grows: as long as it is equal, nothing left. */
export interface Tally {
  readonly present: number
  readonly removals: number
}

const sum: Statement = {
  name: 'tally.sum',
  sql: `select coalesce(sum(present), 0) as present, coalesce(sum(removals), 0) as removals
    from tally where organization_id = ? and connection_id = ? and kind = ?`,
}

/** Reads the tally of one connection. */
export async function readTally(
  queries: Queries,
  scope: { organizationId: string; connectionId: string },
  kind: MemberKind,
): Promise<Tally> {
  const [row] = await queries.query<{ present: number; removals: number }>(sum, [
    scope.organizationId,
    scope.connectionId,
    kind,
  ])
  return { present: Number(row?.present ?? 0), removals: Number(row?.removals ?? 0) }
}
