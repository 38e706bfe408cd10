/** Instants in SQL are those of the protocol, on both databases. */
import { normalizeDateTime } from '@rollbook/scim/date-time'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDatabase } from '../../../test/support/postgres.ts'
import type { Database } from './database.ts'
import { migrate } from './migrate.ts'
import { openDatabase } from './open.ts'

let drop: () => Promise<void>
const databases = new Map<string, Database>()

beforeAll(async () => {
  const created = await createDatabase()
  drop = created.drop
  databases.set('SQLite', await openDatabase('sqlite::memory:'))
  databases.set('PostgreSQL', await openDatabase(created.url))
  for (const database of databases.values()) await migrate(database)
})

afterAll(async () => {
  for (const database of databases.values()) await database.close()
  await drop()
})

async function instantsOf(database: Database, texts: readonly string[]) {
  const sql = `select rollbook_instant(each.value) as instant from ${database.dialect.eachText}`
  const values = [JSON.stringify(texts)]
  const rows = await database.query<{ instant: string | null }>({ name: '', sql }, values)
  return rows.map(({ instant }) => instant)
}

const digits = (max: number, length = 2) =>
  fc.integer({ min: 0, max }).map((value) => String(value).padStart(length, '0'))

/** Mostly a dateTime, with every part at times beyond what it may be. */
const dateTime = fc
  .record({
    year: fc.oneof(digits(9999, 4), fc.constantFrom('0000', '2000', '1900', '2024', '9999')),
    month: digits(13),
    day: fc.oneof(digits(32), fc.constantFrom('01', '28', '29', '30', '31')),
    separator: fc.constantFrom('T', 'T', 'T', 't', ' '),
    hour: digits(24),
    minute: digits(60),
    second: digits(60),
    fraction: fc.constantFrom('', '', '.', '.1', '.12', '.123', '.123456789', '.9999999999999'),
    zone: fc.oneof(
      fc.constantFrom('Z', 'z', '', '+00:00', '-14:59', '+14:59', '+15:00', '+0100', ' Z', 'Z\n'),
      fc
        .tuple(fc.constantFrom('+', '-'), digits(15), digits(60))
        .map(([s, h, m]) => `${s}${h}:${m}`),
    ),
  })
  .map((at) => {
    const date = `${at.year}-${at.month}-${at.day}`
    return `${date}${at.separator}${at.hour}:${at.minute}:${at.second}${at.fraction}${at.zone}`
  })

describe.each(['SQLite', 'PostgreSQL'])('on %s', (name) => {
  test('a text is the same instant as in memory, or none as in memory', async () => {
    const texts = fc.array(dateTime, { minLength: 200, maxLength: 200 })
    await fc.assert(
      fc.asyncProperty(texts, async (values) => {
        const instants = await instantsOf(databases.get(name)!, values)
        const expected = values.map((value) => normalizeDateTime(value) ?? null)
        expect(instants.map((instant, at) => [values[at], instant])).toEqual(
          expected.map((instant, at) => [values[at], instant]),
        )
      }),
      { numRuns: 20 },
    )
  })

  test('what is far from a dateTime is no instant', async () => {
    const values = ['', 'yesterday', '2026-01-31', '٢٠٢٦-01-31T12:00:00Z', '2026-01-31T12:00Z']
    expect(await instantsOf(databases.get(name)!, values)).toEqual(values.map(() => null))
  })
})
