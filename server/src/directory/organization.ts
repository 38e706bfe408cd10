/** An organization: a tenant. Nothing crosses from one to another. */
import type { OrganizationRow } from '../database/tables.ts'

/** What an organization chose; absent means the default. */
export interface OrganizationSettings {
  /**
   * Whether the IdP may lift a suspension that an admin of ours put on a person whom a connection
   * manages. Default: true.
   */
  readonly sourceMayReactivate?: boolean
}

export interface Organization {
  readonly id: string
  /** The short name in commands; lower-case letters, digits and hyphens. Unique. */
  readonly slug: string
  readonly name: string
  /** What no two people of the organization share. */
  readonly identifier: 'email' | 'employeeId'
  readonly settings: OrganizationSettings
  /** ISO 8601, UTC. */
  readonly created: string
}

/** An organization as its row has it, with the settings parsed. */
export function organizationFrom(row: OrganizationRow): Organization {
  return {
    id: row.organization_id,
    slug: row.slug,
    name: row.name,
    identifier: row.identifier,
    settings: JSON.parse(row.settings) as OrganizationSettings,
    created: row.created,
  }
}
