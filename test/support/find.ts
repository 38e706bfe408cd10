/** Making people and groups and finding them by filters, over the service, told by their names. */
import type { Resource } from '@rollbook/scim'
import type { ServiceConnection } from './service.ts'

/**
 * Makes a person or group.
 *
 * @returns its id
 */
export async function make(
  client: ServiceConnection,
  path: '/Users' | '/Groups',
  resource: Resource,
): Promise<string> {
  const response = await client.post(path, resource)
  const made = (await response.json()) as { id: string; detail?: string }
  if (response.status !== 201) throw new Error(made.detail)
  return made.id
}

/** Makes a person. */
export function makePerson(
  client: ServiceConnection,
  userName: string,
  more: Resource = {},
): Promise<string> {
  return make(client, '/Users', { userName, ...more })
}

/** The names of what a filter finds, sorted. */
export async function find(
  client: ServiceConnection,
  filter: string,
  path: '/Users' | '/Groups' = '/Users',
): Promise<unknown[]> {
  const response = await client.get(`${path}?count=1000&filter=${encodeURIComponent(filter)}`)
  const list = (await response.json()) as { Resources?: Resource[]; detail?: string }
  if (response.status !== 200) throw new Error(list.detail)
  return (list.Resources ?? []).map((one) => one['userName'] ?? one['displayName']).sort()
}
