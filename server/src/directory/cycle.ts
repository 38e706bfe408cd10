/**
 * Cycles: activities of one connection that belong together. Over SCIM nobody announces one, so a
 * cycle is a burst of requests without a gap of ten minutes (DESIGN §3).
 */
import type { Database, Statement } from '../database/database.ts'
import { uuidv7 } from '../database/ids.ts'

const gapMs = 10 * 60_000
/** How often the end of a running cycle is written down. */
const noteMs = 15_000
const rememberedMax = 10_000

interface Running {
  readonly id: string
  lastMs: number
  notedMs: number
}

const latest: Statement = {
  name: 'cycle.latest',
  sql: `select cycle_id, last_request from cycle where organization_id = ? and connection_id = ?
    order by last_request desc limit 1`,
}
const begin: Statement = {
  name: 'cycle.begin',
  sql: `insert into cycle (organization_id, connection_id, cycle_id, started, last_request)
    values (?, ?, ?, ?, ?) returning cycle_id`,
}
const note: Statement = {
  name: 'cycle.note',
  sql: `update cycle set last_request = ?
    where organization_id = ? and connection_id = ? and cycle_id = ? and last_request < ?
    returning cycle_id`,
}

/**
 * Tells which cycle a request belongs to. What it remembers only saves queries: another instance
 * finds the running cycle in the database.
 */
export function createCycles(
  database: Database,
  onError: (error: unknown) => void,
): (scope: { organizationId: string; connectionId: string }) => Promise<string> | string {
  const running = new Map<string, Running>()
  const starting = new Map<string, Promise<string>>()

  return (scope) => {
    const now = Date.now()
    const known = running.get(scope.connectionId)
    if (known && now - known.lastMs < gapMs) {
      known.lastMs = now
      if (now - known.notedMs > noteMs) {
        known.notedMs = now
        const at = new Date(now).toISOString()
        database
          .write([
            {
              statement: note,
              values: [at, scope.organizationId, scope.connectionId, known.id, at],
            },
          ])
          .catch(onError)
      }
      return known.id
    }
    const underWay = starting.get(scope.connectionId)
    if (underWay) return underWay
    const start = find(scope, now).finally(() => starting.delete(scope.connectionId))
    starting.set(scope.connectionId, start)
    return start
  }

  async function find(
    scope: { organizationId: string; connectionId: string },
    now: number,
  ): Promise<string> {
    const key = [scope.organizationId, scope.connectionId]
    const [last] = await database.query<{ cycle_id: string; last_request: string }>(latest, key)
    let id = last?.cycle_id
    if (!last || !id || now - Date.parse(last.last_request) >= gapMs) {
      id = uuidv7()
      const at = new Date(now).toISOString()
      await database.write([{ statement: begin, values: [...key, id, at, at] }])
    }
    if (running.size >= rememberedMax) running.clear()
    running.set(scope.connectionId, { id, lastMs: now, notedMs: now })
    return id
  }
}
