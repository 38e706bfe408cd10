/** What the doctor looks at in the database itself. */
import { type Database, DatabaseUnavailable } from '../database/database.ts'
import { uuidv7 } from '../database/ids.ts'
import { isMigrated, refuseNewer, SchemaTooNew } from '../database/migrate.ts'
import { type Finding, on } from './finding.ts'

const clockSecondsMax = 5

/** Whether the tables are those of this program. */
export async function checkTables(database: Database): Promise<Finding> {
  const { ok, problem } = on('database')
  const advice = '`rollbook serve` brings them up to date when it starts.'
  try {
    await refuseNewer(database)
    const isCurrent = await isMigrated(database)
    if (!isCurrent) return problem('The tables are those of an older Rollbook.', advice)
  } catch (error) {
    if (error instanceof DatabaseUnavailable) throw error
    if (error instanceof SchemaTooNew)
      return problem(
        'The tables are those of a newer Rollbook.',
        'Start that version, or restore a backup from before.',
      )
    const { message, code } = error as Error & { code?: string }
    // 42P01: PostgreSQL's word for a table that is not there.
    if (code === '42P01' || message.startsWith('no such table'))
      return problem('There are no tables yet.', advice)
    return problem(message, 'See to ROLLBOOK_DATABASE_URL, and to the rights of the account in it.')
  }
  return ok(`${database.dialect.name === 'sqlite' ? 'SQLite' : 'PostgreSQL'}, up to date.`)
}

/** Thrown to take the trial back. */
class TakeBack extends Error {}

/** Whether something can be written; nothing stays of it. */
export async function checkWriting(database: Database): Promise<Finding> {
  const { ok, problem } = on('writing')
  const id = uuidv7()
  try {
    await database.transaction(async (queries) => {
      await queries.run(
        queries.build.insertInto('organization').values({
          organization_id: id,
          slug: `trial-${id}`,
          name: 'Trial of the doctor',
          identifier: 'email',
          settings: '{}',
          created: new Date().toISOString(),
        }),
      )
      throw new TakeBack()
    })
  } catch (error) {
    if (error instanceof TakeBack) return ok('The database takes changes.')
    const message = error instanceof Error ? error.message : String(error)
    return problem(message, 'See to its disk space, and to the rights of the account used.')
  }
  return ok('The database takes changes.')
}

/** Whether the clocks agree: tokens expire by ours, and several servers share the database's. */
export async function checkClock(database: Database): Promise<Finding> {
  const { ok, warning } = on('clock')
  const sql =
    database.dialect.name === 'sqlite'
      ? `select cast(strftime('%s', 'now') as integer) as now`
      : 'select extract(epoch from clock_timestamp())::float8 as now'
  const before = Date.now()
  const [row] = await database.query<{ now: number }>({ name: '', sql }, [])
  const ours = (before + Date.now()) / 2000
  const difference = Math.abs((row?.now ?? 0) - ours)
  return difference <= clockSecondsMax
    ? ok('This machine and the database agree.')
    : warning(
        `The clocks of this machine and of the database differ by ${difference.toFixed(0)} s.`,
        'Set both by NTP: tokens expire by the clock.',
      )
}
