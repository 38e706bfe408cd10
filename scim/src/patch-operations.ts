/** From the body of a PATCH to operations, each with one target. RFC 7644 §3.5.2. */
import type { Tolerance } from './compat.ts'
import { ScimError } from './error.ts'
import { findFlattened } from './flattened.ts'
import type { RawOperation } from './habit.ts'
import { operationHabits, operationNames } from './habits-of-bodies.ts'
import { limits } from './limits.ts'
import { refuseSecondSpelling, refuseUnknown } from './name-faults.ts'
import { findAttribute, isSpelled, resolveKey } from './names.ts'
import { readPath } from './patch-path.ts'
import type { Path } from './path.ts'
import { quote } from './quote.ts'
import type { Reading } from './reading.ts'
import type { Resource, ResourceType, Schema } from './schema.ts'
import { isObject } from './value.ts'
import { describe, nameOf } from './value-faults.ts'

const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

/**
 * One operation on one target. An operation without a path, or on a whole extension, has become one
 * for each attribute it names; only a `remove` may still have a whole extension as its target.
 */
export interface Operation {
  readonly op: 'add' | 'remove' | 'replace'
  readonly path: Path
  /** Undefined when there was none, which only a `remove` allows. */
  readonly value?: unknown
}

/**
 * Reads the body of a PATCH. Values are not looked at yet: only those that take effect must be right.
 *
 * @throws ScimError `invalidSyntax` for what is no PATCH, `invalidPath`, `noTarget` for a `remove`
 *   without path, `mutability` for a path to what is readOnly, `invalidValue`, `tooMany`
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2 RFC 7644 §3.5.2}
 */
export function parsePatch(
  body: unknown,
  type: ResourceType,
  reading: Reading,
): readonly Operation[] {
  if (!isObject(body))
    throw new ScimError('invalidSyntax', 'The body of a PATCH must be an object with "Operations".')
  checkSchemas(fieldOf(body, 'schemas'), reading)
  const list = fieldOf(body, 'Operations')
  if (!Array.isArray(list))
    throw new ScimError('invalidSyntax', 'The body of a PATCH must have "Operations", a list.')
  if (list.length > limits.patchOperationsMax)
    throw new ScimError(
      'tooMany',
      `The PATCH has ${list.length} operations; at most ${limits.patchOperationsMax} are allowed.`,
    )
  if (list.length === 0) {
    if (reading.strict) throw new ScimError('invalidSyntax', '"Operations" must not be empty.')
    reading.repaired('empty-operations' satisfies Tolerance)
  }
  const operations: Operation[] = []
  for (const element of list) {
    readOperation(element, type, reading, operations)
    if (operations.length > limits.patchTargetsMax)
      throw new ScimError(
        'tooMany',
        `The PATCH names more than ${limits.patchTargetsMax} attributes; send fewer operations.`,
      )
  }
  return operations
}

function checkSchemas(urns: unknown, reading: Reading): void {
  const isNamed =
    Array.isArray(urns) &&
    urns.some((urn) => typeof urn === 'string' && urn.toLowerCase() === patchOp.toLowerCase())
  if (isNamed) return
  if (reading.strict)
    throw new ScimError('invalidSyntax', `"schemas" of a PATCH must hold "${patchOp}".`)
  reading.repaired('missing-patch-schemas' satisfies Tolerance)
}

/** Appends what the operation asks for. */
function readOperation(
  element: unknown,
  type: ResourceType,
  reading: Reading,
  operations: Operation[],
): void {
  if (!isObject(element))
    throw new ScimError(
      'invalidSyntax',
      `An operation must be an object, not ${describe(element)}.`,
    )
  let raw: RawOperation = {
    op: fieldOf(element, 'op'),
    path: fieldOf(element, 'path'),
    value: fieldOf(element, 'value'),
  }
  if (!isWellFormed(raw) && !reading.strict) raw = mend(raw, reading)
  const { op, path, value } = raw
  if (!isOperationName(op))
    throw new ScimError(
      'invalidSyntax',
      `"op" must be "add", "remove" or "replace", not ${describe(op)}.`,
    )
  if (path !== undefined && typeof path !== 'string')
    throw new ScimError('invalidPath', `"path" must be a text, not ${describe(path)}.`)
  if (op !== 'remove' && value === undefined)
    throw new ScimError(
      'invalidValue',
      `The operation "${op}" ${path === undefined ? '' : `on ${quote(path)} `}needs a "value".`,
    )
  if (path === undefined) {
    if (op === 'remove')
      throw new ScimError('noTarget', 'The operation "remove" needs a "path" that says of what.')
    if (!isObject(value))
      throw new ScimError(
        'invalidValue',
        `The value of an operation without "path" must be an object with attributes, ` +
          `not ${describe(value)}.`,
      )
    readAttributes(op, value, type, reading, operations)
    return
  }
  const target = readPath(type, path, reading)
  if (!target) return
  checkMutability(op, target)
  if (target.attribute || op === 'remove') operations.push({ op, path: target, value })
  else readExtension(op, target.extension, value, type, reading, operations)
}

/**
 * A path that leads to what is readOnly is refused; inside a value it is ignored.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2 RFC 7644 §3.5.2}
 */
function checkMutability(op: Operation['op'], path: Path): void {
  if (!path.attribute) return
  const { attribute, subAttribute } = path
  const isFixed = attribute.mutability === 'readOnly' || subAttribute?.mutability === 'readOnly'
  // `schemas` follows from the attributes there are: adding to it does nothing.
  if (!isFixed && !(attribute.name === 'schemas' && op === 'remove')) return
  const name = subAttribute ? nameOf(subAttribute, attribute) : attribute.name
  throw new ScimError('mutability', `"${name}" is written by the service provider alone.`)
}

/** `{"op":"replace","value":{"title":"Lead","name.familyName":"Lovelace"}}` */
function readAttributes(
  op: 'add' | 'replace',
  object: Resource,
  type: ResourceType,
  reading: Reading,
  operations: Operation[],
): void {
  for (const name of Object.keys(object)) {
    const value = object[name]
    const path = resolveKey(type, name)
    if (!path) readOther(op, { owner: type, name, value, key: name }, type, reading, operations)
    else {
      if (!isSpelled(path, name)) refuseSecondSpelling(object, name)
      if (path.attribute) operations.push({ op, path, value })
      else readExtension(op, path.extension, value, type, reading, operations)
    }
  }
}

function readExtension(
  op: 'add' | 'replace',
  extension: Schema,
  value: unknown,
  type: ResourceType,
  reading: Reading,
  operations: Operation[],
): void {
  if (value === null || value === '') {
    if (op === 'replace') operations.push({ op: 'remove', path: { extension } })
    return
  }
  if (!isObject(value))
    throw new ScimError(
      'invalidValue',
      `"${extension.id}" must be an object with attributes, not ${describe(value)}.`,
    )
  for (const name of Object.keys(value)) {
    const attribute = findAttribute(extension, name)
    if (attribute) {
      if (name !== attribute.name) refuseSecondSpelling(value, name)
      operations.push({ op, path: { extension, attribute }, value: value[name] })
      continue
    }
    const other = { owner: extension, name, value: value[name], key: `${extension.id}:${name}` }
    readOther(op, other, type, reading, operations)
  }
}

/** A key that is no attribute as the RFC writes them. */
interface OtherKey {
  readonly owner: ResourceType | Schema
  readonly name: string
  readonly value: unknown
  /** What it would be as a path of the resource. */
  readonly key: string
}

function readOther(
  op: 'add' | 'replace',
  { owner, name, value, key }: OtherKey,
  type: ResourceType,
  reading: Reading,
  operations: Operation[],
): void {
  const path = reading.strict ? undefined : findFlattened(type, key, value, reading)
  if (path) operations.push({ op, path, value })
  else if (reading.strict || value !== null) refuseUnknown(owner, name, reading)
}

function isWellFormed({ op, path }: RawOperation): boolean {
  return isOperationName(op) && (path === undefined || (typeof path === 'string' && path !== ''))
}

function mend(raw: RawOperation, reading: Reading): RawOperation {
  let mended = raw
  for (const habit of operationHabits) {
    const before = mended
    mended = habit.mend(before)
    if (mended !== before) reading.repaired(habit.name)
  }
  return mended
}

function isOperationName(op: unknown): op is Operation['op'] {
  return typeof op === 'string' && operationNames.has(op)
}

/**
 * The value of a field of a message. Its letter case does not matter, as in attribute names.
 *
 * @throws ScimError `invalidSyntax` when it is there in two spellings
 */
function fieldOf(object: Resource, name: string): unknown {
  const key = name.toLowerCase()
  const spellings = Object.keys(object).filter(
    (other) => other === name || (other.length === key.length && other.toLowerCase() === key),
  )
  const [spelling] = spellings
  if (spelling === undefined) return undefined
  if (spellings.length > 1) refuseSecondSpelling(object, spelling)
  return object[spelling]
}
