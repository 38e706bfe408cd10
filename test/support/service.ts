/** The real SCIM service over a fresh database, in process, as one connection's client sees it. */
import type { ConnectionSettings } from '../../server/src/connections/connection.ts'
import { createScimEndpoint } from '../../server/src/connections/scim/endpoint.ts'
import type { Database } from '../../server/src/database/database.ts'
import type { Organization } from '../../server/src/directory/organization.ts'
import { makeOrganization, makeSource } from './directory.ts'
import { connect, type Connection } from './scim.ts'

/** A client of one connection, with what a test may want to look at behind it. */
export interface ServiceConnection extends Connection {
  readonly organization: Organization
  readonly connectionId: string
}

/**
 * A new connection of a new organization (or of the one given), and a client of it.
 *
 * @param settings strict mode and the like, as an admin would set them
 */
export async function connectService(
  database: Database,
  settings: ConnectionSettings = {},
  organization?: Organization,
  name = 'Entra',
): Promise<ServiceConnection> {
  const owner = organization ?? (await makeOrganization(database))
  const source = await makeSource(database, owner, name)
  const { connectionId } = source
  const errors: unknown[] = []
  const service = createScimEndpoint({
    database,
    publicUrl: 'https://school.example',
    onError: (error) => errors.push(error),
  })
  const connection = connect(async (request) => {
    const response = await service.handle(request, {
      organization: owner,
      connection: {
        id: connectionId,
        organizationId: owner.id,
        kind: 'scim',
        name,
        state: 'live',
        settings,
        created: owner.created,
      },
      actor: 'token:test',
      requestId: 'request',
      prefix: '/scim/v2',
    })
    // A bug must fail the test that met it, whatever the test goes on to look at.
    if (errors.length > 0) throw errors[0]
    return response
  })
  return Object.assign(connection, { organization: owner, connectionId })
}
