/** The order of resources by an attribute, in memory. RFC 7644 §3.4.2.3. */
import { normalizeDateTime } from './date-time.ts'
import type { AttributePath } from './filter.ts'
import { compareText, foldCase } from './fold.ts'
import { leafOf, valuePathOf } from './resolve.ts'
import type { Resource } from './schema.ts'

/** What a resource is sorted by; null when it has nothing there. */
export type SortKey = string | number | null

/**
 * The key of a resource: of a multi-valued attribute its primary or else its first value, of a
 * complex one its `value`.
 *
 * @param resource with attribute names spelled as the schema spells them
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.3 RFC 7644 §3.4.2.3}
 */
export function sortKeyOf(path: AttributePath, resource: Resource): SortKey {
  const { extension, attribute, subAttribute } = path
  const owner = extension ? own(resource, extension.id) : resource
  const value = one(own(owner, attribute.name))
  const leaf = isObject(value) ? own(value, subAttribute?.name ?? 'value') : value
  if (typeof leaf === 'boolean') return Number(leaf)
  if (typeof leaf === 'number') return leaf
  if (typeof leaf !== 'string' || leaf === '') return null
  const { type, caseExact } = leafOf(valuePathOf(path) ?? path)
  if (type === 'dateTime') return normalizeDateTime(leaf) ?? null
  return caseExact ? leaf : foldCase(leaf)
}

/** The ascending order of keys: what has none comes last. */
export function compareSortKeys(left: SortKey, right: SortKey): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null)
  if (typeof left === 'number' && typeof right === 'number') return left - right
  return compareText(String(left), String(right))
}

function one(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  const values: readonly unknown[] = value
  return values.find((item) => isObject(item) && own(item, 'primary') === true) ?? values[0]
}

function own(owner: unknown, name: string): unknown {
  return isObject(owner) && Object.hasOwn(owner, name) ? owner[name] : undefined
}

function isObject(value: unknown): value is Resource {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
