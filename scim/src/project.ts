/** What of a resource an answer shows. RFC 7643 §7 "returned", RFC 7644 §3.9. */
import { ScimError } from './error.ts'
import type { AttributePath } from './filter.ts'
import { ownObject } from './own.ts'
import { parseAttributeList } from './path.ts'
import type { Selection } from './provider.ts'
import type { Reading } from './reading.ts'
import type { ExtensionPath } from './resolve.ts'
import type { Attribute, Resource, ResourceType, Schema } from './schema.ts'
import { commonAttributes } from './schemas/common.ts'
import { isObject } from './value.ts'

/** What is shown of one attribute: all of it, or the sub-attributes of these names. */
type Shown = 'all' | ReadonlySet<string>

/** What a request asks to see. */
export interface Projection extends Selection {
  /** Whether nothing was asked for, and the resource is sent as it is by default. */
  readonly whole: boolean
  /** Of the core schema and the common attributes, by name. */
  readonly core: ReadonlyMap<string, Shown>
  /** By URN of the extension and name of the attribute. */
  readonly extensions: ReadonlyMap<string, ReadonlyMap<string, Shown>>
}

/**
 * Reads `attributes` and `excludedAttributes`. Names the resource type does not have are ignored.
 *
 * @throws ScimError `invalidValue` when both are given, or one is too long
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.9 RFC 7644 §3.9}
 */
export function projectionOf(
  query:
    | URLSearchParams
    | {
        readonly attributes?: string | undefined
        readonly excludedAttributes?: string | undefined
      },
  type: ResourceType,
  reading: Reading,
): Projection {
  const { attributes, excludedAttributes } =
    query instanceof URLSearchParams
      ? { attributes: query.get('attributes'), excludedAttributes: query.get('excludedAttributes') }
      : query
  if (attributes && excludedAttributes)
    throw new ScimError(
      'invalidValue',
      'Ask with "attributes" for what you need, or leave out with "excludedAttributes" what you ' +
        'do not need, not both.',
    )
  if (attributes) return chosen(type, new Named(parseAttributeList(attributes, type, reading)))
  const excluded = parseAttributeList(excludedAttributes ?? '', type, reading)
  return excluded.length > 0 ? remaining(type, new Named(excluded)) : byDefault(type)
}

/**
 * The resource as it is shown: `id` and `schemas` always, nothing that is never returned.
 *
 * @param resource with names spelled as the schemas spell them; a missing `schemas` is filled in
 */
export function project(type: ResourceType, resource: Resource, projection: Projection): Resource {
  const shown: Resource = Object.hasOwn(resource, 'schemas')
    ? {}
    : { schemas: schemasOf(type, resource) }
  for (const name of Object.keys(resource)) {
    const rule = projection.core.get(name)
    if (rule) show(shown, name, resource[name], rule)
    const rules = projection.extensions.get(name)
    const part = rules && ownObject(resource, name)
    if (!rules || !part) continue
    const shownPart: Resource = {}
    for (const key of Object.keys(part)) {
      const partRule = rules.get(key)
      if (partRule) show(shownPart, key, part[key], partRule)
    }
    if (Object.keys(shownPart).length > 0) shown[name] = shownPart
  }
  return shown
}

/** The schemas a resource uses: that of its type, and of each extension it has something of. */
export function schemasOf(type: ResourceType, resource: Resource): string[] {
  const urns = [type.schema.id]
  for (const { schema } of type.extensions) {
    const part = ownObject(resource, schema.id)
    if (part && Object.keys(part).length > 0) urns.push(schema.id)
  }
  return urns
}

function show(shown: Resource, name: string, value: unknown, rule: Shown): void {
  if (value === null || value === undefined) return
  const cut = rule === 'all' ? value : cutTo(value, rule)
  if (cut !== undefined) shown[name] = cut
}

function cutTo(value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    const entries = value.map((entry) => cutTo(entry, names)).filter((entry) => entry !== undefined)
    return entries.length > 0 || value.length === 0 ? entries : undefined
  }
  if (!isObject(value)) return value
  const parts: Resource = {}
  for (const name of Object.keys(value)) if (names.has(name)) parts[name] = value[name]
  return Object.keys(parts).length > 0 ? parts : undefined
}

/** The attributes a list names: wholly, or some of their sub-attributes. */
class Named {
  readonly #extensions = new Set<Schema>()
  readonly #whole = new Set<Attribute>()
  readonly #parts = new Map<Attribute, Set<Attribute>>()

  constructor(paths: readonly (ExtensionPath | AttributePath)[]) {
    for (const path of paths) {
      if (!path.attribute) this.#extensions.add(path.extension)
      else if (!path.subAttribute) this.#whole.add(path.attribute)
      else {
        const parts = this.#parts.get(path.attribute)
        if (parts) parts.add(path.subAttribute)
        else this.#parts.set(path.attribute, new Set([path.subAttribute]))
      }
    }
  }

  has(attribute: Attribute, extension: Schema | undefined): boolean {
    return (
      this.#whole.has(attribute) || (extension !== undefined && this.#extensions.has(extension))
    )
  }

  partsOf(attribute: Attribute): ReadonlySet<Attribute> | undefined {
    return this.#parts.get(attribute)
  }
}

const defaults = new WeakMap<ResourceType, Projection>()

function byDefault(type: ResourceType): Projection {
  let projection = defaults.get(type)
  if (!projection) {
    projection = gather(type, true, (attribute) =>
      isDefault(attribute) ? partsWhere(attribute, isDefault) : undefined,
    )
    defaults.set(type, projection)
  }
  return projection
}

/** `attributes=…` */
function chosen(type: ResourceType, named: Named): Projection {
  return gather(type, false, (attribute, extension) => {
    if (attribute.returned === 'never') return undefined
    if (attribute.returned === 'always' || named.has(attribute, extension))
      return partsWhere(attribute, isDefault)
    const parts = named.partsOf(attribute)
    if (!parts) return undefined
    return partsWhere(
      attribute,
      (sub) => sub.returned === 'always' || (sub.returned !== 'never' && parts.has(sub)),
    )
  })
}

/** `excludedAttributes=…` */
function remaining(type: ResourceType, named: Named): Projection {
  return gather(type, false, (attribute, extension) => {
    const isKept =
      attribute.returned === 'always' ||
      (attribute.returned === 'default' && !named.has(attribute, extension))
    if (!isKept) return undefined
    const parts = named.partsOf(attribute)
    return partsWhere(
      attribute,
      (sub) => sub.returned === 'always' || (isDefault(sub) && !parts?.has(sub)),
    )
  })
}

function gather(
  type: ResourceType,
  whole: boolean,
  ruleOf: (attribute: Attribute, extension?: Schema) => Shown | undefined,
): Projection {
  const core = rulesOf([...type.schema.attributes, ...commonAttributes], ruleOf)
  const extensions = new Map(
    type.extensions.map(({ schema }) => [
      schema.id,
      rulesOf(schema.attributes, (attribute) => ruleOf(attribute, schema)),
    ]),
  )
  return { whole, core, extensions, includes: (name) => core.has(name) }
}

function rulesOf(
  attributes: readonly Attribute[],
  ruleOf: (attribute: Attribute) => Shown | undefined,
): ReadonlyMap<string, Shown> {
  const rules = new Map<string, Shown>()
  for (const attribute of attributes) {
    const rule = ruleOf(attribute)
    if (rule) rules.set(attribute.name, rule)
  }
  return rules
}

function partsWhere(attribute: Attribute, isShown: (sub: Attribute) => boolean): Shown {
  const { subAttributes } = attribute
  if (!subAttributes || subAttributes.every(isShown)) return 'all'
  return new Set(subAttributes.filter(isShown).map(({ name }) => name))
}

function isDefault({ returned }: Attribute): boolean {
  return returned === 'default' || returned === 'always'
}
