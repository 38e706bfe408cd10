/** Cursors of the in-memory provider: where a page ended, and of which query. RFC 9865 §2. */
import type { ListQuery } from './provider.ts'
import { printFilter, printName } from './filter-print.ts'
import type { ResourceType } from './schema.ts'
import type { SortKey } from './sort.ts'

/** The place of a resource in a list: its sort key, and its number among equal ones. */
export interface Position {
  readonly key: SortKey
  readonly sequence: number
}

/** So much of a key decides the order; a cursor has to hold it. */
const keyLengthMax = 100

/** A key as it is compared and kept in a cursor. */
export function clipKey(key: SortKey): SortKey {
  return typeof key === 'string' ? key.slice(0, keyLengthMax).toWellFormed() : key
}

/**
 * Writes a cursor for the page after a position.
 *
 * @param secret known to this provider alone, so that nobody else makes cursors
 */
export function writeCursor(
  { key, sequence }: Position,
  type: ResourceType,
  query: ListQuery,
  secret: string,
): string {
  const body = JSON.stringify([key, sequence])
  const bytes = new TextEncoder().encode(`${digest(body, type, query, secret)}${body}`)
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/**
 * Reads a cursor.
 *
 * @returns undefined when it was not given out for this query
 */
export function readCursor(
  cursor: string,
  type: ResourceType,
  query: ListQuery,
  secret: string,
): Position | undefined {
  const text = decode(cursor)
  const start = text?.indexOf('[') ?? -1
  if (text === undefined || start < 0) return undefined
  const body = text.slice(start)
  if (text.slice(0, start) !== digest(body, type, query, secret)) return undefined
  // Ours, by its digest.
  const [key, sequence] = JSON.parse(body) as [SortKey, number]
  return { key, sequence }
}

function decode(cursor: string): string | undefined {
  if (!/^[\w-]+$/.test(cursor) || cursor.length % 4 === 1) return undefined
  const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
  return new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)))
}

/** Not to keep anything secret: a cursor opens nothing that the query would not. */
function digest(body: string, type: ResourceType, query: ListQuery, secret: string): string {
  const { filter, sortBy, sortOrder } = query
  const text = JSON.stringify([
    secret,
    body,
    type.name,
    filter ? printFilter(filter) : '',
    sortBy ? printName(sortBy) : '',
    sortOrder,
  ])
  let first = 0xdeadbeef
  let second = 0x41c6ce57
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    first = Math.imul(first ^ code, 2654435761)
    second = Math.imul(second ^ code, 1597334677)
  }
  return `${(first >>> 0).toString(36)}.${(second >>> 0).toString(36)}`
}
