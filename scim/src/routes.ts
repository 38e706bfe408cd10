/** From the path of a request to what it is about. RFC 7644 §3.2. */
import { ScimError } from './error.ts'
import { quote } from './quote.ts'
import type { ResourceType } from './schema.ts'

export type Route =
  | { readonly kind: 'resource'; readonly type: ResourceType; readonly id: string }
  | { readonly kind: 'type'; readonly type: ResourceType }
  /** Without a type: over all of them. */
  | { readonly kind: 'search'; readonly type?: ResourceType }
  | { readonly kind: 'root' | 'bulk' | 'me' | 'configuration' }
  | { readonly kind: 'schemas' | 'resourceTypes'; readonly id?: string }

/** The methods of each endpoint, as `Allow` lists them. RFC 7644 §3.2 table 1. */
const allowed: { readonly [kind in Route['kind']]: readonly string[] } = {
  resource: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  type: ['GET', 'HEAD', 'POST', 'OPTIONS'],
  search: ['POST', 'OPTIONS'],
  root: ['GET', 'HEAD', 'OPTIONS'],
  bulk: ['POST', 'OPTIONS'],
  me: [],
  configuration: ['GET', 'HEAD', 'OPTIONS'],
  schemas: ['GET', 'HEAD', 'OPTIONS'],
  resourceTypes: ['GET', 'HEAD', 'OPTIONS'],
}

/** The value of `Allow` for an endpoint. */
export function allowHeader(route: Route): string {
  return allowed[route.kind].join(', ')
}

/** @throws ScimError 405 with `Allow` when the endpoint does not know the method */
export function checkMethod(route: Route, method: string): void {
  if (allowed[route.kind].includes(method)) return
  const allow = allowHeader(route)
  throw new ScimError(405, `${method} is not possible here; possible are ${allow}.`, {
    headers: { allow },
  })
}

/** The path below the SCIM root and the text of the query. */
export interface Target {
  readonly path: string
  readonly query: string
}

/**
 * Cuts a URL apart. By hand, because `new URL` would cost more than all the rest of a look-up.
 *
 * @param url absolute, or beginning with the path
 * @param prefix the path to strip
 * @throws ScimError 404 when the URL lies outside the prefix
 */
export function parseTarget(url: string, prefix: string): Target {
  const scheme = url.startsWith('/') ? -1 : url.indexOf('://')
  const slash = scheme < 0 ? 0 : url.indexOf('/', scheme + 3)
  const start = slash < 0 ? url.length : slash
  const fragment = url.indexOf('#', start)
  const end = fragment < 0 ? url.length : fragment
  const mark = url.indexOf('?', start)
  const pathEnd = mark < 0 || mark > end ? end : mark
  const path = url.slice(start, pathEnd)
  const root = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix
  if (!path.startsWith(root) || (path.length > root.length && path[root.length] !== '/'))
    throw notFound(path)
  return { path: path.slice(root.length), query: url.slice(pathEnd + 1, end) }
}

/**
 * Finds the endpoint. Doubled and closing slashes are harmless: tenant URLs are pasted by people.
 *
 * @throws ScimError 404 when there is none, or the path is badly encoded
 */
export function findRoute(typesByEndpoint: ReadonlyMap<string, ResourceType>, path: string): Route {
  const [first, second, ...rest] = path.split('/').filter((segment) => segment !== '')
  if (first === undefined) return { kind: 'root' }
  if (first === 'Me') return { kind: 'me' }
  const id = second === undefined ? undefined : decodeSegment(second, path)
  const type = typesByEndpoint.get(first)
  if (rest.length > 0) throw notFound(path)
  if (type) {
    if (id === undefined) return { kind: 'type', type }
    return id === '.search' ? { kind: 'search', type } : { kind: 'resource', type, id }
  }
  if (first === 'Schemas') return { kind: 'schemas', ...(id !== undefined && { id }) }
  if (first === 'ResourceTypes') return { kind: 'resourceTypes', ...(id !== undefined && { id }) }
  if (id === undefined && first === 'ServiceProviderConfig') return { kind: 'configuration' }
  if (id === undefined && first === 'Bulk') return { kind: 'bulk' }
  if (id === undefined && first === '.search') return { kind: 'search' }
  throw notFound(path)
}

function decodeSegment(segment: string, path: string): string {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch (cause) {
    throw new ScimError(404, `The path ${quote(path)} is not percent-encoded UTF-8.`, { cause })
  }
}

function notFound(path: string): ScimError {
  return new ScimError(404, `There is no endpoint ${quote(path)}.`)
}

/** The resource is not there, or not for this caller: the answer does not tell which. */
export function noSuchResource(type: ResourceType, id: string): ScimError {
  return new ScimError(404, `There is no ${type.name} with the id ${quote(id)}.`)
}
