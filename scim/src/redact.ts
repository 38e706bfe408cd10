/** What is kept nowhere: the values of attributes that are never returned, such as `password`. */
import type { Attribute, Resource, ResourceType, Schema } from './schema.ts'

const replacement = '(not shown)'

/**
 * The resource without what is `returned: never`. The engine does not change passwords, and says so
 * in `/ServiceProviderConfig`; clients send them all the same.
 */
export function withoutNeverReturned(type: ResourceType, resource: Resource): Resource {
  let kept = without(resource, type.schema)
  for (const { schema } of type.extensions) {
    const part = kept[schema.id]
    if (!isObject(part)) continue
    const keptPart = without(part, schema)
    if (keptPart !== part) kept = { ...kept, [schema.id]: keptPart }
  }
  return kept
}

/** The same object when there is nothing to leave out, which is nearly always. */
function without(owner: Resource, { attributes }: Schema): Resource {
  let kept = owner
  for (const attribute of attributes) {
    if (!isSecret(attribute) || !Object.hasOwn(kept, attribute.name)) continue
    kept = { ...kept }
    delete kept[attribute.name]
  }
  return kept
}

function isObject(value: unknown): value is Resource {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSecret({ returned }: Attribute): boolean {
  return returned === 'never'
}

/**
 * The same body with the value of each attribute that is `returned: never` replaced, also where an
 * operation names it in its path.
 *
 * @param body parsed JSON, so no deeper than `limits.jsonDepthMax`
 */
export function withoutSecrets(type: ResourceType, body: unknown): unknown {
  const secrets = secretNames(type)
  return secrets.size === 0 ? body : redact(body, secrets)
}

const known = new WeakMap<ResourceType, ReadonlySet<string>>()

function secretNames(type: ResourceType): ReadonlySet<string> {
  const present = known.get(type)
  if (present) return present
  const names = new Set<string>()
  for (const schema of [type.schema, ...type.extensions.map((extension) => extension.schema)])
    for (const attribute of schema.attributes)
      for (const part of [attribute, ...(attribute.subAttributes ?? [])])
        if (isSecret(part)) names.add(part.name.toLowerCase())
  known.set(type, names)
  return names
}

function redact(value: unknown, secrets: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => redact(item, secrets))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const hasSecretPath = entries.some(
    ([key, path]) =>
      key.toLowerCase() === 'path' && typeof path === 'string' && namesSecret(path, secrets),
  )
  return Object.fromEntries(
    entries.map(([key, item]) => {
      const isHidden = namesSecret(key, secrets) || (hasSecretPath && key.toLowerCase() === 'value')
      return [key, isHidden ? replacement : redact(item, secrets)]
    }),
  )
}

/** Whether the last name of a path is one of them, whatever URN stands before it. */
function namesSecret(path: string, secrets: ReadonlySet<string>): boolean {
  const name = path.slice(Math.max(path.lastIndexOf(':'), path.lastIndexOf('.')) + 1)
  return secrets.has(name.trim().toLowerCase())
}
