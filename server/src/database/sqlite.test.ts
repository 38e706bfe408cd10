import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from './database.ts'
import { migrate } from './migrate.ts'
import { openDatabase } from './open.ts'

let folder: string
let file: string
let database: Database
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollbook-sqlite-'))
  file = join(folder, 'rollbook.db')
  database = await openDatabase(`sqlite:${file}`)
  await migrate(database)
})
afterEach(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

test('only its owner may read the file, whatever the rights of the folder', () => {
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('while another process writes, reads go on, and a write waits for it', async () => {
  const other = new DatabaseSync(file)
  other.exec('begin immediate')
  const events: string[] = []
  const write = database
    .query({ name: '', sql: 'delete from cycle' }, [])
    .then(() => events.push('written'))
  await database.query({ name: '', sql: 'select 1 as one' }, [])
  await new Promise((resolve) => setImmediate(resolve))
  await database.query({ name: '', sql: 'select 1 as one' }, [])
  events.push('read')
  other.exec('commit')
  await write
  other.close()
  expect(events).toEqual(['read', 'written'])
})
