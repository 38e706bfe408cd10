/** A SCIM client for tests: over any function from Request to Response, no network. */
import { createScim, type Provider, type ScimCall, type ScimOptions } from '@rollbook/scim'
import { createMemoryProvider } from '@rollbook/scim/memory'

export const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const group = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const messages = 'urn:ietf:params:scim:api:messages:2.0'
export const listResponse = `${messages}:ListResponse`
export const errorSchema = `${messages}:Error`

/** Where the server of a test seems to be. */
export const base = 'https://school.example/scim/v2'

type Fetch = (request: Request) => Promise<Response>

/** What tests look into of answers; a wrong guess shows as undefined in the assertion. */
export interface Json {
  readonly [name: string]: unknown
  readonly id: string
  readonly schemas: string[]
  readonly externalId: string
  readonly userName: string
  readonly displayName: string
  readonly title: string
  readonly active: boolean
  readonly emails: Json[]
  readonly members: Json[]
  readonly groups: Json[]
  readonly value: string
  readonly primary: boolean
  readonly [enterprise]: { readonly [name: string]: unknown; readonly manager: Json }
  readonly meta: {
    readonly resourceType: string
    readonly created: string
    readonly lastModified: string
    readonly location: string
    readonly version: string
  }
  readonly totalResults: number
  readonly itemsPerPage: number
  readonly startIndex: number
  readonly nextCursor: string
  readonly Resources: Json[]
  readonly status: string
  readonly scimType: string
  readonly detail: string
  readonly Operations: Json[]
  readonly location: string
  readonly response: Json
  readonly name: string
  readonly type: string
  readonly endpoint: string
  readonly schema: string
  readonly schemaExtensions: Json[]
  readonly attributes: Json[]
  readonly subAttributes?: Json[]
  readonly pagination: Json
}

export interface Connection {
  /** A path with query below the SCIM root, or an absolute URL. */
  request(method: string, path: string, body?: unknown, headers?: Headers_): Promise<Response>
  get(path: string, headers?: Headers_): Promise<Response>
  post(path: string, body: unknown, headers?: Headers_): Promise<Response>
  put(path: string, body: unknown, headers?: Headers_): Promise<Response>
  /** A list is wrapped into a PatchOp message; anything else is sent as it is. */
  patch(path: string, body: unknown, headers?: Headers_): Promise<Response>
  delete(path: string, headers?: Headers_): Promise<Response>
}

type Headers_ = Readonly<Record<string, string>>

/**
 * Connects to a server.
 *
 * @param fetch default: a fresh one that keeps everything in memory
 */
export function connect(fetch: Fetch = serve()): Connection {
  async function request(method: string, path: string, body?: unknown, headers: Headers_ = {}) {
    const isText = typeof body === 'string' || body instanceof Uint8Array
    const url = path.includes('://') ? path : `${base}${path}`
    return fetch(
      new Request(url, {
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/scim+json' }),
          ...headers,
        },
        ...(body !== undefined && { body: isText ? (body as BodyInit) : JSON.stringify(body) }),
      }),
    )
  }
  return {
    request,
    get: (path, headers) => request('GET', path, undefined, headers),
    post: (path, body, headers) => request('POST', path, body, headers),
    put: (path, body, headers) => request('PUT', path, body, headers),
    patch: (path, body, headers) =>
      request('PATCH', path, Array.isArray(body) ? patchOp(body) : body, headers),
    delete: (path, headers) => request('DELETE', path, undefined, headers),
  }
}

/** A PatchOp message. */
export function patchOp(operations: readonly unknown[]): object {
  return { schemas: [`${messages}:PatchOp`], Operations: operations }
}

/** A server of its own over a provider, in memory unless another is given. */
export function serve(
  options: Partial<ScimOptions<unknown>> = {},
  call: Partial<ScimCall<unknown>> = {},
): Fetch {
  const scim = createScim({ provider: createMemoryProvider(), ...options })
  return (request) => scim(request, { prefix: '/scim/v2', base, context: undefined, ...call })
}

/** The JSON of an answer. */
export async function json(response: Response | Promise<Response>): Promise<Json> {
  return (await (await response).json()) as Json
}

/** Makes a resource and returns it as the server does. */
export async function create(scim: Connection, path: string, resource: object): Promise<Json> {
  const response = await scim.post(path, resource)
  const created = await json(response)
  if (response.status !== 201) throw new Error(`${response.status} ${JSON.stringify(created)}`)
  return created
}

/** Makes a user of that name. */
export function createUser(scim: Connection, userName: string, rest: object = {}): Promise<Json> {
  return create(scim, '/Users', { schemas: [core], userName, ...rest })
}

/** Makes a group of those members. */
export function createGroup(
  scim: Connection,
  displayName: string,
  members: readonly string[] = [],
): Promise<Json> {
  const values = members.map((value) => ({ value }))
  return create(scim, '/Groups', { schemas: [group], displayName, members: values })
}

/** A provider with some of its functions replaced, to see what reaches it or to make it fail. */
export function withFunctions(provider: Provider, functions: Partial<Provider>): Provider {
  return {
    get: (...given) => provider.get(...given),
    list: (...given) => provider.list(...given),
    create: (...given) => provider.create(...given),
    update: (...given) => provider.update(...given),
    delete: (...given) => provider.delete(...given),
    ...functions,
  }
}
