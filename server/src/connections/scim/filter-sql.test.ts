/** Filters mean in SQL what they mean in memory, on both databases. */
import { groupType, matches, parseFilter, startReading, userType } from '@rollbook/scim'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases, type FreshDatabase } from '../../../../test/support/databases.ts'
import {
  askingForKeys,
  resourcesOf,
  type Seen,
  seeDirectories,
  tablesOf,
  withKeys,
} from '../../../../test/support/filter-model.ts'
import { filterSketch, writeFilter } from '../../../../test/support/hostile-filter.ts'
import { compileFilter } from './filter-sql.ts'

const sample = { seed: Date.now(), numRuns: 8 }

describe.each(databases)('on $name', ({ open }) => {
  let fresh: FreshDatabase
  let directories: readonly Seen[]

  beforeAll(async () => {
    fresh = await open()
    directories = await seeDirectories(fresh.database, sample)
  }, 60_000)
  afterAll(() => fresh.drop())

  test.each([userType, groupType])(
    'every filter of $name finds what it matches in memory, and nothing else',
    { timeout: 60_000 },
    async (type) => {
      const { database } = fresh
      const { id, from, within } = tablesOf(type)
      const find = async (text: string, seen: Seen) => {
        const filter = parseFilter(text, type, startReading(true))
        const { sql, values } = compileFilter(filter, type, { dialect: database.dialect, ...seen })
        const rows = await database.query<{ id: string }>(
          { name: '', sql: `select ${id} as id from ${from} where ${within} and ${sql}` },
          [seen.organizationId, seen.connectionId, ...values],
        )
        return rows.map((row) => row.id).sort()
      }
      let found = 0
      let checked = 0
      await fc.assert(
        fc.asyncProperty(fc.nat(sample.numRuns - 1), filterSketch, async (at, sketch) => {
          const seen = directories[at]!
          const resources = resourcesOf(seen, type)
          const text = writeFilter(sketch, type, resources)
          const wanted = askingForKeys(type, parseFilter(text, type, startReading(true)))
          const expected = resources
            .filter((resource) => matches(wanted, withKeys(type, resource)))
            .map((resource) => String(resource['id']))
            .sort()
          const ids = await find(text, seen)
          checked += resources.length
          found += ids.length
          // With what is needed to see it again.
          expect({ sample, text, ids }).toEqual({ sample, text, ids: expected })
        }),
        { numRuns: 800 },
      )
      // Filters that find nothing, or everything, would prove little.
      expect(found).toBeGreaterThan(checked / 10)
      expect(found).toBeLessThan((checked * 9) / 10)
    },
  )
})
