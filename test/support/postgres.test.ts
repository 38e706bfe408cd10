/** The PostgreSQL that tests run on is what they may rely on. */
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { createDatabase, startPostgres } from './postgres.ts'

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

test('a database of its own is empty, takes pg_trgm, and is gone after drop', async () => {
  const database = await createDatabase()

  await query(database.url, 'create extension pg_trgm')
  expect(await query(database.url, `select similarity('ada', 'ada') as alike`)).toEqual([
    { alike: 1 },
  ])

  await database.drop()
  await expect(query(database.url, 'select 1')).rejects.toThrow('does not exist')
})

test('a wrong password is refused', async () => {
  const url = new URL(process.env['TEST_POSTGRES_URL'] ?? '')
  url.password = 'wrong'
  await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed')
})

test('a durable cluster in a folder keeps what was committed when it starts again', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'rollbook-'))
  await chmod(parent, 0o755)
  const folder = join(parent, 'pg')
  try {
    const first = await startPostgres({ folder, durable: true })
    const settings = `select name, setting from pg_settings
      where name in ('fsync', 'synchronous_commit', 'full_page_writes')`
    for (const row of await query(first.url, settings)) expect(row).toMatchObject({ setting: 'on' })
    await query(first.url, 'create table person as select 42 as id')
    await first.stop()
    await expect(query(first.url, 'select 1')).rejects.toThrow('ECONNREFUSED')

    const second = await startPostgres({ folder, durable: true })
    expect(await query(second.url, 'select id from person')).toEqual([{ id: 42 }])
    await second.stop()
  } finally {
    await rm(parent, { recursive: true })
  }
})

test('a temporary cluster leaves nothing behind', async () => {
  const postgres = await startPostgres()
  expect(existsSync(postgres.socketFolder)).toBe(true)
  const [row] = await query(
    `${postgres.url}?host=${postgres.socketFolder}`,
    'select inet_server_addr() as address',
  )
  expect(row).toEqual({ address: null })

  await postgres.stop()
  await postgres.ended
  expect(existsSync(postgres.socketFolder)).toBe(false)
})

test('a cluster that cannot start says what PostgreSQL said', async () => {
  const port = Number(new URL(process.env['TEST_POSTGRES_URL'] ?? '').port)
  await expect(startPostgres({ port })).rejects.toThrow('Address already in use')
})
