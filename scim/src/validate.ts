/** The body of a POST or PUT, read by the characteristics of its schemas. RFC 7644 §3.3, §3.5.1. */
import { readElements, CollectionChange } from './collection-delta.ts'
import { readingOf } from './compat.ts'
import type { ValueReading } from './compat.ts'
import { ScimError } from './error.ts'
import type { AttributePath } from './filter.ts'
import { readFlattened } from './flattened.ts'
import { refuseSecondSpelling, refuseUnknown } from './name-faults.ts'
import { findAttribute, isCollection, isNeverUnassigned, isSpelled, resolveKey } from './names.ts'
import { putAt, valueAt } from './own.ts'
import type { CollectionDelta } from './provider.ts'
import type { Reading } from './reading.ts'
import type { Attribute, Resource, ResourceType, Schema } from './schema.ts'
import { checkSchemas } from './schemas-of-body.ts'
import { isComputed, isObject, readValue, settle } from './value.ts'
import { wrongType } from './value-faults.ts'

/** What a body says of a resource. */
export interface Body {
  readonly resource: Resource
  readonly deltas: ReadonlyMap<string, CollectionDelta>
  /** The `id` in the body, if there is any. */
  readonly id: unknown
  /** The extensions the body names, in `schemas` or as a key; what it leaves out of these is meant. */
  readonly extensions: ReadonlySet<Schema>
}

/**
 * Reads a new resource: all that a client may write, spelled as the schemas spell it, collections
 * as deltas. What is readOnly is ignored. `schemas` is checked and left out, for it follows from
 * the rest.
 *
 * @throws ScimError `invalidSyntax` for what is no such resource, `invalidValue` for a value that
 *   is missing or of a wrong type, `invalidVers` for a resource of SCIM 1.1, `tooMany`
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.3 RFC 7644 §3.3}
 */
export function parseResource(
  type: ResourceType,
  body: unknown,
  reading: Reading,
): { resource: Resource; deltas: ReadonlyMap<string, CollectionDelta> } {
  const { resource, deltas } = readBody(type, body, reading, 'POST')
  return { resource, deltas }
}

/**
 * The same, with what a PUT must know beside.
 *
 * @throws ScimError as `parseResource` does
 */
export function readBody(
  type: ResourceType,
  body: unknown,
  reading: Reading,
  method: 'POST' | 'PUT',
): Body {
  if (!isObject(body))
    throw new ScimError('invalidSyntax', `The body must be one ${type.name}: a JSON object.`)
  const extensions = checkSchemas(type, body, reading)
  const how = readingOf(reading, method)
  const resource: Resource = {}
  const deltas = new Map<string, CollectionDelta>()
  const others: OtherKey[] = []
  let id: unknown
  for (const name of Object.keys(body)) {
    const path = resolveKey(type, name)
    const value = body[name]
    if (path) {
      if (!isSpelled(path, name)) refuseSecondSpelling(body, name)
      if (!path.attribute) {
        others.push(...readExtension(path.extension, value, resource, how))
        extensions.add(path.extension)
      } else if (path.attribute.name === 'id') id = value
      else readAttribute(type, path, value, resource, deltas, how)
    } else if (value !== null) others.push({ owner: type, name, value, path: name })
  }
  readOthers(type, others, resource, how)
  checkRequired(type, resource)
  return { resource, deltas, id, extensions }
}

function readAttribute(
  type: ResourceType,
  path: AttributePath,
  value: unknown,
  resource: Resource,
  deltas: Map<string, CollectionDelta>,
  how: ValueReading,
): void {
  const { attribute } = path
  if (isComputed(attribute) || attribute.name === 'schemas') return
  if (isCollection(type, path)) {
    const elements = readElements(attribute, value, how)
    if (!elements) return
    const change = new CollectionChange(attribute)
    change.replace(elements)
    deltas.set(attribute.name, change.toDelta())
    return
  }
  const read = settle(attribute, readValue(attribute, value, how))
  if (read !== undefined) resource[attribute.name] = read
  else if (isNeverUnassigned(path)) throw wrongType(attribute, value)
}

/** A key that is no attribute as the RFC writes them. */
interface OtherKey {
  readonly owner: ResourceType | Schema
  readonly name: string
  readonly value: unknown
  /** What it would be as a path of the resource. */
  readonly path: string
}

function readExtension(
  schema: Schema,
  value: unknown,
  resource: Resource,
  how: ValueReading,
): readonly OtherKey[] {
  if (value === null || value === '') return []
  if (!isObject(value))
    throw new ScimError('invalidValue', `"${schema.id}" must be an object with attributes.`)
  const others: OtherKey[] = []
  for (const name of Object.keys(value)) {
    const attribute = findAttribute(schema, name)
    if (!attribute) {
      if (value[name] !== null)
        others.push({ owner: schema, name, value: value[name], path: `${schema.id}:${name}` })
      continue
    }
    if (name !== attribute.name) refuseSecondSpelling(value, name)
    if (isComputed(attribute)) continue
    const read = settle(attribute, readValue(attribute, value[name], how))
    if (read !== undefined) putAt(resource, { extension: schema, attribute }, read)
  }
  return others
}

/** Comes after all plain names, so that those take precedence whatever the order of the keys. */
function readOthers(
  type: ResourceType,
  others: readonly OtherKey[],
  resource: Resource,
  how: ValueReading,
): void {
  const { reading } = how
  const touched = new Set<AttributePath>()
  for (const { owner, name, value, path } of others) {
    const found = reading.strict ? undefined : readFlattened(type, path, value, resource, how)
    if (found) touched.add(found)
    else refuseUnknown(owner, name, reading)
  }
  for (const path of touched) putAt(resource, path, settle(path.attribute, valueAt(resource, path)))
}

/** @throws ScimError `invalidValue` */
function checkRequired(type: ResourceType, resource: Resource): void {
  for (const attribute of type.schema.attributes)
    if (attribute.required && resource[attribute.name] === undefined)
      if (attribute.mutability !== 'readOnly' && !isCollection(type, { attribute }))
        throw missing(attribute)
  for (const { schema, required } of type.extensions) {
    const part = resource[schema.id]
    if (isObject(part)) {
      for (const attribute of schema.attributes)
        if (attribute.required && part[attribute.name] === undefined) throw missing(attribute)
    } else if (required)
      throw new ScimError('invalidValue', `A ${type.name} must have "${schema.id}".`)
  }
}

function missing({ name }: Attribute): ScimError {
  return new ScimError('invalidValue', `"${name}" is required and must not be empty.`)
}
