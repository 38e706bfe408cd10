/** From the name of an attribute, as clients spell it, to the attribute of the schema. */
import type { AttributePath } from './filter.ts'
import type { PathHabit } from './habits-of-paths.ts'
import type { Reading } from './reading.ts'
import type { Attribute, ResourceType, Schema } from './schema.ts'
import { commonAttributes } from './schemas/common.ts'

/** A whole extension, named by its URN alone. */
export interface ExtensionPath {
  readonly extension: Schema
  readonly attribute?: undefined
}

/**
 * Finds what a name means: `userName`, `name.givenName`, either with the URN of its schema and a
 * colon in front, or the URN of an extension alone. Letter case does not matter, in the URN
 * neither. The result is frozen and the same object each time.
 *
 * When `reading` is not strict, three habits are understood beside: a dot after the URN, an
 * attribute of an extension without URN, and `email` for `emails`.
 *
 * @returns undefined when the resource type has no such attribute
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.10 RFC 7644 §3.10}
 */
export function resolvePath(
  type: ResourceType,
  text: string,
  reading: Reading,
): ExtensionPath | AttributePath | undefined {
  const names = namesOf(type)
  const found = names.exact.get(text)
  if (found) return found
  // Beyond ASCII lower-casing would make names of what are none: the Kelvin sign becomes a k.
  if (text.length > names.lengthMax || !isPrintableAscii(text)) return undefined
  const key = text.toLowerCase()
  return names.exact.get(key) ?? (reading.strict ? undefined : resolveHabit(names, key, reading))
}

/**
 * The sub-attribute of that name, in any letter case.
 *
 * @returns undefined when there is none, or the attribute is not complex
 */
export function findSubAttribute(attribute: Attribute, name: string): Attribute | undefined {
  return resolveSubPath(attribute, name)?.attribute
}

/**
 * The same as a path inside the value path of the attribute. Frozen, and the same object each time.
 *
 * @returns undefined when there is none, or the attribute is not complex
 */
export function resolveSubPath(attribute: Attribute, name: string): AttributePath | undefined {
  let names = knownSubPaths.get(attribute)
  if (!names) knownSubPaths.set(attribute, (names = gatherSubPaths(attribute)))
  return names.get(name) ?? (isPrintableAscii(name) ? names.get(name.toLowerCase()) : undefined)
}

/** What a path ends in: its sub-attribute, or else the attribute. */
export function leafOf(path: AttributePath): Attribute {
  return path.subAttribute ?? path.attribute
}

/**
 * The path that is meant where a value is needed: for a whole complex attribute its `value`, else
 * the path itself.
 *
 * @returns undefined when a complex attribute has no `value`
 */
export function valuePathOf(path: AttributePath): AttributePath | undefined {
  return leafOf(path).type === 'complex' ? knownValuePaths.get(path) : path
}

interface Names {
  /** Each full name in lower case and, for speed, as the schema spells it. */
  readonly exact: ReadonlyMap<string, ExtensionPath | AttributePath>
  /** Attributes of extensions by their name without URN, in lower case. */
  readonly bare: ReadonlyMap<string, AttributePath>
  /** URNs in lower case. */
  readonly urns: readonly string[]
  readonly lengthMax: number
}

const known = new WeakMap<ResourceType, Names>()

const knownSubPaths = new WeakMap<Attribute, ReadonlyMap<string, AttributePath>>()

/** From the path of a complex attribute to that of its `value`. */
const knownValuePaths = new WeakMap<AttributePath, AttributePath>()

function namesOf(type: ResourceType): Names {
  let names = known.get(type)
  if (!names) known.set(type, (names = gatherNames(type)))
  return names
}

function gatherNames(type: ResourceType): Names {
  const exact = new Map<string, ExtensionPath | AttributePath>()
  const bare = new Map<string, AttributePath>()
  const put = (name: string, path: ExtensionPath | AttributePath) => {
    exact.set(name, path)
    exact.set(name.toLowerCase(), path)
  }
  // Common attributes come last: no schema may redefine `id` or `meta`.
  for (const [name, path] of pathsOf([...type.schema.attributes, ...commonAttributes])) {
    put(name, path)
    put(`${type.schema.id}:${name}`, path)
  }
  for (const { schema } of type.extensions) {
    put(schema.id, Object.freeze({ extension: schema }))
    for (const [name, path] of pathsOf(schema.attributes, schema)) {
      put(`${schema.id}:${name}`, path)
      if (!bare.has(name.toLowerCase())) bare.set(name.toLowerCase(), path)
    }
  }
  const urns = [type.schema, ...type.extensions.map(({ schema }) => schema)].map(({ id }) =>
    id.toLowerCase(),
  )
  const lengthMax = Math.max(...[...exact.keys()].map((name) => name.length))
  return { exact, bare, urns, lengthMax }
}

function* pathsOf(
  attributes: readonly Attribute[],
  extension?: Schema,
): Generator<[string, AttributePath]> {
  for (const attribute of attributes) {
    const whole = Object.freeze({ ...(extension && { extension }), attribute })
    yield [attribute.name, whole]
    for (const subAttribute of attribute.subAttributes ?? []) {
      const path = Object.freeze({ ...whole, subAttribute })
      if (subAttribute.name === 'value') knownValuePaths.set(whole, path)
      yield [`${attribute.name}.${subAttribute.name}`, path]
    }
  }
}

function gatherSubPaths({ subAttributes = [] }: Attribute): ReadonlyMap<string, AttributePath> {
  const names = new Map<string, AttributePath>()
  for (const attribute of subAttributes) {
    const path = Object.freeze({ attribute })
    names.set(attribute.name, path)
    names.set(attribute.name.toLowerCase(), path)
  }
  return names
}

function resolveHabit(names: Names, key: string, reading: Reading): AttributePath | undefined {
  const urn = names.urns.find((id) => key.startsWith(`${id}.`))
  if (urn !== undefined) {
    const name = key.slice(urn.length + 1)
    return repaired(names.exact.get(`${urn}:${name}`), 'urn-dot', reading)
  }
  if (key === 'email' || key.startsWith('email.'))
    return repaired(names.exact.get(`emails${key.slice(5)}`), 'email-alias', reading)
  return repaired(names.bare.get(key), 'missing-urn', reading)
}

function repaired(
  path: ExtensionPath | AttributePath | undefined,
  habit: PathHabit,
  reading: Reading,
): AttributePath | undefined {
  if (!path?.attribute) return undefined
  reading.repaired(habit)
  return path
}

/** Without a regular expression: it is asked for each name of each filter. */
function isPrintableAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x21 || code > 0x7e) return false
  }
  return true
}
