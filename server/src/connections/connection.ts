/** A connection: one source of people and groups of an organization. */
import type { Database } from '../database/database.ts'
import { isId, uuidv7 } from '../database/ids.ts'
import type { ConnectionRow } from '../database/tables.ts'
import type { Organization } from '../directory/organization.ts'
import { readName, Refusal } from '../directory/refusal.ts'

/** What was chosen for a connection; absent means the default. */
export interface ConnectionSettings {
  /**
   * Whether what the RFC refuses is refused, no habit of a client is repaired, and a member who is
   * not known is refused, not waited for. Default: false.
   */
  readonly strict?: boolean
  /** The answer to a PATCH that changes nothing but members. Default: 204. */
  readonly memberPatchStatus?: 200 | 204
  /** Whether two groups of the connection may not have the same name. Default: false. */
  readonly uniqueGroupNames?: boolean
}

export interface Connection {
  readonly id: string
  readonly organizationId: string
  readonly kind: 'scim' | 'entra' | 'file'
  readonly name: string
  readonly state: 'off' | 'observe' | 'live'
  readonly settings: ConnectionSettings
  /** ISO 8601, UTC. */
  readonly created: string
}

/**
 * Makes a SCIM connection, switched on.
 *
 * @throws {Refusal} when the organization has a connection of that name, case apart
 */
export async function createConnection(
  database: Database,
  organization: Organization,
  wish: { name: string; settings?: ConnectionSettings },
): Promise<Connection> {
  const name = readName('connection', wish.name)
  const existing = await listConnections(database, organization.id)
  if (existing.some((connection) => isSameName(connection.name, name)))
    throw new Refusal(`${organization.name} has a connection "${name}" already.`)
  const now = new Date().toISOString()
  const row: ConnectionRow = {
    organization_id: organization.id,
    connection_id: uuidv7(),
    kind: 'scim',
    name,
    state: 'live',
    settings: JSON.stringify(wish.settings ?? {}),
    created: now,
    last_modified: now,
  }
  await database.run(database.build.insertInto('connection').values(row))
  return connectionFrom(row)
}

/** The connections of an organization, oldest first. */
export async function listConnections(
  database: Database,
  organizationId: string,
): Promise<Connection[]> {
  const { build } = database
  const rows = await database.run(
    build
      .selectFrom('connection')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .orderBy('connection_id'),
  )
  return rows.map(connectionFrom)
}

/**
 * The connection of an organization that an id or a name names.
 *
 * @throws {Refusal} when there is none, or the name fits several
 */
export async function findConnection(
  database: Database,
  organization: Organization,
  name: string,
): Promise<Connection> {
  const connections = await listConnections(database, organization.id)
  const found = connections.filter((connection) =>
    isId(name) ? connection.id === name : isSameName(connection.name, name),
  )
  const [connection, another] = found
  if (another)
    throw new Refusal(
      `${organization.name} has several connections "${name}"; name one by its id: ` +
        `${found.map(({ id }) => id).join(', ')}.`,
    )
  if (!connection)
    throw new Refusal(
      `${organization.name} has no connection "${name}". ` +
        `\`rollbook connection list ${organization.slug}\` shows those there are.`,
    )
  return connection
}

/** Switches a connection on or off; it holds everywhere within a second. */
export async function setConnectionState(
  database: Database,
  connection: Connection,
  state: 'off' | 'live',
): Promise<Connection> {
  await database.run(
    database.build
      .updateTable('connection')
      .set({ state, last_modified: new Date().toISOString() })
      .where('organization_id', '=', connection.organizationId)
      .where('connection_id', '=', connection.id),
  )
  await database.announce('access')
  return { ...connection, state }
}

/** A connection as its row has it, with the settings parsed. */
export function connectionFrom(row: ConnectionRow): Connection {
  return {
    id: row.connection_id,
    organizationId: row.organization_id,
    kind: row.kind,
    name: row.name,
    state: row.state,
    settings: JSON.parse(row.settings) as ConnectionSettings,
    created: row.created,
  }
}

const isSameName = (one: string, other: string) =>
  one.toLowerCase() === other.normalize('NFC').trim().toLowerCase()
