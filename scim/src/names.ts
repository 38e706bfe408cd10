/** What a name in a body stands for, and what kind of attribute it is. */
import type { AttributePath } from './filter.ts'
import type { Path } from './path.ts'
import type { Reading } from './reading.ts'
import { resolvePath } from './resolve.ts'
import type { Attribute, ResourceType, Schema } from './schema.ts'

/** A reading that repairs nothing and says nothing: only what the RFC knows is found by it. */
const strictly: Reading = Object.freeze({ strict: true, repaired() {}, warn() {} })

/**
 * The attribute or extension a key of a resource stands for, in any letter case. A path, such as
 * `name.givenName`, is no key.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7643#section-2.1 RFC 7643 §2.1}
 */
export function resolveKey(type: ResourceType, name: string): Path | undefined {
  const path = resolvePath(type, name, strictly)
  if (!path?.attribute) return path
  return !path.extension && path.attribute.name.length === name.length ? path : undefined
}

/** Whether a key is spelled as the schema spells it. */
export function isSpelled(path: Path, name: string): boolean {
  return name === (path.attribute ? path.attribute.name : path.extension.id)
}

/** The attribute of a schema of that name, in any letter case. */
export function findAttribute(schema: Schema, name: string): Attribute | undefined {
  const { attributes } = schema
  const found = attributes.find((attribute) => attribute.name === name)
  if (found || !/^[\w$-]+$/.test(name)) return found
  const key = name.toLowerCase()
  return attributes.find((attribute) => attribute.name.toLowerCase() === key)
}

/** Whether the provider keeps the attribute as rows of its own. */
export function isCollection(
  { collections }: ResourceType,
  { extension, attribute }: AttributePath,
): boolean {
  return extension === undefined && collections.includes(attribute.name)
}

/**
 * Whether the attribute is either true or false: `active` must never become one of the two because
 * somebody sent null.
 */
export function isNeverUnassigned({ extension, attribute }: AttributePath): boolean {
  return extension === undefined && attribute.type === 'boolean' && !attribute.multiValued
}
