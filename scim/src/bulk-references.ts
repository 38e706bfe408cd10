/** References to resources that the same bulk request creates: `bulkId:…`. RFC 7644 §3.7.2. */

const mark = 'bulkId:'

/** The bulkId a text refers to, if it is such a reference and nothing else. */
export function referenceOf(text: string): string | undefined {
  return text.startsWith(mark) && text.length > mark.length ? text.slice(mark.length) : undefined
}

/** All bulkIds that parsed JSON refers to. */
export function referencesIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    const bulkId = referenceOf(value)
    if (bulkId !== undefined) found.add(bulkId)
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) referencesIn(item, found)
  }
  return found
}

/** The same JSON with the id in the place of each reference to a bulkId of `ids`. */
export function resolveReferences(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return ids.get(referenceOf(value) ?? '') ?? value
  if (Array.isArray(value)) return value.map((item) => resolveReferences(item, ids))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveReferences(item, ids)]),
  )
}

/** An operation of a PATCH that adds later what was left out of a resource. */
export interface LateAddition {
  readonly op: 'add'
  readonly path: string
  readonly value: unknown
}

/**
 * Parts a resource that is to be created from what in it refers to resources that cannot be there
 * before it: of a list the elements, else the whole attribute.
 *
 * @param isPending whether a bulkId has no id yet
 */
export function withoutPending(
  resource: unknown,
  isPending: (bulkId: string) => boolean,
): { resource: unknown; additions: readonly LateAddition[] } {
  if (typeof resource !== 'object' || resource === null || Array.isArray(resource))
    return { resource, additions: [] }
  const additions: LateAddition[] = []
  const refersToPending = (value: unknown) => [...referencesIn(value)].some(isPending)
  const part = (attributes: object, urn: string): object => {
    const kept: [string, unknown][] = []
    for (const [name, value] of Object.entries(attributes)) {
      const path = `${urn}${name}`
      if (!refersToPending(value)) {
        kept.push([name, value])
      } else if (Array.isArray(value)) {
        kept.push([name, value.filter((item) => !refersToPending(item))])
        additions.push({ op: 'add', path, value: value.filter(refersToPending) })
      } else if (urn === '' && isUrn(name) && typeof value === 'object' && value !== null) {
        kept.push([name, part(value, `${name}:`)])
      } else {
        additions.push({ op: 'add', path, value })
      }
    }
    return Object.fromEntries(kept)
  }
  return { resource: part(resource, ''), additions }
}

/** The key of an extension. */
function isUrn(name: string): boolean {
  return name.slice(0, 4).toLowerCase() === 'urn:'
}
