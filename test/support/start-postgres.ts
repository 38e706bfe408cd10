/** Vitest's global set-up: one PostgreSQL for the whole run, told to the tests by its URL. */
import { type Postgres, startPostgres } from './postgres.ts'

let postgres: Postgres | undefined

/** Sets `TEST_POSTGRES_URL`, unless the environment names a server already. */
export async function setup(): Promise<void> {
  if (process.env['TEST_POSTGRES_URL']) return
  postgres = await startPostgres()
  process.env['TEST_POSTGRES_URL'] = postgres.url
}

export async function teardown(): Promise<void> {
  await postgres?.stop()
}
