/**
 * What a connection shows of a resource now. Answers to writes alone hide the worst bugs, so what
 * is here asks afresh, twice over: by GET and by filters.
 */
import { expect } from 'vitest'
import { errorSchema, json, type Connection, type Json } from './scim.ts'

/** What somebody adds to the Tenant URL to get Entra's other dialect. */
export const flag = '?aadOptscim062020'

/** The resources a filter finds. */
export async function find(
  scim: Connection,
  endpoint: '/Users' | '/Groups',
  filter: string,
  more = '',
): Promise<readonly Json[]> {
  const response = await scim.get(`${endpoint}?filter=${encodeURIComponent(filter)}${more}`)
  expect(response.status).toBe(200)
  const list = await json(response)
  expect(list.totalResults).toBe(list.Resources.length)
  return list.Resources.map(inOrder)
}

/** The resource as GET shows it, once filters by its id and by its name were seen to agree. */
export async function stateOf(scim: Connection, path: string): Promise<Json> {
  const response = await scim.get(path)
  expect(response.status).toBe(200)
  const shown = inOrder(await json(response))
  const isUser = shown.meta.resourceType === 'User'
  const endpoint = isUser ? '/Users' : '/Groups'
  const name = isUser
    ? `userName eq ${JSON.stringify(shown.userName)}`
    : `displayName eq ${JSON.stringify(shown.displayName)}`
  expect(await find(scim, endpoint, `id eq "${shown.id}"`)).toEqual([shown])
  expect(await find(scim, endpoint, name)).toContainEqual(shown)
  return shown
}

/**
 * Patches, and sees the answer confirmed by what is shown afterwards.
 *
 * @param status 200 with the resource, or 204 without
 * @returns the state afterwards
 */
export async function change(
  scim: Connection,
  path: string,
  operations: readonly unknown[],
  status: 200 | 204 = 200,
): Promise<Json> {
  const response = await scim.patch(path, operations)
  const text = await response.text()
  expect({ status: response.status, text: status === 204 ? text : '' }).toEqual({
    status,
    text: '',
  })
  const state = await stateOf(scim, path.replace(/\?.*/, ''))
  expect(response.headers.get('etag')).toBe(state.meta.version)
  if (status === 200) expect(inOrder(JSON.parse(text) as Json)).toEqual(state)
  return state
}

/** Changes the members of a group, which is answered with 204 unless a connection wants 200. */
export function changeMembers(
  scim: Connection,
  path: string,
  operations: readonly unknown[],
): Promise<Json> {
  return change(scim, path, operations, 204)
}

/** Sees a request refused in the form of RFC 7644 §3.12, and returns the error. */
export async function expectRefusal(
  response: Response | Promise<Response>,
  status: number,
  scimType?: string,
): Promise<Json> {
  const { status: got, headers } = await response
  const error = await json(response)
  expect({ got, error }).toMatchObject({ got: status, error: { schemas: [errorSchema] } })
  expect(headers.get('content-type')).toBe('application/scim+json')
  expect(error.status).toBe(String(status))
  expect(error.scimType).toBe(scimType)
  expect(error.detail).toMatch(/\w+ \w+/)
  return error
}

/** Sees that nothing is there any more: not by id, not by the filter. */
export async function expectGone(
  scim: Connection,
  path: string,
  ...filters: readonly string[]
): Promise<void> {
  await expectRefusal(scim.get(path), 404)
  const endpoint = path.startsWith('/Users') ? '/Users' : '/Groups'
  for (const filter of [`id eq "${path.slice(path.lastIndexOf('/') + 1)}"`, ...filters])
    expect(await find(scim, endpoint, filter)).toEqual([])
}

/** How many people or groups the connection has. */
export async function countOf(scim: Connection, endpoint: '/Users' | '/Groups'): Promise<number> {
  return (await json(scim.get(`${endpoint}?count=0`))).totalResults
}

/** The ids of the members, in an order of their own. */
export function membersOf({ members }: Json): readonly string[] {
  return members.map(({ value }) => value).toSorted()
}

/** Members and groups have no order: brings them into one, to be compared. */
function inOrder(resource: Json): Json {
  const sorted = (values: readonly Json[] | undefined) =>
    values?.toSorted((a, b) => (a.value < b.value ? -1 : 1))
  return {
    ...resource,
    ...(resource.members && { members: sorted(resource.members) }),
    ...(resource.groups && { groups: sorted(resource.groups) }),
  } as Json
}
