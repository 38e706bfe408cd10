/** A connection: one source of people and groups of an organization. */
import type { ConnectionRow } from '../database/tables.ts'

/** What was chosen for a connection; absent means the default. */
export interface ConnectionSettings {
  /** Whether what the RFC refuses is refused, and no habit of a client is repaired. Default: false. */
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
