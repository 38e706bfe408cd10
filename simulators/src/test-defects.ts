/** Defects to plant in a sound server, so that the judge can be judged. */
import type { JsonObject } from './flat.ts'
import { enterpriseUrn, isObject } from './flat.ts'
import type { Kind, Report, SimulateOptions } from './run.ts'
import { simulate } from './run.ts'
import type { Fetch } from './test-server.ts'
import { eachResource, spoil, spoilBody, startServer, url } from './test-server.ts'

/** A defect planted in a server that is sound, and the case under which it must be found. */
export interface Defect {
  readonly what: string
  readonly case: string
  readonly kind?: Kind
  readonly options?: Partial<SimulateOptions>
  /** Whether it shows only when the run is started again. */
  readonly again?: boolean
  readonly plant: (fetch: Fetch) => Fetch
}

export const inEach = (change: (resource: JsonObject) => JsonObject) => (fetch: Fetch) =>
  spoilBody(fetch, (body) => eachResource(body, change))

export const inLists = (change: (list: JsonObject) => JsonObject) => (fetch: Fetch) =>
  spoilBody(fetch, (body) => ('Resources' in body ? change(body) : undefined))

export const inErrors = (change: (error: JsonObject) => JsonObject) => (fetch: Fetch) =>
  spoilBody(fetch, (body) => ('detail' in body ? change(body) : undefined))

export const onMethod =
  (method: string, change: (response: Response) => Response | Promise<Response>) =>
  (fetch: Fetch) =>
    spoil(fetch, (response, request) => (request.method === method ? change(response) : response))

export const withHeader = (
  response: Response,
  name: string,
  value: string | undefined,
): Response => {
  const changed = new Response(response.body, response)
  if (value === undefined) changed.headers.delete(name)
  else changed.headers.set(name, value)
  return changed
}

export const isUser = (resource: JsonObject): boolean => 'userName' in resource

export const inEnterprise = (change: (enterprise: JsonObject) => JsonObject) =>
  inEach((resource) => {
    const enterprise = resource[enterpriseUrn]
    return isObject(enterprise) ? { ...resource, [enterpriseUrn]: change(enterprise) } : resource
  })

/** Answers requests whose URL matches without asking the server. */
export const instead =
  (pattern: RegExp, method: string, answer: () => Response) =>
  (fetch: Fetch): Fetch =>
  async (request) =>
    request.method === method && pattern.test(decodeURIComponent(request.url))
      ? answer()
      : fetch(request)

export const scim = (status: number, body: object): Response =>
  Response.json(body, { status, headers: { 'content-type': 'application/scim+json' } })

export const conflict = (detail: string, more: object = { scimType: 'uniqueness' }): Response =>
  scim(409, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: '409',
    detail,
    ...more,
  })

export const list = (total: number, resources: readonly unknown[]): Response =>
  scim(200, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: total,
    itemsPerPage: resources.length,
    startIndex: 1,
    Resources: resources,
  })

/** Runs a simulator against a server with the defect. */
export async function runInto({ kind = 'entra', options, again, plant }: Defect): Promise<Report> {
  const settings = {
    url,
    token: 'rbk_secret',
    people: 40,
    groups: 6,
    fetch: plant(startServer()),
    wait: async () => {},
    ...options,
  }
  const report = await simulate(kind, settings)
  return again ? simulate(kind, settings) : report
}
