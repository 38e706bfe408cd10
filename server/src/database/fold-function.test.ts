/** The folding in SQL is the folding of our keys, on both databases, whatever the letters. */
import { foldCase } from '@rollbook/scim/fold'
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

async function foldAll(database: Database, texts: readonly string[]): Promise<string[]> {
  const sql = `select rollbook_fold(each.value) as folded from ${database.dialect.eachText}`
  const rows = await database.query<{ folded: string }>({ name: '', sql }, [JSON.stringify(texts)])
  return rows.map(({ folded }) => folded)
}

/** In hexadecimal, so that a failure shows which letters differ. */
const codesOf = (text: string) => [...text].map((letter) => letter.codePointAt(0)?.toString(16))

/** Every letter that changes under some form or case, every mark, and what is next to them. */
const peculiar = [...Array(0x1ffff).keys()]
  .filter((code) => code > 0 && (code < 0xd800 || code > 0xdfff))
  .map((code) => String.fromCodePoint(code))
  .filter((letter) => /\p{M}/u.test(letter) || foldCase(letter) !== letter)

const letter = fc.oneof(
  fc.constantFrom(...peculiar),
  fc.constantFrom(...'aIsΣσςßẞİıᾳαι\u0345\u0301\u0323\u212a\ufb01ﬀ\u1100\u1161\u11a7\u11a8\uac00'),
  fc.integer({ min: 0x1100, max: 0x11ff }).map((code) => String.fromCodePoint(code)),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
)
const texts = fc.array(
  fc.array(letter, { maxLength: 6 }).map((letters) => letters.join('').replaceAll('\0', '')),
  { minLength: 200, maxLength: 200 },
)

describe.each(['SQLite', 'PostgreSQL'])('on %s', (name) => {
  const database = () => databases.get(name)!

  test('texts of the most peculiar letters and marks fold as in memory', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (values) => {
        const folded = await foldAll(database(), values)
        expect(folded.map(codesOf)).toEqual(values.map((value) => codesOf(foldCase(value))))
      }),
      { numRuns: 25 },
    )
  })

  test('nothing folds to nothing', async () => {
    const rows = await database().query(
      { name: '', sql: 'select rollbook_fold(null) as folded' },
      [],
    )
    expect(rows).toEqual([{ folded: null }])
  })
})

test('on PostgreSQL every letter of Unicode folds as in memory', { timeout: 60_000 }, async () => {
  const wrong: string[] = []
  for (let first = 0; first <= 0x10ffff; first += 0x8000) {
    // The server sends back only those that change.
    const changes = await databases.get('PostgreSQL')!.query<{ code: number; folded: string }>(
      {
        name: '',
        sql: `select code, folded
                from (select code, rollbook_fold(chr(code)) as folded
                        from generate_series(cast(? as integer), cast(? as integer)) as each(code)
                       where code <> 0 and code not between 55296 and 57343) as letters
               where folded <> chr(code)`,
      },
      [first, first + 0x7fff],
    )
    const changed = new Map(changes.map(({ code, folded }) => [code, folded]))
    for (let code = Math.max(first, 1); code < first + 0x8000; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue
      const letter = String.fromCodePoint(code)
      const folded = changed.get(code) ?? letter
      if (folded !== foldCase(letter)) wrong.push(`U+${code.toString(16)}: ${codesOf(folded)}`)
    }
  }
  expect(wrong).toEqual([])
})
