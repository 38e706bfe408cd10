/** What a list request asks for, and the message that answers it. RFC 7644 §3.4.2, RFC 9865. */
import { ScimError } from './error.ts'
import type { AttributePath, Filter } from './filter.ts'
import { limits } from './limits.ts'
import { parseFilter } from './filter-parser.ts'
import type { ListQuery } from './provider.ts'
import type { Query } from './query.ts'
import { quote } from './quote.ts'
import type { Reading } from './reading.ts'
import { resolvePath } from './resolve.ts'
import type { ResourceType } from './schema.ts'

const listResponse = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'

/** Which ways of listing the provider offers. */
export interface ListFeatures {
  /** Without, `sortBy` and `sortOrder` are ignored, as RFC 7644 §3.4.2.3 has it. */
  readonly sort: boolean
  /** Without, `cursor` is ignored like any unknown parameter. */
  readonly cursor: boolean
}

/** Which page is wanted. */
export type Page = Pick<ListQuery, 'startIndex' | 'count' | 'cursor'>

/**
 * Reads filter, sorting and paging of a list of one resource type.
 *
 * @throws ScimError 400 with `invalidFilter`, `invalidPath` (an unknown `sortBy`: an answer in
 * another order than asked for would mislead), `invalidValue`, `invalidCursor` or `invalidCount`
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2 RFC 7644 §3.4.2}
 */
export function parseListQuery(
  type: ResourceType,
  query: Query,
  features: ListFeatures,
  reading: Reading,
): ListQuery {
  const filter: Filter | undefined =
    query.filter === undefined ? undefined : parseFilter(query.filter, type, reading)
  const sortBy =
    features.sort && query.sortBy ? parseSortBy(type, query.sortBy, reading) : undefined
  return {
    ...(filter && { filter }),
    ...(sortBy && { sortBy }),
    sortOrder: features.sort ? parseSortOrder(query.sortOrder) : 'ascending',
    ...parsePage(query, features),
  }
}

/**
 * Reads `startIndex` and `count`, or `cursor` and `count`. By index, what lies outside the range
 * is brought into it, as the RFC asks, and only what is no integer is an error; by cursor, `count`
 * must be positive.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.4 RFC 7644 §3.4.2.4}
 * @see {@link https://www.rfc-editor.org/rfc/rfc9865#section-2 RFC 9865 §2}
 */
export function parsePage(query: Query, features: Pick<ListFeatures, 'cursor'>): Page {
  if (features.cursor && query.cursor !== undefined) return parseCursorPage(query, query.cursor)
  const startIndex = parseInteger(query, 'startIndex') ?? 1
  const count = parseInteger(query, 'count') ?? limits.pageDefault
  return {
    startIndex: Math.max(1, startIndex),
    count: Math.min(limits.pageMax, Math.max(0, count)),
  }
}

function parseCursorPage(query: Query, cursor: string): Page {
  if (query.startIndex)
    throw new ScimError('invalidValue', 'Page by "cursor" or by "startIndex", not by both.')
  if (cursor.length > limits.cursorLengthMax || !/^[\w.~-]*$/.test(cursor)) throw invalidCursor()
  const { count } = query
  if (count && !/^\+?0*[1-9]\d*$/.test(count))
    throw new ScimError(
      'invalidCount',
      `With a cursor, "count" must be an integer from 1 to ${limits.pageMax}.`,
    )
  return {
    startIndex: 1,
    count: Math.min(limits.pageMax, count ? Number(count) : limits.pageDefault),
    cursor,
  }
}

/** The one answer to any cursor that was not given out for this very query. RFC 9865 §2.1. */
export function invalidCursor(): ScimError {
  return new ScimError(
    'invalidCursor',
    '"cursor" must be empty for the first page, and "nextCursor" of the page before, with an ' +
      'otherwise equal query, for each other page.',
  )
}

function parseInteger(query: Query, name: 'startIndex' | 'count'): number | undefined {
  const text = query[name]
  if (!text) return undefined
  if (!/^[+-]?\d{1,400}$/.test(text))
    throw new ScimError('invalidValue', `"${name}" must be an integer, not ${quote(text)}.`)
  return Math.min(Number.MAX_SAFE_INTEGER, Number(text))
}

function parseSortBy(type: ResourceType, text: string, reading: Reading): AttributePath {
  const path = resolvePath(type, text, reading)
  if (!path?.attribute || path.attribute.returned === 'never')
    throw new ScimError(
      'invalidPath',
      `"sortBy" names no attribute of ${type.name}: ${quote(text)}.`,
    )
  return path
}

function parseSortOrder(text: string | undefined): ListQuery['sortOrder'] {
  switch (text?.toLowerCase()) {
    case undefined:
    case '':
    case 'ascending':
      return 'ascending'
    case 'descending':
      return 'descending'
    default:
      throw new ScimError('invalidValue', '"sortOrder" must be "ascending" or "descending".')
  }
}

/**
 * The text of a ListResponse.
 *
 * @param resources the JSON texts of the resources on the page
 * @param page where the page begins, when it was asked for by index, or what the next page is
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2 RFC 7644 §3.4.2}
 */
export function listText(
  totalResults: number,
  resources: readonly string[],
  page: { readonly startIndex?: number; readonly nextCursor?: string },
): string {
  const position =
    (page.startIndex === undefined ? '' : `,"startIndex":${page.startIndex}`) +
    (page.nextCursor === undefined ? '' : `,"nextCursor":${JSON.stringify(page.nextCursor)}`)
  return (
    `{"schemas":["${listResponse}"],"totalResults":${totalResults},` +
    `"itemsPerPage":${resources.length}${position},"Resources":[${resources.join(',')}]}`
  )
}
