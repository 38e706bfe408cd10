/** The part of a stored resource that clients write. */
import { findAttribute, isCollection, resolveKey } from './names.ts'
import { ownObject } from './own.ts'
import type { Attribute, Resource, ResourceType, Schema } from './schema.ts'
import { isComputed, isObject } from './value.ts'

/**
 * The resource without what the service provider computes (readOnly attributes, every `$ref`),
 * without collections and without null: what a write reads and leaves is compared in this form.
 * Values in which nothing is left out are those of the resource itself, not copies.
 */
export function writableOf(type: ResourceType, resource: Resource): Resource {
  const writable: Resource = {}
  for (const name of Object.keys(resource)) {
    const path = resolveKey(type, name)
    if (!path) continue
    if (!path.attribute) {
      const part = writablePart(path.extension, ownObject(resource, name) ?? {})
      if (Object.keys(part).length > 0) writable[path.extension.id] = part
    } else if (!isCollection(type, path) && path.attribute.name !== 'schemas')
      keep(writable, path.attribute, resource[name])
  }
  return writable
}

function writablePart(schema: Schema, part: Resource): Resource {
  const writable: Resource = {}
  for (const name of Object.keys(part)) {
    const attribute = findAttribute(schema, name)
    if (attribute) keep(writable, attribute, part[name])
  }
  return writable
}

function keep(writable: Resource, attribute: Attribute, value: unknown): void {
  if (value === undefined || value === null || isComputed(attribute)) return
  const kept = hasComputedParts(attribute) ? withoutComputed(attribute, value) : value
  if (kept !== undefined) writable[attribute.name] = kept
}

function hasComputedParts({ subAttributes }: Attribute): boolean {
  return subAttributes?.some(isComputed) === true
}

function withoutComputed(attribute: Attribute, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => withoutComputed(attribute, entry))
  if (!isObject(value)) return value
  const parts: Resource = {}
  for (const sub of attribute.subAttributes ?? [])
    if (!isComputed(sub) && Object.hasOwn(value, sub.name)) parts[sub.name] = value[sub.name]
  return Object.keys(parts).length > 0 ? parts : undefined
}
