/** One page of a list, in memory: sorted, cut out by index or after a cursor. */
import { invalidCursor } from './list.ts'
import type { Position } from './memory-cursor.ts'
import { clipKey, readCursor, writeCursor } from './memory-cursor.ts'
import type { Row } from './memory-rows.ts'
import type { ListQuery } from './provider.ts'
import type { Resource, ResourceType } from './schema.ts'
import { compareSortKeys, sortKeyOf } from './sort.ts'

/**
 * Cuts a page out of all rows that match.
 *
 * @param found in the order of creation
 * @param resourceOf the whole resource of a row, to sort by
 * @param secret of the cursors
 * @throws ScimError `invalidCursor` for a cursor that was not given out for this query
 */
export function cutPage(
  type: ResourceType,
  found: readonly Row[],
  query: ListQuery,
  resourceOf: (row: Row) => Resource,
  secret: string,
): { rows: readonly Row[]; nextCursor?: string } {
  const { sortBy, cursor, startIndex, count } = query
  if (!sortBy && cursor === undefined)
    return { rows: found.slice(startIndex - 1, startIndex - 1 + count) }
  const positionOf = (row: Row): Position => ({
    key: sortBy ? clipKey(sortKeyOf(sortBy, resourceOf(row))) : null,
    sequence: row.sequence,
  })
  const placed = found.map((row) => ({ row, position: positionOf(row) }))
  const order = orderOf(query)
  if (sortBy) placed.sort((left, right) => order(left.position, right.position))
  let start = startIndex - 1
  if (cursor) {
    const last = readCursor(cursor, type, query, secret)
    if (!last) throw invalidCursor()
    const next = placed.findIndex(({ position }) => order(position, last) > 0)
    start = next < 0 ? placed.length : next
  }
  const page = placed.slice(start, start + count)
  const last = page.at(-1)
  const hasMore = cursor !== undefined && start + page.length < placed.length
  return {
    rows: page.map(({ row }) => row),
    ...(hasMore && last && { nextCursor: writeCursor(last.position, type, query, secret) }),
  }
}

/** By key in the order asked for; among equal keys by creation, so that the order is total. */
function orderOf({ sortOrder }: ListQuery): (left: Position, right: Position) => number {
  const sign = sortOrder === 'descending' ? -1 : 1
  return (left, right) =>
    sign * compareSortKeys(left.key, right.key) || left.sequence - right.sequence
}
