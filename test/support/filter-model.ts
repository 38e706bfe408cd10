/** What filters and orders of the service mean, told by the memory evaluator. */
import {
  enterpriseUserSchema,
  type Filter,
  groupType,
  type Resource,
  type ResourceType,
  userType,
} from '@rollbook/scim'
import fc from 'fast-check'
import type { Database } from '../../server/src/database/database.ts'
import { keyOf } from '../../server/src/directory/keys.ts'
import { hostileDirectory, makeDirectory } from './hostile-directory.ts'

/** A directory as the client of its connection sees it. */
export interface Seen {
  readonly organizationId: string
  readonly connectionId: string
  readonly User: readonly Resource[]
  readonly Group: readonly Resource[]
}

/** Makes directories at random and reads them as clients do. */
export async function seeDirectories(
  database: Database,
  sample: { readonly seed: number; readonly numRuns: number },
): Promise<Seen[]> {
  const seen: Seen[] = []
  for (const plan of fc.sample(hostileDirectory, sample)) {
    const client = await makeDirectory(database, plan)
    const read = async (path: string) => {
      const list = await client.get(`${path}?count=1000`)
      // A list of SCIM, by the service's own tests.
      return ((await list.json()) as { Resources: Resource[] }).Resources
    }
    seen.push({
      organizationId: client.organization.id,
      connectionId: client.connectionId,
      User: await read('/Users'),
      Group: await read('/Groups'),
    })
  }
  return seen
}

/** The resources of one type. */
export function resourcesOf(seen: Seen, type: ResourceType): readonly Resource[] {
  return type === userType ? seen.User : seen.Group
}

/**
 * A resource with keys in the place of what people and groups are told apart by: that is what
 * filters and orders go by, so that blanks around do not count.
 */
export function withKeys(type: ResourceType, resource: Resource): Resource {
  if (type === groupType)
    return { ...resource, displayName: keyOf(String(resource['displayName'])) }
  const keyed: Resource = { ...resource, userName: keyOf(String(resource['userName'])) }
  const enterprise = keyed[enterpriseUserSchema.id]
  if (typeof enterprise === 'object' && enterprise !== null && 'employeeNumber' in enterprise)
    keyed[enterpriseUserSchema.id] = {
      ...enterprise,
      employeeNumber: String(enterprise.employeeNumber).trim(),
    }
  return keyed
}

/** The filter with keys in the place of whole values; parts of values stay, blanks and all. */
export function askingForKeys(type: ResourceType, filter: Filter): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { ...filter, filters: filter.filters.map((part) => askingForKeys(type, part)) }
    case 'not':
      return { ...filter, filter: askingForKeys(type, filter.filter) }
    case 'compare': {
      const { operator, value, path } = filter
      if ((operator !== 'eq' && operator !== 'ne') || typeof value !== 'string') return filter
      const { name } = path.attribute
      if (name === (type === userType ? 'userName' : 'displayName'))
        return { ...filter, value: keyOf(value) }
      return name === 'employeeNumber' ? { ...filter, value: value.trim() } : filter
    }
    default:
      return filter
  }
}

/** The tables, keys and scope that conditions on a resource type stand in. */
export const tables = {
  User: {
    id: 'p.person_id',
    from: `person_link l
      join person p on p.organization_id = l.organization_id and p.person_id = l.person_id`,
    within: 'l.organization_id = ? and l.connection_id = ? and l.deleted is null',
  },
  Group: {
    id: 'g.group_id',
    from: 'directory_group g',
    within: 'g.organization_id = ? and g.connection_id = ? and g.deleted is null',
  },
} as const

/** The tables of a resource type. */
export function tablesOf(type: ResourceType) {
  return type === userType ? tables.User : tables.Group
}
