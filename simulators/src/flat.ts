/**
 * Resources as flat lists of path and value, the way identity providers map attributes. Reads and
 * writes only the few forms of path that mappings use, on purpose without the library that the
 * server may be built of: a judge should not share the judged one's mistakes.
 */

export const coreUserUrn = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const listUrn = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
export const errorUrn = 'urn:ietf:params:scim:api:messages:2.0:Error'
export const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

/** A JSON object from outside. */
export type JsonObject = { [name: string]: unknown }

/** Values by path: `title`, `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department`. */
export type Flat = ReadonlyMap<string, string | boolean>

/** Whether it is a JSON object, not an array and not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The member of that name, if the object has it itself. */
export function ownValue(object: unknown, name: string): unknown {
  return isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined
}

/** Whether both hold the same values. */
export function isSameFlat(a: Flat, b: Flat): boolean {
  return a.size === b.size && [...a].every(([path, value]) => b.get(path) === value)
}

interface Path {
  readonly extension?: string
  readonly attribute: string
  /** `work` of `emails[type eq "work"]` */
  readonly type?: string
  readonly subAttribute?: string
}

/** @throws SyntaxError when the path has another form than mappings use */
function readForm(path: string): Path {
  const inExtension = path.startsWith(`${enterpriseUrn}:`)
  const rest = inExtension ? path.slice(enterpriseUrn.length + 1) : path
  const match = /^(\w+)(?:\[type eq "(\w+)"\])?(?:\.(\w+))?$/.exec(rest)
  const [, attribute, type, subAttribute] = match ?? []
  if (attribute === undefined) throw new SyntaxError(`"${path}" is no path of a mapping.`)
  return {
    ...(inExtension && { extension: enterpriseUrn }),
    attribute,
    ...(type !== undefined && { type }),
    ...(subAttribute !== undefined && { subAttribute }),
  }
}

/** What stands at the path; undefined when nothing does. Of several elements the first counts. */
export function valueAt(resource: unknown, path: string): unknown {
  const { extension, attribute, type, subAttribute } = readForm(path)
  const holder = extension === undefined ? resource : ownValue(resource, extension)
  let value = ownValue(holder, attribute)
  if (type !== undefined)
    value = Array.isArray(value)
      ? value.find((element) => ownValue(element, 'type') === type)
      : undefined
  return subAttribute === undefined ? value : ownValue(value, subAttribute)
}

/** Puts the value at the path, making what is missing on the way; undefined takes it away. */
export function putAt(
  resource: JsonObject,
  path: string,
  value: string | boolean | undefined,
): void {
  const { extension, attribute, type, subAttribute } = readForm(path)
  const holder = extension === undefined ? resource : objectIn(resource, extension)
  if (subAttribute === undefined) put(holder, attribute, value)
  else if (type === undefined) put(objectIn(holder, attribute), subAttribute, value)
  else putInElement(holder, attribute, type, subAttribute, value)
}

function putInElement(
  holder: JsonObject,
  attribute: string,
  type: string,
  subAttribute: string,
  value: string | boolean | undefined,
): void {
  const present = ownValue(holder, attribute)
  const elements: unknown[] = Array.isArray(present) ? present : []
  let element = elements.find((candidate) => ownValue(candidate, 'type') === type)
  if (!isObject(element)) {
    if (value === undefined) return
    element = { type }
    elements.push(element)
  }
  if (isObject(element)) put(element, subAttribute, value)
  holder[attribute] = elements
}

function objectIn(holder: JsonObject, name: string): JsonObject {
  const present = ownValue(holder, name)
  if (isObject(present)) return present
  const made: JsonObject = {}
  holder[name] = made
  return made
}

function put(holder: JsonObject, name: string, value: string | boolean | undefined): void {
  if (value === undefined) delete holder[name]
  else holder[name] = value
}
