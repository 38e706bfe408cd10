/** PATCH: operations, applied wholly or not at all. RFC 7644 §3.5.2. */
import { CollectionChange, changeCollection, needsElements } from './collection-delta.ts'
import { readingOf } from './compat.ts'
import type { Tolerance } from './compat.ts'
import { ScimError } from './error.ts'
import { limits } from './limits.ts'
import { isCollection, isNeverUnassigned } from './names.ts'
import { entriesOf, ownObject, putAt, valueAt } from './own.ts'
import type { TargetPath, TargetReading } from './patch-match.ts'
import type { Operation } from './patch-operations.ts'
import { removeAt } from './patch-remove.ts'
import { setAt } from './patch-target.ts'
import type { CollectionDelta } from './provider.ts'
import { quote } from './quote.ts'
import type { Reading } from './reading.ts'
import type { Attribute, Resource, ResourceType, Schema } from './schema.ts'
import { isComputed, isObject, settle } from './value.ts'
import { describe } from './value-faults.ts'
import { writableOf } from './writable.ts'

export { parsePatch } from './patch-operations.ts'
export type { Operation } from './patch-operations.ts'

/**
 * Whether operations change collections and nothing else, so that the resource need not be read.
 * False when they change nothing at all.
 */
export function touchesOnlyCollections(
  type: ResourceType,
  operations: readonly Operation[],
): boolean {
  let touched = false
  for (const operation of operations) {
    if (isCollectionOperation(type, operation)) touched = true
    else if (!isWithoutEffect(operation)) return false
  }
  return touched
}

/** Whether operations can only be applied by who knows the elements of the collections. */
export function needsCollection(type: ResourceType, operations: readonly Operation[]): boolean {
  return operations.some(
    (operation) => isCollectionOperation(type, operation) && needsElements(operation),
  )
}

/**
 * Applies operations in their order, all of them or none: what is given is never changed.
 *
 * @param before the stored resource, with its collections if `needsCollection` says so; undefined
 *   only if `touchesOnlyCollections` says so
 * @param id the id in the URL
 * @returns `after` in the form of `writableOf`, undefined when `before` is
 * @throws ScimError whatever RFC 7644 §3.5.2 refuses a PATCH with
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2 RFC 7644 §3.5.2}
 */
export function applyPatch<Before extends Resource | undefined>(
  type: ResourceType,
  before: Before,
  operations: readonly Operation[],
  reading: Reading,
  id: string,
): {
  after: Before extends undefined ? undefined : Resource
  deltas: ReadonlyMap<string, CollectionDelta>
}
export function applyPatch(
  type: ResourceType,
  before: Resource | undefined,
  operations: readonly Operation[],
  reading: Reading,
  id: string,
): { after: Resource | undefined; deltas: ReadonlyMap<string, CollectionDelta> } {
  const start = before && writableOf(type, before)
  const draft = start && { ...start }
  const how: TargetReading = {
    ...readingOf(reading, 'PATCH'),
    budget: { matchesLeft: limits.patchMatchesMax },
  }
  const changes = new Map<string, CollectionChange>()
  /** The last operation on each attribute. */
  const touched = new Map<Attribute, Touch>()
  for (const operation of operations) {
    if (isCollectionOperation(type, operation)) {
      const { name } = operation.path.attribute
      let change = changes.get(name)
      if (!change) changes.set(name, (change = new CollectionChange(operation.path.attribute)))
      changeCollection(change, operation, elementsOf(before, name), how)
    } else if (!isWithoutEffect(operation)) {
      if (!draft) throw new TypeError('these operations need the resource they are applied to')
      applyOperation(draft, operation, touched, how)
    } else checkId(operation, id, reading)
  }
  if (draft && start) for (const touch of touched.values()) settleTouched(draft, start, touch)
  const deltas = new Map<string, CollectionDelta>()
  for (const [name, change] of changes) deltas.set(name, change.toDelta())
  return { after: draft, deltas }
}

interface Touch {
  readonly op: Operation['op']
  readonly path: TargetPath
}

function applyOperation(
  draft: Resource,
  { op, path, value }: Operation,
  touched: Map<Attribute, Touch>,
  how: TargetReading,
): void {
  if (!path.attribute) {
    for (const target of targetsIn(draft, path.extension)) {
      removeAt(draft, target, undefined, how)
      touched.set(target.attribute, { op, path: target })
    }
    return
  }
  if (op === 'remove') removeAt(draft, path, value, how)
  else setAt(draft, path, op, value, how)
  touched.set(path.attribute, { op, path })
}

/** What the draft has of an extension. */
function targetsIn(draft: Resource, extension: Schema): readonly TargetPath[] {
  const part = ownObject(draft, extension.id)
  if (!part) return []
  return extension.attributes
    .filter(({ name }) => Object.hasOwn(part, name))
    .map((attribute) => ({ extension, attribute }))
}

/**
 * Looks at each attribute that was touched, and only at those, once all operations are done: what
 * came to be in parts may be incomplete between them.
 */
function settleTouched(draft: Resource, start: Resource, { op, path }: Touch): void {
  const { attribute } = path
  const value = valueAt(draft, path)
  const before = valueAt(start, path)
  const settled = value === before ? value : settle(attribute, value, entriesOf(before))
  if (settled !== value) putAt(draft, path, settled)
  if (settled === undefined && (attribute.required || isNeverUnassigned(path)))
    throw new ScimError(
      op === 'remove' ? 'mutability' : 'invalidValue',
      attribute.required
        ? `"${attribute.name}" is required and can be neither removed nor empty.`
        : `"${attribute.name}" must be true or false; it can be neither removed nor null.`,
    )
}

/**
 * Operations that say what the service provider knows better: readOnly attributes and `schemas`
 * inside a value without path, and every `$ref`.
 */
function isWithoutEffect({ path }: Operation): boolean {
  const { attribute } = path
  if (!attribute) return false
  return (
    isComputed(attribute) ||
    attribute.name === 'schemas' ||
    (path.subAttribute !== undefined && isComputed(path.subAttribute))
  )
}

/** Okta sends the id along with the new name of a group: no harm, as long as it is the id. */
function checkId({ path, value }: Operation, id: string, reading: Reading): void {
  const isId = path.attribute?.name === 'id' && !path.extension
  if (!isId || value === id || value === null) return
  if (reading.strict)
    throw new ScimError(
      'mutability',
      `The value gives as id ${describe(value)}, the URL ${quote(id)}; an id can never be changed.`,
    )
  reading.repaired('other-id-in-body' satisfies Tolerance)
}

function isCollectionOperation(
  type: ResourceType,
  operation: Operation,
): operation is Operation & { readonly path: TargetPath } {
  return operation.path.attribute !== undefined && isCollection(type, operation.path)
}

function elementsOf(before: Resource | undefined, name: string): readonly Resource[] {
  return before ? entriesOf(valueAtName(before, name)).filter(isObject) : []
}

function valueAtName(resource: Resource, name: string): unknown {
  return Object.hasOwn(resource, name) ? (resource[name] ?? undefined) : undefined
}
