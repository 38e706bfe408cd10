/** Bulk requests for tests. */
import { expect } from 'vitest'
import { core, group, json, messages, type Connection, type Json } from './scim.ts'

/** Sends a bulk request that is understood as a message, and returns what came of each operation. */
export async function bulk(
  scim: Connection,
  operations: readonly unknown[],
  rest?: object,
): Promise<readonly Json[]> {
  const response = await scim.post('/Bulk', bulkRequest(operations, rest))
  expect(response.status).toBe(200)
  const body = await json(response)
  expect(body.schemas).toEqual([`${messages}:BulkResponse`])
  return body.Operations
}

/** A BulkRequest message. */
export function bulkRequest(operations: readonly unknown[], rest: object = {}): object {
  return { schemas: [`${messages}:BulkRequest`], ...rest, Operations: operations }
}

/** An operation that creates a user. */
export function user(bulkId: string, userName = bulkId, rest: object = {}) {
  const data = { schemas: [core], userName, ...rest }
  return { method: 'POST', path: '/Users', bulkId, data }
}

/** An operation that creates a group of these members. */
export function groupOf(bulkId: string, ...members: string[]): object {
  const values = members.map((value) => ({ value }))
  const data = { schemas: [group], displayName: bulkId, members: values }
  return { method: 'POST', path: '/Groups', bulkId, data }
}

export function statusesOf(outcomes: readonly Json[]): readonly string[] {
  return outcomes.map(({ status }) => status)
}

/** The ids of the resources the operations were about; undefined where none came of it. */
export function idsOf(outcomes: readonly Partial<Json>[]): readonly (string | undefined)[] {
  return outcomes.map(({ location }) => location?.slice(location.lastIndexOf('/') + 1))
}

export async function memberIdsOf(scim: Connection, id = ''): Promise<readonly string[]> {
  return (await json(scim.get(`/Groups/${id}`))).members.map(({ value }) => value)
}
