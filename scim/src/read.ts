/** Reading: one resource, a list, a search, a query over all types. RFC 7644 §3.4. */
import { entityTag, matchesTags, preconditionFailed } from './etag.ts'
import type { Preconditions } from './etag.ts'
import type { Exchange } from './exchange.ts'
import { listText, parseListQuery } from './list.ts'
import { projectionOf } from './project.ts'
import type { Query } from './query.ts'
import { emptyResponse, jsonResponse, resourceResponse, resourceText } from './respond.ts'
import { noSuchResource } from './routes.ts'
import type { ResourceType } from './schema.ts'

/**
 * Answers `GET /Users/{id}`.
 *
 * @throws ScimError 404 when there is none, 412 when `If-Match` does not cover it
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.4.1 RFC 7644 §3.4.1}
 */
export async function readResource<Context>(
  exchange: Exchange<Context>,
  type: ResourceType,
  id: string,
  query: Query,
  { ifMatch, ifNoneMatch }: Preconditions,
): Promise<Response> {
  const { setup, call, reading } = exchange
  const projection = projectionOf(query, type, reading)
  const stored = await setup.provider.get(type, id, projection, call)
  if (!stored) throw noSuchResource(type, id)
  if (ifMatch && !matchesTags(ifMatch, stored.version)) throw preconditionFailed(stored.version)
  if (ifNoneMatch && matchesTags(ifNoneMatch, stored.version))
    return emptyResponse(304, { etag: entityTag(stored.version) })
  return resourceResponse(exchange, 200, type, stored, projection)
}

/**
 * Answers `GET /Users` and `POST /Users/.search`.
 *
 * @throws ScimError 400 for a query that cannot be understood
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2 RFC 7644 §3.4.2}
 */
export async function listResources<Context>(
  exchange: Exchange<Context>,
  type: ResourceType,
  query: Query,
): Promise<Response> {
  const { setup, call, reading, root } = exchange
  const projection = projectionOf(query, type, reading)
  const wanted = parseListQuery(type, query, setup, reading)
  const { totalResults, resources, nextCursor } = await setup.provider.list(
    type,
    wanted,
    projection,
    call,
  )
  const texts = resources.map((stored) => resourceText(type, stored, root, projection))
  const page =
    wanted.cursor === undefined
      ? { startIndex: wanted.startIndex }
      : { ...(nextCursor !== undefined && { nextCursor }) }
  return jsonResponse(listText(totalResults, texts, page))
}
