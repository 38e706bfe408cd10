/** Tests against the real SCIM service, on every kind of database the product runs on. */
import { afterAll, beforeAll, describe } from 'vitest'
import type { ConnectionSettings } from '../../server/src/connections/connection.ts'
import type { Database } from '../../server/src/database/database.ts'
import type { Organization } from '../../server/src/directory/organization.ts'
import { databases, type FreshDatabase } from './databases.ts'
import { makeOrganization } from './directory.ts'
import { connectService, type ServiceConnection } from './service.ts'

/** What the tests of one kind of database share. */
export interface Place {
  /** A new connection of a new organization, and a client of it. */
  connect(
    settings?: ConnectionSettings,
    identifier?: Organization['identifier'],
  ): Promise<ServiceConnection>
  /** One more connection of an organization there is. */
  connectTo(organization: Organization, name: string): Promise<ServiceConnection>
  /** Only while a test runs. */
  database(): Database
}

/**
 * Defines the tests once for each kind of database. They share a database of that kind; each test
 * connects to an organization of its own.
 */
export function onEachDatabase(title: string, define: (place: Place) => void): void {
  describe.each(databases)(`${title}, on $name`, ({ open }) => {
    let fresh: FreshDatabase
    beforeAll(async () => {
      fresh = await open()
    })
    afterAll(() => fresh.drop())
    define({
      async connect(settings, identifier) {
        const organization = await makeOrganization(fresh.database, identifier)
        return connectService(fresh.database, settings, organization)
      },
      connectTo: (organization, name) => connectService(fresh.database, {}, organization, name),
      database: () => fresh.database,
    })
  })
}
