/** Whether two resources say the same. */
import type { Resource } from './schema.ts'

/**
 * Deep equality of JSON: the order of names does not matter, the order of elements does, and an
 * attribute that is undefined counts as absent.
 */
export function isSame(a: Resource, b: Resource): boolean {
  return isSameValue(a, b)
}

/** The same for any JSON value. */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b // 0 and -0
  if (Array.isArray(a) || Array.isArray(b)) return isSameArray(a, b)
  let surplus = 0
  for (const [name, value] of Object.entries(a)) {
    if (value === undefined) continue
    if (!Object.hasOwn(b, name)) return false
    // Own, so no name reaches a prototype.
    if (!isSameValue(value, (b as Resource)[name])) return false
    surplus++
  }
  for (const value of Object.values(b)) if (value !== undefined) surplus--
  return surplus === 0
}

function isSameArray(a: object, b: object): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
  return a.every((element, at) => isSameValue(element, b[at]))
}
