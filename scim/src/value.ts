/** From what a client sent for an attribute to its value as the schema has it. RFC 7643 §2. */
import type { ValueReading } from './compat.ts'
import { normalizeDateTime } from './date-time.ts'
import { ScimError } from './error.ts'
import { isClosed } from './habits-of-values.ts'
import { limits } from './limits.ts'
import { refuseSecondSpelling, refuseUnknown } from './name-faults.ts'
import { findSubAttribute } from './resolve.ts'
import { isSameValue } from './same.ts'
import type { Attribute, Resource } from './schema.ts'
import { nameOf, tooManyValues, wrongType } from './value-faults.ts'

/**
 * Reads a value, single or multi-valued. Text is kept byte for byte; null, the empty text and the
 * empty list are "unassigned". Names are spelled as the schema spells them, and what only the
 * service provider writes is left out.
 *
 * @param parent the attribute whose sub-attribute this is
 * @returns undefined for "unassigned"
 * @throws ScimError `invalidValue` for a wrong type, `invalidSyntax` for unknown names
 * @see {@link https://www.rfc-editor.org/rfc/rfc7643#section-2.3 RFC 7643 §2.3}, §2.5
 */
export function readValue(
  attribute: Attribute,
  value: unknown,
  how: ValueReading,
  parent?: Attribute,
): unknown {
  return attribute.multiValued
    ? readList(attribute, value, how)
    : readSingle(attribute, value, how, parent)
}

/**
 * Reads one value: of a single-valued attribute, or one of a multi-valued.
 *
 * @param onto the complex value that is there, whose other sub-attributes stay
 * @throws ScimError as `readValue` does, and `mutability` when an immutable sub-attribute would change
 */
export function readSingle(
  attribute: Attribute,
  value: unknown,
  how: ValueReading,
  parent?: Attribute,
  onto?: Resource,
): unknown {
  if (value === null || value === undefined || value === '') return undefined
  // Nobody can be told apart from another by blanks.
  if (attribute.required && !parent && typeof value === 'string' && !value.trim()) return undefined
  if (attribute.type === 'complex' ? isObject(value) : hasType(attribute, value, how))
    return isObject(value) ? readComplex(attribute, value, how, onto) : value
  const mended = mend(attribute, value, how, 'single')
  if (mended === value) throw wrongType(attribute, value, parent)
  return mended === undefined ? undefined : readSingle(attribute, mended, how, parent, onto)
}

/**
 * Reads all values of a multi-valued attribute.
 *
 * @returns undefined for "unassigned"
 * @throws ScimError as `readValue` does, and `tooMany`
 */
export function readList(
  attribute: Attribute,
  value: unknown,
  how: ValueReading,
): unknown[] | undefined {
  const list = listOf(attribute, value, how)
  if (list === undefined) return undefined
  if (list.length > limits.valuesMax) throw tooManyValues(attribute, limits.valuesMax)
  const entries: unknown[] = []
  for (const element of list) {
    if (element === null) throw wrongType(attribute, element)
    const entry = readSingle(attribute, element, how)
    if (entry !== undefined) entries.push(entry)
  }
  if (entries.filter(isPrimary).length > 1)
    throw new ScimError(
      'invalidValue',
      `"${attribute.name}" marks more than one value as primary; only one can be.`,
    )
  return entries.length > 0 ? entries : undefined
}

/**
 * The values of a multi-valued attribute as they were sent, each still to be read.
 *
 * @returns undefined for null and the empty text
 * @throws ScimError `invalidValue` when it is no list
 */
export function listOf(
  attribute: Attribute,
  value: unknown,
  how: ValueReading,
): readonly unknown[] | undefined {
  if (value === null || value === '' || value === undefined) return undefined
  if (Array.isArray(value)) return value
  const mended = mend(attribute, value, how, 'list')
  if (mended === value) throw wrongType(attribute, value, undefined, 'list')
  return listOf(attribute, mended, how)
}

/** What only the service provider writes: readOnly attributes, and every `$ref`. */
export function isComputed(attribute: Attribute): boolean {
  return attribute.mutability === 'readOnly' || attribute.name === '$ref'
}

/** Whether a value of a multi-valued attribute carries the mark of the primary one. */
export function isPrimary(entry: unknown): boolean {
  return isObject(entry) && entry['primary'] === true
}

/**
 * Makes a value fit to be kept: leaves out the values of a multi-valued attribute that say nothing
 * (an e-mail without address), and checks what every complex value must have.
 *
 * @param untouched values that were there before; they stay as they are
 * @returns undefined when nothing is left
 * @throws ScimError `invalidValue` when a required sub-attribute is missing
 */
export function settle(
  attribute: Attribute,
  value: unknown,
  untouched: readonly unknown[] = [],
): unknown {
  if (!attribute.multiValued || !Array.isArray(value)) {
    if (isObject(value)) checkParts(attribute, value)
    return value
  }
  const isKept = (entry: unknown) => !isVoid(attribute, entry) || untouched.includes(entry)
  // In most cases all are kept, and no copy is needed.
  const entries = value.every(isKept) ? value : value.filter(isKept)
  for (const entry of entries)
    if (isObject(entry) && !untouched.includes(entry)) checkParts(attribute, entry)
  return entries.length > 0 ? entries : undefined
}

function readComplex(
  attribute: Attribute,
  value: Resource,
  how: ValueReading,
  onto: Resource | undefined,
): Resource | undefined {
  const parts: Resource = { ...onto }
  for (const name of Object.keys(value)) {
    const sub = findSubAttribute(attribute, name)
    if (!sub) {
      // Null says that there is no such sub-attribute, which is true.
      if (value[name] !== null) refuseUnknown(attribute, name, how.reading)
      continue
    }
    if (name !== sub.name) refuseSecondSpelling(value, name)
    if (isComputed(sub)) continue
    setPart(attribute, parts, sub, readValue(sub, value[name], how, attribute))
  }
  return Object.keys(parts).length > 0 ? parts : undefined
}

/**
 * Sets a sub-attribute of a complex value, or takes it away when the part is undefined.
 *
 * @throws ScimError `mutability` when it is immutable and has another value
 */
export function setPart(
  attribute: Attribute,
  parts: Resource,
  sub: Attribute,
  part: unknown,
): void {
  const { name } = sub
  if (
    sub.mutability === 'immutable' &&
    parts[name] !== undefined &&
    !isSameValue(parts[name], part)
  )
    throw new ScimError(
      'mutability',
      `"${nameOf(sub, attribute)}" can be set once and never changed; remove the value and add a new one.`,
    )
  if (part === undefined) delete parts[name]
  else parts[name] = part
}

function checkParts(attribute: Attribute, value: Resource): void {
  for (const sub of attribute.subAttributes ?? [])
    if (sub.required && sub.mutability !== 'readOnly' && value[sub.name] === undefined)
      throw new ScimError(
        'invalidValue',
        `"${nameOf(sub, attribute)}" is required and must not be empty.`,
      )
}

/** Names that say something about a value and are none themselves. */
const marks: ReadonlySet<string> = new Set(['type', 'primary', 'display'])

function isVoid({ subAttributes }: Attribute, entry: unknown): boolean {
  if (!subAttributes || !isObject(entry)) return false
  return subAttributes.some(({ name }) => name === 'value')
    ? entry['value'] === undefined
    : Object.keys(entry).every((name) => marks.has(name))
}

function mend(
  attribute: Attribute,
  value: unknown,
  { habits, reading }: ValueReading,
  form: 'list' | 'single',
): unknown {
  for (const habit of habits) {
    const mended = habit.mend(value, attribute, form)
    if (mended === value) continue
    reading.repaired(habit.name)
    return mended
  }
  return value
}

const base64 = /^[\w+/\r\n-]*={0,2}\s*$/

function hasType(attribute: Attribute, value: unknown, how: ValueReading): boolean {
  switch (attribute.type) {
    case 'string':
      return (
        typeof value === 'string' &&
        (!isClosed(attribute) || attribute.canonicalValues?.includes(value) === true)
      )
    case 'reference':
      // Not checked: clients send what is no URL, and it must come back as it was sent.
      return typeof value === 'string'
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
      return Number.isSafeInteger(value)
    case 'decimal':
      return Number.isFinite(value)
    case 'dateTime':
      return typeof value === 'string' && normalizeDateTime(value) !== undefined
    case 'binary':
      return typeof value === 'string' && (!how.reading.strict || base64.test(value))
    case 'complex':
      return isObject(value)
  }
}

/** An object of JSON. */
export function isObject(value: unknown): value is Resource {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
