/** A small SCIM client over fetch. */
import { isScimType, ScimError } from './error.ts'

/** A resource as a server sends it. */
export interface ClientResource {
  readonly schemas: readonly string[]
  readonly id: string
  readonly meta?: { readonly [name: string]: string | undefined; readonly version?: string }
  readonly [name: string]: unknown
}

export interface ClientQuery {
  readonly filter?: string
  readonly sortBy?: string
  readonly sortOrder?: 'ascending' | 'descending'
  /** Resources on a page. */
  readonly count?: number
  readonly attributes?: readonly string[]
  readonly excludedAttributes?: readonly string[]
}

export interface ClientPatchOperation {
  readonly op: 'add' | 'remove' | 'replace'
  readonly path?: string
  readonly value?: unknown
}

export interface ClientBulkOperation {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly bulkId?: string
  readonly version?: string
  readonly data?: unknown
}

export interface ClientBulkOutcome {
  readonly method: string
  readonly status: string
  readonly bulkId?: string
  readonly location?: string
  readonly version?: string
  readonly response?: unknown
}

export interface ScimClientOptions {
  /** The SCIM root, such as `https://example.com/scim/v2`. */
  readonly base: string
  /** Sent as a bearer token. */
  readonly token?: string
  readonly fetch?: (request: Request) => Promise<Response>
}

const message = (name: string) => [`urn:ietf:params:scim:api:messages:2.0:${name}`]

/**
 * Makes a client of one SCIM server. Its functions take the endpoint, such as `/Users`, and throw
 * `ScimError` for every answer that is not a success.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644 RFC 7644}
 */
export function createScimClient({ base, token, fetch = globalThis.fetch }: ScimClientOptions) {
  async function send(method: string, path: string, body?: unknown, ifMatch?: string) {
    const headers = new Headers({ accept: 'application/scim+json' })
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
    if (ifMatch !== undefined) headers.set('if-match', ifMatch)
    if (body !== undefined) headers.set('content-type', 'application/scim+json')
    const url = `${base.replace(/\/$/, '')}${path}`
    const text = body === undefined ? null : JSON.stringify(body)
    const response = await fetch(new Request(url, { method, headers, body: text }))
    const answer = await response.text()
    if (!response.ok) throw errorOf(response.status, answer)
    return answer === '' ? undefined : (JSON.parse(answer) as unknown)
  }

  const at = (endpoint: string, id: string) => `${endpoint}/${encodeURIComponent(id)}`

  /** Page after page, by index: every server has that. */
  async function* pages(fetchPage: (startIndex: number) => Promise<unknown>) {
    for (let startIndex = 1; ;) {
      const { totalResults, Resources = [] } = (await fetchPage(startIndex)) as {
        totalResults: number
        Resources?: readonly ClientResource[]
      }
      yield* Resources
      startIndex += Resources.length
      if (Resources.length === 0 || startIndex > totalResults) return
    }
  }

  return {
    /** All resources of an endpoint, fetched as they are asked for. */
    list(endpoint: string, query: ClientQuery = {}): AsyncIterable<ClientResource> {
      return pages((startIndex) => {
        const parameters = new URLSearchParams({ startIndex: String(startIndex) })
        for (const [name, value] of Object.entries(query)) parameters.set(name, String(value))
        return send('GET', `${endpoint}?${parameters}`)
      })
    },
    /** The same by POST, for filters too long, or too private, for a URL. */
    search(endpoint: string, query: ClientQuery = {}): AsyncIterable<ClientResource> {
      const schemas = message('SearchRequest')
      return pages((startIndex) =>
        send('POST', `${endpoint}/.search`, { schemas, ...query, startIndex }),
      )
    },
    async get(endpoint: string, id: string): Promise<ClientResource> {
      return (await send('GET', at(endpoint, id))) as ClientResource
    },
    async create(endpoint: string, resource: object): Promise<ClientResource> {
      return (await send('POST', endpoint, resource)) as ClientResource
    },
    /** @param version the entity tag the resource must still have, from `meta.version` */
    async replace(endpoint: string, id: string, resource: object, version?: string) {
      return (await send('PUT', at(endpoint, id), resource, version)) as ClientResource
    },
    /** @returns undefined when the server answers without the resource */
    async patch(
      endpoint: string,
      id: string,
      operations: readonly ClientPatchOperation[],
      version?: string,
    ): Promise<ClientResource | undefined> {
      const body = { schemas: message('PatchOp'), Operations: operations }
      return (await send('PATCH', at(endpoint, id), body, version)) as ClientResource | undefined
    },
    async delete(endpoint: string, id: string, version?: string): Promise<void> {
      await send('DELETE', at(endpoint, id), undefined, version)
    },
    async bulk(operations: readonly ClientBulkOperation[], failOnErrors?: number) {
      const limit = failOnErrors === undefined ? {} : { failOnErrors }
      const body = { schemas: message('BulkRequest'), ...limit, Operations: operations }
      const answer = (await send('POST', '/Bulk', body)) as { Operations: ClientBulkOutcome[] }
      return answer.Operations
    },
  }
}

/** What a server refused with, in its own words where it has any. */
function errorOf(status: number, body: string): ScimError {
  let error: { scimType?: unknown; detail?: unknown } = {}
  try {
    error = Object(JSON.parse(body))
  } catch (cause) {
    return new ScimError(status, `The server answered ${status}, and no JSON.`, { cause })
  }
  const { scimType, detail = `The server answered ${status}.` } = error
  return new ScimError(isScimType(scimType) ? scimType : status, String(detail), { status })
}
