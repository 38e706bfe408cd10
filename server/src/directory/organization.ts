/** An organization: a tenant. Nothing crosses from one to another. */
import { UniqueViolation, type Database } from '../database/database.ts'
import { isId, uuidv7 } from '../database/ids.ts'
import type { OrganizationRow } from '../database/tables.ts'
import { readName, Refusal } from './refusal.ts'

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

const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Makes an organization.
 *
 * @throws {Refusal} when the slug is taken or no slug
 */
export async function createOrganization(
  database: Database,
  wish: { slug: string; name: string; identifier: Organization['identifier'] },
): Promise<Organization> {
  const { slug, identifier } = wish
  if (!slugPattern.test(slug) || isId(slug))
    throw new Refusal(
      `An organization's short name is 1 to 63 lower-case letters, digits and hyphens, such as ` +
        `acme, not "${slug}".`,
    )
  const row: OrganizationRow = {
    organization_id: uuidv7(),
    slug,
    name: readName('organization', wish.name),
    identifier,
    settings: '{}',
    created: new Date().toISOString(),
  }
  try {
    await database.run(database.build.insertInto('organization').values(row))
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error
    throw new Refusal(`There is an organization "${slug}" already; choose another short name.`, {
      cause: error,
    })
  }
  return organizationFrom(row)
}

/** All organizations, by slug. */
export async function listOrganizations(database: Database): Promise<Organization[]> {
  const { build } = database
  const rows = await database.run(build.selectFrom('organization').selectAll().orderBy('slug'))
  return rows.map(organizationFrom)
}

/**
 * The organization that a slug or an id names.
 *
 * @throws {Refusal} when there is none
 */
export async function findOrganization(database: Database, name: string): Promise<Organization> {
  const column = isId(name) ? 'organization_id' : 'slug'
  const { build } = database
  const [row] = await database.run(
    build.selectFrom('organization').selectAll().where(column, '=', name),
  )
  if (!row)
    throw new Refusal(
      `There is no organization "${name}". \`rollbook organization list\` shows those there are.`,
    )
  return organizationFrom(row)
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
