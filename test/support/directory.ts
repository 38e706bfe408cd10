/** An organization with connections to act through, for tests of the directory. */
import type { Database } from '../../server/src/database/database.ts'
import { uuidv7 } from '../../server/src/database/ids.ts'
import type { Organization } from '../../server/src/directory/organization.ts'
import type { Source } from '../../server/src/directory/source.ts'

/** Makes an organization. */
export async function makeOrganization(
  database: Database,
  identifier: Organization['identifier'] = 'email',
): Promise<Organization> {
  const id = uuidv7()
  const organization: Organization = {
    id,
    slug: `school-${id.slice(-8)}`,
    name: 'School',
    identifier,
    settings: {},
    created: new Date().toISOString(),
  }
  const { slug, name, created } = organization
  await database.run(
    database.build
      .insertInto('organization')
      .values({ organization_id: id, slug, name, identifier, settings: '{}', created }),
  )
  return organization
}

/** Makes a live SCIM connection and a source that acts through it. */
export async function makeSource(
  database: Database,
  organization: Organization,
  connectionName = 'Entra',
): Promise<Source> {
  const connectionId = uuidv7()
  const created = new Date().toISOString()
  await database.run(
    database.build.insertInto('connection').values({
      organization_id: organization.id,
      connection_id: connectionId,
      kind: 'scim',
      name: connectionName,
      state: 'live',
      settings: '{}',
      created,
      last_modified: created,
    }),
  )
  return {
    organization,
    connectionId,
    connectionName,
    actor: 'token:test',
    requestId: 'request',
    cycleId: uuidv7(),
    repairs: [],
    warnings: [],
  }
}

/** Switches a connection off or on. */
export async function setState(
  database: Database,
  source: Pick<Source, 'organization' | 'connectionId'>,
  state: 'off' | 'live',
): Promise<void> {
  await database.run(
    database.build
      .updateTable('connection')
      .set({ state })
      .where('organization_id', '=', source.organization.id)
      .where('connection_id', '=', source.connectionId),
  )
}

/** The log of an organization, oldest first. */
export async function readLog(
  database: Database,
  organization: Organization,
): Promise<{ verdict: string; outcome: string; objectId: string | null; plan: unknown }[]> {
  const rows = await database.run(
    database.build
      .selectFrom('activity')
      .select(['verdict', 'outcome', 'object_id', 'plan'])
      .where('organization_id', '=', organization.id)
      .orderBy('activity_id'),
  )
  return rows.map((row) => ({
    verdict: row.verdict,
    outcome: row.outcome,
    objectId: row.object_id,
    plan: JSON.parse(row.plan),
  }))
}
