/** From a database URL to a database. */
import { dirname } from 'node:path'
import type { Database } from './database.ts'
import { makeFolder } from './folder.ts'
import { openPostgres } from './postgres.ts'
import { openSqlite } from './sqlite.ts'

/**
 * Opens the database that the URL names; `migrate` brings its tables up to date.
 *
 * @param url `sqlite:PATH`, `sqlite::memory:` or `postgres://…`
 * @throws {DatabaseUnavailable} when a SQLite file cannot be opened
 * @throws {TypeError} when the URL is of neither kind
 */
export async function openDatabase(url: string): Promise<Database> {
  if (url.startsWith('sqlite:')) {
    const path = url.slice('sqlite:'.length)
    if (path !== ':memory:') makeFolder(dirname(path))
    return openSqlite(path)
  }
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url)
  throw new TypeError(
    'ROLLBOOK_DATABASE_URL must begin with "sqlite:" or "postgres://", such as sqlite:./data/rollbook.db.',
  )
}
