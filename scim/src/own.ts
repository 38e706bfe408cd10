/** Looking into a resource by a path of the schema. */
import type { AttributePath } from './filter.ts'
import type { Resource } from './schema.ts'

/** What a resource has at a path, sub-attributes aside; undefined when it has nothing there. */
export function valueAt(resource: Resource, path: AttributePath): unknown {
  const owner = path.extension ? ownObject(resource, path.extension.id) : resource
  return owner && ownValue(owner, path.attribute.name)
}

/**
 * Puts a value at a path of a draft, or takes it away when it is undefined. Objects inside the
 * draft are never changed, only replaced: they may belong to the resource the draft began as.
 */
export function putAt(draft: Resource, path: AttributePath, value: unknown): void {
  const { extension, attribute } = path
  if (!extension) {
    put(draft, attribute.name, value)
    return
  }
  const part = { ...ownObject(draft, extension.id) }
  put(part, attribute.name, value)
  put(draft, extension.id, Object.keys(part).length > 0 ? part : undefined)
}

/** The values of a multi-valued attribute. */
export function entriesOf(value: unknown): readonly unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

/** The object a resource has under a name, if it is one. */
export function ownObject(resource: Resource, name: string): Resource | undefined {
  const value = ownValue(resource, name)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Resource) // checked on this line and the one above
    : undefined
}

function ownValue(resource: Resource, name: string): unknown {
  const value = Object.hasOwn(resource, name) ? resource[name] : undefined
  return value === null ? undefined : value
}

function put(object: Resource, name: string, value: unknown): void {
  if (value === undefined) delete object[name]
  else object[name] = value
}
