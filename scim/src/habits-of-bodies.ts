/** The habits of clients that are repaired where a body or an operation is read. */
import type { OperationHabit, SchemasHabit } from './habit.ts'
import type { ResourceType } from './schema.ts'

const entra = 'Microsoft Entra ID'

/** In the order in which they are tried. */
export const operationHabits: readonly OperationHabit[] = [
  {
    name: 'operation-name-case',
    who: entra,
    what: 'writes the names of operations with a capital',
    mend: (operation) => {
      const { op } = operation
      if (typeof op !== 'string' || operationNames.has(op)) return operation
      return operationNames.has(op.toLowerCase())
        ? { ...operation, op: op.toLowerCase() }
        : operation
    },
  },
  {
    name: 'empty-path',
    who: 'clients with hand-written templates',
    what: 'send an operation without a path with an empty one',
    mend: (operation) =>
      operation.path === null || operation.path === ''
        ? { ...operation, path: undefined }
        : operation,
  },
]

/** In the order in which they are tried. */
export const schemasHabits: readonly SchemasHabit[] = [
  {
    name: 'missing-schemas',
    who: 'clients with hand-written templates',
    what: 'leave out schemas, or fill it with something that is no list of URNs',
    mend: (urns, type, used) =>
      Array.isArray(urns) && urns.every((urn) => typeof urn === 'string')
        ? urns
        : [type.schema.id, ...used],
  },
  {
    name: 'foreign-schema',
    who: entra,
    what: 'names schemas in schemas that the resource type does not have',
    mend: (urns, type) =>
      Array.isArray(urns) ? urns.filter((urn) => isSchemaOf(type, urn)) : urns,
  },
  {
    name: 'unlisted-schema',
    who: 'clients with hand-written templates',
    what: 'use a schema that schemas does not name',
    mend: (urns, type, used) => {
      if (!Array.isArray(urns)) return urns
      const listed = new Set(
        urns.map((urn) => (typeof urn === 'string' ? urn.toLowerCase() : undefined)),
      )
      const missing = [type.schema.id, ...used].filter((urn) => !listed.has(urn.toLowerCase()))
      return missing.length > 0 ? [...urns, ...missing] : urns
    },
  },
]

/** The words of RFC 7644 §3.5.2. */
export const operationNames: ReadonlySet<string> = new Set(['add', 'remove', 'replace'])

function isSchemaOf(type: ResourceType, urn: unknown): boolean {
  if (typeof urn !== 'string') return false
  const isThis = (id: string) => id.toLowerCase() === urn.toLowerCase()
  return isThis(type.schema.id) || type.extensions.some(({ schema }) => isThis(schema.id))
}
