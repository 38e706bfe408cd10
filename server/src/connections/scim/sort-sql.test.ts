/** Lists are sorted in SQL as they are in memory, on both databases. */
import {
  compareSortKeys,
  groupType,
  resolvePath,
  type ResourceType,
  sortKeyOf,
  startReading,
  userType,
} from '@rollbook/scim'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases, type FreshDatabase } from '../../../../test/support/databases.ts'
import {
  resourcesOf,
  type Seen,
  seeDirectories,
  tablesOf,
  withKeys,
} from '../../../../test/support/filter-model.ts'
import { namesOf } from '../../../../test/support/hostile-filter.ts'
import { postgresDialect, sqliteDialect } from '../../database/dialect.ts'
import { sortColumn } from './sort-sql.ts'

const sample = { seed: Date.now(), numRuns: 6 }

function pathOf(type: ResourceType, name: string) {
  const path = resolvePath(type, name, startReading(true))
  if (!path?.attribute) throw new TypeError(`${type.name} has no ${name}`)
  return path
}

/** Rows of their own, of which a resource may have many without one of them being the first. */
const unsorted = /^(schemas|groups|members)(\.|$)/

const sorted = [userType, groupType].flatMap((type) =>
  namesOf(type)
    .filter(({ text }) => !unsorted.test(text))
    .filter(({ attribute: { type, subAttributes } }) => {
      return type !== 'complex' || subAttributes?.some(({ name }) => name === 'value')
    })
    .map(({ text }) => ({ type, name: text })),
)

describe.each(databases)('on $name', ({ open }) => {
  let fresh: FreshDatabase
  let directories: readonly Seen[]

  beforeAll(async () => {
    fresh = await open()
    directories = await seeDirectories(fresh.database, sample)
  }, 60_000)
  afterAll(() => fresh.drop())

  test.each(sorted)('$type.name by $name, those without last', async ({ type, name }) => {
    const { database } = fresh
    const { id, from, within } = tablesOf(type)
    const path = pathOf(type, name)
    const order = sortColumn(path, type, database.dialect)
    for (const seen of directories) {
      const keys = new Map(
        resourcesOf(seen, type).map((resource) => [
          resource['id'],
          sortKeyOf(path, withKeys(type, resource)),
        ]),
      )
      const rows = await database.query<{ id: string }>(
        {
          name: '',
          sql: `select ${id} as id from ${from} where ${within} order by ${order} asc nulls last`,
        },
        [seen.organizationId, seen.connectionId],
      )
      const found = rows.map((row) => keys.get(row.id) ?? null)
      expect({ sample, found }).toEqual({
        sample,
        found: [...keys.values()].sort(compareSortKeys),
      })
    }
  })
})

describe.each([sqliteDialect, postgresDialect])('on $name', (dialect) => {
  test.each([
    { type: userType, name: 'groups' },
    { type: userType, name: 'groups.display' },
    { type: groupType, name: 'members.value' },
    { type: userType, name: 'schemas' },
    { type: userType, name: 'meta.version' },
    { type: userType, name: 'name' },
    { type: userType, name: 'password' },
  ])('there is no order of $type.name by $name', ({ type, name }) => {
    expect(() => sortColumn(pathOf(type, name), type, dialect)).toThrow(
      expect.objectContaining({ scimType: 'invalidPath', message: expect.stringContaining(name) }),
    )
  })
})
