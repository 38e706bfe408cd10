/** The PATCH operations Entra writes, in its default dialect and in the one of the compliance flag. */
import { managerPath } from './entra-mapping.ts'
import type { Flat, JsonObject } from './flat.ts'
import { patchUrn, valueAt } from './flat.ts'

export type EntraDialect = 'default' | 'flag'

/** One attribute that differs. */
export interface Difference {
  readonly path: string
  readonly kind: 'add' | 'replace' | 'remove'
  /** What is wanted; absent for `remove`. */
  readonly value?: string | boolean
  /** What stands there; absent for `add`. */
  readonly present?: unknown
}

/** Members Entra puts into one PATCH. */
export const membersPerPatch = 100

/**
 * What must change at the application for the wanted attributes to stand there.
 *
 * @param before what Entra wanted last time: what it no longer wants is removed. Without it,
 * nothing is: Entra does not flow nulls, and what others wrote stays.
 */
export function findDifferences(present: unknown, wanted: Flat, before?: Flat): Difference[] {
  const differences: Difference[] = []
  for (const [path, value] of wanted) {
    const there = valueAt(present, path)
    if (there === value) continue
    if (there === undefined || there === null || there === '')
      differences.push({ path, kind: 'add', value })
    else differences.push({ path, kind: 'replace', value, present: there })
  }
  for (const path of before?.keys() ?? []) {
    const there = valueAt(present, path)
    if (!wanted.has(path) && there !== undefined)
      differences.push({ path, kind: 'remove', present: there })
  }
  return differences
}

/** The body of a PATCH with these operations. */
export function patchBody(operations: readonly JsonObject[]): JsonObject {
  return { schemas: [patchUrn], Operations: operations }
}

/** The operations for the differences of a person or of a group's own attributes. */
export function entraOperations(
  differences: readonly Difference[],
  dialect: EntraDialect,
): JsonObject[] {
  return dialect === 'default' ? differences.map(defaultOperation) : flagOperations(differences)
}

/** One operation for each attribute, capitalised, booleans as text. */
function defaultOperation({ path, kind, value, present }: Difference): JsonObject {
  if (kind === 'remove')
    // Entra names the old value where the path selects an element.
    return { op: 'Remove', path, ...(path.includes('[') && { value: present }) }
  const text = value === true ? 'True' : value === false ? 'False' : value
  return { op: kind === 'add' ? 'Add' : 'Replace', path, value: text }
}

/** Value paths and `active` alone; all else merged into one operation without a path for each kind. */
function flagOperations(differences: readonly Difference[]): JsonObject[] {
  const operations: JsonObject[] = []
  const merged = { add: {} as JsonObject, replace: {} as JsonObject }
  for (const { path, kind, value } of differences) {
    if (kind === 'remove') operations.push({ op: 'remove', path })
    else if (path === 'active' || path.includes('[')) operations.push({ op: kind, path, value })
    else merged[kind][path] = value
  }
  for (const op of ['add', 'replace'] as const)
    if (Object.keys(merged[op]).length > 0) operations.push({ op, value: merged[op] })
  return operations
}

/** Sets, changes or takes away the manager, whose id at the application is given. */
export function managerOperation(
  kind: 'add' | 'replace' | 'remove',
  id: string | undefined,
  dialect: EntraDialect,
): JsonObject {
  const op = dialect === 'flag' ? kind : `${kind[0]?.toUpperCase()}${kind.slice(1)}`
  return kind === 'remove' ? { op, path: managerPath } : { op, path: managerPath, value: id }
}

/** Adds these members, given by their ids at the application. */
export function addMembersOperation(ids: readonly string[], dialect: EntraDialect): JsonObject {
  return dialect === 'flag'
    ? { op: 'add', path: 'members', value: ids.map((value) => ({ value })) }
    : { op: 'Add', path: 'members', value: ids.map((value) => ({ $ref: null, value })) }
}

/** Takes these members out: by a list of values, or by one filter each when the flag is set. */
export function removeMembersOperations(
  ids: readonly string[],
  dialect: EntraDialect,
): JsonObject[] {
  return dialect === 'flag'
    ? ids.map((id) => ({ op: 'remove', path: `members[value eq ${JSON.stringify(id)}]` }))
    : [{ op: 'Remove', path: 'members', value: ids.map((value) => ({ $ref: null, value })) }]
}
