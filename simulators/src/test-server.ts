/** A SCIM server in memory for the tests of this room, and ways to spoil its answers. */
import { createScim } from '@rollbook/scim'
import { createMemoryProvider } from '@rollbook/scim/memory'
import type { JsonObject } from './flat.ts'
import { isObject } from './flat.ts'

export type Fetch = (request: Request) => Promise<Response>

/** Where the server says it is. */
export const url = 'https://rollbook.example.com/scim/v2'

/** An empty server; whoever asks is let in. */
export function startServer(): Fetch {
  const scim = createScim({ provider: createMemoryProvider() })
  return (request) => scim(request, { context: undefined, prefix: '/scim/v2', base: url })
}

/** A server with a defect: what it answers is changed after the fact. */
export function spoil(
  fetch: Fetch,
  change: (response: Response, request: Request) => Response | Promise<Response>,
): Fetch {
  return async (request) => {
    const copy = request.clone()
    return change(await fetch(request), copy)
  }
}

/** A server with a defect in the bodies of its answers; undefined from `change` leaves one as it is. */
export function spoilBody(
  fetch: Fetch,
  change: (body: JsonObject, request: Request) => unknown,
): Fetch {
  return spoil(fetch, async (response, request) => {
    const text = await response.clone().text()
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    const changed = isObject(body) ? change(body, request) : undefined
    if (changed === undefined) return response
    return new Response(JSON.stringify(changed), response)
  })
}

/** Every resource of an answer, whether it is alone or in a list, changed. */
export function eachResource(
  body: JsonObject,
  change: (resource: JsonObject) => JsonObject,
): JsonObject {
  const list = body['Resources']
  if (Array.isArray(list))
    return { ...body, Resources: list.map((one) => (isObject(one) ? change(one) : one)) }
  return 'id' in body ? change(body) : body
}

/** The object without the member of that name. */
export function without(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name))
}
