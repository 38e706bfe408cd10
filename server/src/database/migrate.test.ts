/** What happens to the tables when programs of one or of several versions start. */
import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDatabase } from '../../../test/support/postgres.ts'
import { migrate } from './migrate.ts'
import { openDatabase } from './open.ts'

const files = readdirSync(join(import.meta.dirname, 'migrations')).toSorted()

async function emptySqlite() {
  const folder = await mkdtemp(join(tmpdir(), 'rollbook-migrate-'))
  const drop = () => rm(folder, { recursive: true, force: true })
  return { url: `sqlite:${join(folder, 'rollbook.db')}`, drop }
}

test.each([
  ['SQLite', emptySqlite],
  ['PostgreSQL', createDatabase],
] as const)(
  'of eight that migrate an empty database at once on %s, one does, and none fails',
  async (_, makeEmpty) => {
    const { url, drop } = await makeEmpty()
    const databases = await Promise.all(Array.from({ length: 8 }, () => openDatabase(url)))
    try {
      const ran = await Promise.all(databases.map((database) => migrate(database)))
      expect(ran.filter((names) => names.length > 0)).toEqual([files])
    } finally {
      for (const database of databases) await database.close()
      await drop()
    }
  },
)
