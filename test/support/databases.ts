/** Fresh databases for tests: each kind the product runs on, migrated and empty. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '../../server/src/database/database.ts'
import { migrate } from '../../server/src/database/migrate.ts'
import { openDatabase } from '../../server/src/database/open.ts'
import { createDatabase } from './postgres.ts'

export interface FreshDatabase {
  readonly database: Database
  /** For programs that open it themselves. */
  readonly url: string
  /** Closes it and removes it. */
  drop(): Promise<void>
}

/** The kinds, for `describe.each(databases)('on $name', …)`. */
export const databases: readonly { name: string; open(): Promise<FreshDatabase> }[] = [
  {
    name: 'SQLite',
    async open() {
      const folder = await mkdtemp(join(tmpdir(), `rollbook-${randomBytes(4).toString('hex')}-`))
      const url = `sqlite:${join(folder, 'rollbook.db')}`
      const database = await openDatabase(url)
      await migrate(database)
      return {
        database,
        url,
        async drop() {
          await database.close()
          await rm(folder, { recursive: true, force: true })
        },
      }
    },
  },
  {
    name: 'PostgreSQL',
    async open() {
      const { url, drop } = await createDatabase()
      const database = await openDatabase(url)
      await migrate(database)
      return {
        database,
        url,
        async drop() {
          await database.close()
          await drop()
        },
      }
    },
  },
]
