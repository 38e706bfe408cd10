/** Brings the tables up to date: `.sql` files in order, forward only, each in one transaction. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database, Queries } from './database.ts'

const folder = join(import.meta.dirname, 'migrations')

/** The database was written by a newer program than this one. */
export class SchemaTooNew extends Error {
  override readonly name = 'SchemaTooNew'
}

/**
 * Runs the migrations that this database has not had. Safe when several instances start at once:
 * one runs them, the others wait for it.
 *
 * @returns the names of the migrations that were run now
 * @throws {SchemaTooNew} when the database has migrations that this program does not know
 */
export async function migrate(database: Database): Promise<string[]> {
  const ran: string[] = []
  await makeList(database)
  await database.transaction(async (queries) => {
    ran.length = 0
    if (queries.dialect.name === 'postgres') {
      // DDL of a large table may take longer than any request may; the lock makes others wait.
      await raw(queries, 'set local statement_timeout = 0')
      await raw(queries, 'set local lock_timeout = 0')
      await raw(queries, 'set local idle_in_transaction_session_timeout = 0')
      await raw(queries, 'lock table migration in access exclusive mode')
    }
    await refuseNewer(queries)
    const had = new Set(await names(queries))
    for (const file of knownNames().filter((name) => !had.has(name))) {
      const text = readFileSync(join(folder, file), 'utf8')
      for (const statement of statementsOf(text, queries.dialect.name))
        await raw(queries, statement)
      await queries.query({ name: '', sql: 'insert into migration (name, ran) values (?, ?)' }, [
        file,
        new Date().toISOString(),
      ])
      ran.push(file)
    }
  })
  return ran
}

/** Whether every migration this program knows has run. */
export async function isMigrated(database: Database): Promise<boolean> {
  const had = new Set(await names(database))
  return knownNames().every((name) => had.has(name))
}

/**
 * Sees that the tables are none of a newer program. There must be a list of migrations.
 *
 * @throws {SchemaTooNew} when the database has migrations that this program does not know
 */
export async function refuseNewer(queries: Queries): Promise<void> {
  const known = knownNames()
  const unknown = (await names(queries)).filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new SchemaTooNew(
      `This database was made by a newer Rollbook (it has ${unknown.join(', ')}). Start that version, or restore a backup from before.`,
    )
}

function knownNames(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
}

const listAttempts = 40
const listWaitMs = 50

async function makeList(database: Database): Promise<void> {
  const sql = 'create table if not exists migration (name text primary key, ran text not null)'
  for (let attempt = 1; ; attempt++) {
    try {
      return await raw(database, sql)
    } catch (error) {
      // PostgreSQL lets several make it at once, and fails all but the first in one of several
      // ways, some of them before the first has ended: soon it is there.
      if (
        await names(database).then(
          () => true,
          () => false,
        )
      )
        return
      if (attempt === listAttempts) throw error
      await new Promise((resolve) => setTimeout(resolve, listWaitMs))
    }
  }
}

async function names(queries: Queries): Promise<string[]> {
  const rows = await queries.query<{ name: string }>(
    { name: '', sql: 'select name from migration order by name' },
    [],
  )
  return rows.map((row) => row.name)
}

async function raw(queries: Queries, sql: string): Promise<void> {
  await queries.query({ name: '', sql }, [])
}

/** The statements of a migration for one dialect. */
export function statementsOf(text: string, dialect: 'sqlite' | 'postgres'): string[] {
  const own = dialect === 'sqlite' ? 'sqlite' : 'pg'
  const sql = text
    .replaceAll(/^\s*--.*$/gm, '')
    .replaceAll(/\/\*(pg|sqlite):([\s\S]*?)\*\//g, (_, name, inside) =>
      name === own ? inside : '',
    )
  // A statement ends at a line's end; bodies of triggers end with `end;`.
  const statements: string[] = []
  let current = ''
  for (const line of sql.split('\n')) {
    if (line.trim() === '' && current === '') continue
    current += `${line}\n`
    const isWhole = /;\s*$/.test(line)
    const inTrigger = /^\s*create trigger\b/i.test(current) && !/\bend;\s*$/i.test(line)
    const inFunction = (current.match(/\$\$/g)?.length ?? 0) % 2 === 1
    if (isWhole && !inTrigger && !inFunction) {
      statements.push(current.trim().replace(/;$/, ''))
      current = ''
    }
  }
  if (current.trim() !== '') statements.push(current.trim())
  return statements
}
