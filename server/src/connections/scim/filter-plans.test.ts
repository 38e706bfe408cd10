/** The filters that identity providers send all day are answered by an index, on both databases. */
import { groupType, parseFilter, type ResourceType, startReading, userType } from '@rollbook/scim'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases, type FreshDatabase } from '../../../../test/support/databases.ts'
import { makeOrganization, makeSource } from '../../../../test/support/directory.ts'
import { tablesOf } from '../../../../test/support/filter-model.ts'
import { uuidv7 } from '../../database/ids.ts'
import { compileFilter } from './filter-sql.ts'

const peopleCount = 20_000
const groupsCount = 2_000
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

describe.each(databases)('on $name', ({ name, open }) => {
  let fresh: FreshDatabase
  let scope: { organizationId: string; connectionId: string }

  beforeAll(async () => {
    fresh = await open()
    const organization = await makeOrganization(fresh.database)
    const { connectionId } = await makeSource(fresh.database, organization)
    scope = { organizationId: organization.id, connectionId }
    await fill(fresh, scope)
  }, 120_000)
  afterAll(() => fresh.drop())

  /** The plan of a look-up as lists make it, as text. */
  async function planOf(text: string, type: ResourceType): Promise<string> {
    const { database } = fresh
    const { dialect } = database
    const filter = parseFilter(text, type, startReading(false))
    const { sql, values } = compileFilter(filter, type, { dialect, ...scope })
    const { id, from, within } = tablesOf(type)
    const ordinal = type === userType ? 'l.ordinal' : 'g.ordinal'
    const select = `select ${id} from ${from} where ${within} and ${sql}
      order by ${ordinal} limit ?`
    const rows = await database.query<{ [column: string]: unknown }>(
      { name: '', sql: `${name === 'SQLite' ? 'explain query plan' : 'explain'} ${select}` },
      [scope.organizationId, scope.connectionId, ...values, 101],
    )
    return rows.map((row) => row['detail'] ?? row['QUERY PLAN']).join('\n')
  }

  test.each([
    ['userName eq "PERSON-00ab@School.example"', /person_user_name/],
    ['userName sw "person-00ab"', /person_user_name/],
    ['userName co "0a1b2c"', /person_user_name_trigram|VIRTUAL TABLE/],
    ['userName ew "a1b2c@school.example"', /person_user_name_trigram|VIRTUAL TABLE/],
    ['externalId eq "x-0a1b"', /person_link_external_id/],
    ['externalId sw "x-0a1b"', /person_link_external_id/],
    ['emails[type eq "work"].value eq "0a1b@work.example"', /person_email/],
    ['emails.value eq "0a1b@work.example"', /person_email/],
    ['emails eq "0a1b@work.example"', /person_email/],
    ['id eq "{id}"', /person_link|person_pkey|sqlite_autoindex_person/],
    [`id eq "{id}" and ${enterprise}:manager eq "{id}"`, /person_link|sqlite_autoindex_person/],
    [`${enterprise}:employeeNumber eq "E-0a1b"`, /person_employee_id/],
  ])('%s', async (text, index) => {
    const plan = await planOf(text.replaceAll('{id}', uuidv7()), userType)
    expect(plan).toMatch(index)
    // Without walking through all people, or through those of the connection.
    expect(plan).not.toMatch(/Seq Scan on person|SCAN [pl]\b|person_link_ordinal/)
  })

  test.each([
    ['displayName eq "GROUP 0a1b"', /directory_group_name/],
    ['displayName sw "group 0a"', /directory_group_name/],
    ['externalId eq "x-0a1b"', /directory_group_external_id/],
    ['id eq "{id}" and members eq "{id}"', /directory_group_pkey|sqlite_autoindex_directory_group/],
  ])('of groups: %s', async (text, index) => {
    const plan = await planOf(text.replaceAll('{id}', uuidv7()), groupType)
    expect(plan).toMatch(index)
    expect(plan).not.toMatch(/Seq Scan on directory_group|SCAN g\b|directory_group_ordinal/)
  })
})

/** As long as one that an identity provider sends. */
const document = JSON.stringify({
  displayName: 'Ada Lovelace',
  addresses: Array.from({ length: 12 }, (_, at) => ({
    type: 'work',
    streetAddress: `${uuidv7()} ${at}`,
  })),
})

/** Many people and groups, by statements of our own: the door would take its time. */
async function fill(
  { database }: FreshDatabase,
  scope: { organizationId: string; connectionId: string },
): Promise<void> {
  const { dialect } = database
  const id = dialect.uuid('each.value')
  const ids = (count: number) => JSON.stringify(Array.from({ length: count }, () => uuidv7()))
  const { organizationId, connectionId } = scope
  const now = new Date().toISOString()
  // The last characters of an id are random.
  const tail = 'substr(each.value, 25)'
  const people = ids(peopleCount)
  const run = (sql: string, values: readonly string[]) => database.query({ name: '', sql }, values)
  await run(
    `insert into person (organization_id, person_id, version, status, status_reason, user_name_key,
       email_key, employee_id, display_name, display_json, document, created, last_modified)
     select ?, ${id}, 1, 'active', 'source', 'person-' || ${tail} || '@school.example',
       ${tail} || '@work.example', 'E-' || ${tail}, 'Ada', '"Ada"', ?, ?, ?
     from ${dialect.eachText} where true`,
    [organizationId, document, now, now, people],
  )
  await run(
    `insert into person_email (organization_id, email_key, person_id)
     select ?, ${tail} || '@work.example', ${id} from ${dialect.eachText} where true`,
    [organizationId, people],
  )
  await run(
    `insert into person_link (organization_id, connection_id, person_id, ordinal, external_id, created)
     select ?, ?, ${id}, ${id}, 'x-' || ${tail}, ? from ${dialect.eachText} where true`,
    [organizationId, connectionId, now, people],
  )
  await run(
    `insert into directory_group (organization_id, group_id, connection_id, ordinal, version,
       external_id, display_name, display_name_key, document, created, last_modified)
     select ?, ${id}, ?, ${id}, 1, 'x-' || ${tail}, 'Group ' || ${tail}, 'group ' || ${tail}, '{}',
       ?, ?
     from ${dialect.eachText} where true`,
    [organizationId, connectionId, now, now, ids(groupsCount)],
  )
  // PostgreSQL does it by itself before long; SQLite is never told.
  if (dialect.name === 'postgres') await run('analyze', [])
}
