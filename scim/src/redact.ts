/** What is kept out of every log: the values of attributes that are never returned. */
import type { ResourceType } from './schema.ts'

const replacement = '(not shown)'

/**
 * The same body with the value of each attribute that is `returned: never`, such as `password`,
 * replaced, also where an operation names it in its path.
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
      for (const { name, returned } of [attribute, ...(attribute.subAttributes ?? [])])
        if (returned === 'never') names.add(name.toLowerCase())
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
      const isSecret = namesSecret(key, secrets) || (hasSecretPath && key.toLowerCase() === 'value')
      return [key, isSecret ? replacement : redact(item, secrets)]
    }),
  )
}

/** Whether the last name of a path is one of them, whatever URN stands before it. */
function namesSecret(path: string, secrets: ReadonlySet<string>): boolean {
  const name = path.slice(Math.max(path.lastIndexOf(':'), path.lastIndexOf('.')) + 1)
  return secrets.has(name.trim().toLowerCase())
}
