/**
 * What operations do to a collection, such as the members of a group: they become one delta that
 * the provider writes as rows. The collection is never read for it, unless a value path asks for
 * more of a member than its `value`.
 */
import type { ValueReading } from './compat.ts'
import { ScimError } from './error.ts'
import type { Filter } from './filter.ts'
import { limits } from './limits.ts'
import type { TargetPath, TargetReading } from './patch-match.ts'
import { matchAll, termsOf } from './patch-match.ts'
import { readPicks } from './patch-remove.ts'
import type { CollectionDelta } from './provider.ts'
import type { Attribute, Resource } from './schema.ts'
import { isObject, listOf, readSingle } from './value.ts'
import { tooManyValues, wrongType } from './value-faults.ts'

/** The delta of a collection while the operations come in, in order. */
export class CollectionChange {
  readonly #attribute: Attribute
  #reset = false
  readonly #added = new Map<string, Resource>()
  readonly #removed = new Set<string>()

  constructor(attribute: Attribute) {
    this.#attribute = attribute
  }

  /**
   * The collection has these elements too.
   *
   * @throws ScimError `tooMany`
   */
  add(elements: readonly Resource[]): void {
    for (const element of elements) {
      const value = keyOf(element)
      this.#added.set(value, element)
      this.#removed.delete(value)
    }
    if (this.#added.size > limits.membersMax)
      throw tooManyValues(this.#attribute, limits.membersMax)
  }

  /** The collection does not have these. */
  remove(values: Iterable<string>): void {
    for (const value of values) {
      this.#added.delete(value)
      if (!this.#reset) this.#removed.add(value)
    }
  }

  /** The collection has exactly these, whatever it had. */
  replace(elements: readonly Resource[]): void {
    this.#reset = true
    this.#added.clear()
    this.#removed.clear()
    this.add(elements)
  }

  /** What the collection has now, when it began as `before`. */
  current(before: readonly Resource[]): readonly Resource[] {
    const isLeft = (element: Resource) => {
      const value = keyOf(element)
      return !this.#removed.has(value) && !this.#added.has(value)
    }
    return [...(this.#reset ? [] : before.filter(isLeft)), ...this.#added.values()]
  }

  /** What the provider is told. */
  toDelta(): CollectionDelta {
    return { reset: this.#reset, add: [...this.#added.values()], remove: [...this.#removed] }
  }
}

/** What one operation asks of a collection. */
export interface CollectionOperation {
  readonly op: 'add' | 'remove' | 'replace'
  readonly path: TargetPath
  readonly value?: unknown
}

/**
 * Folds one operation into the change of a collection.
 *
 * @param before the elements that are stored; needed when `needsElements` says so
 * @throws ScimError
 */
export function changeCollection(
  change: CollectionChange,
  operation: CollectionOperation,
  before: readonly Resource[],
  how: TargetReading,
): void {
  const { op, path, value } = operation
  const { attribute, subAttribute, valueFilter } = path
  if (subAttribute && !(op === 'remove' && valueFilter && subAttribute.name === 'value'))
    throw new ScimError(
      'mutability',
      `"${attribute.name}.${subAttribute.name}" cannot be changed by itself; ` +
        'add or remove the whole value.',
    )
  if (op === 'remove') {
    if (valueFilter)
      change.remove(valuesOf(valueFilter) ?? matchedIn(change.current(before), path, how))
    else if (value === undefined || value === null) change.replace([])
    else change.remove(readPicks(attribute, value, how, limits.membersMax).map(keyOf))
  } else if (valueFilter) changeMatches(change, operation, valueFilter, before, how)
  else if (op === 'add') change.add(readElements(attribute, value, how) ?? [])
  else change.replace(readElements(attribute, value, how) ?? [])
}

/** Whether an operation can only be understood by who knows the elements there are. */
export function needsElements({ op, path }: CollectionOperation): boolean {
  return path.valueFilter !== undefined && (op !== 'remove' || !valuesOf(path.valueFilter))
}

/**
 * Reads elements of a collection: each an object with a `value`, and what else is writable.
 *
 * @returns undefined for null
 * @throws ScimError `invalidValue` for an element without `value`, `tooMany`
 */
export function readElements(
  attribute: Attribute,
  value: unknown,
  how: ValueReading,
): Resource[] | undefined {
  const list = listOf(attribute, value, how)
  if (!list) return undefined
  if (list.length > limits.membersMax) throw tooManyValues(attribute, limits.membersMax)
  return list.map((element) => readElement(attribute, element, how))
}

function readElement(attribute: Attribute, element: unknown, how: ValueReading): Resource {
  const read = readSingle(attribute, element, how)
  if (!isObject(read)) throw wrongType(attribute, element)
  keyOf(read)
  return read
}

/** @throws ScimError `invalidValue` when the element has no `value` */
function keyOf(element: unknown): string {
  const value = isObject(element) ? element['value'] : undefined
  if (typeof value !== 'string')
    throw new ScimError('invalidValue', 'Each member must have a "value": the id of the member.')
  return value
}

/** `members[value eq "…"]` for an `add` or `replace`. */
function changeMatches(
  change: CollectionChange,
  { op, path, value }: CollectionOperation,
  filter: Filter,
  before: readonly Resource[],
  how: TargetReading,
): void {
  const { attribute } = path
  const matched = matchedIn(change.current(before), path, how)
  if (value === null || value === '') {
    if (op === 'replace') change.remove(matched)
    return
  }
  const terms = termsOf(filter)
  const sent = Array.isArray(value) && value.length === 1 ? value[0] : value
  const entry = readSingle(attribute, sent, how)
  if (!isObject(entry)) throw wrongType(attribute, value)
  if (matched.length === 0) {
    if (!terms || (op === 'replace' && how.reading.strict))
      throw new ScimError('noTarget', `No value of "${attribute.name}" matches the path.`)
    change.add([readElement(attribute, { ...terms, ...entry }, how)])
  } else if (op === 'replace') {
    keyOf(entry)
    change.remove(matched)
    change.add([entry])
  }
}

function matchedIn(
  elements: readonly Resource[],
  path: TargetPath,
  how: TargetReading,
): readonly string[] {
  return [...matchAll(path, elements, how)].map(keyOf)
}

/** The values a filter names when it says nothing else: `value eq "a" or value eq "b"`. */
function valuesOf(filter: Filter): readonly string[] | undefined {
  const values: string[] = []
  for (const term of filter.kind === 'or' ? filter.filters : [filter]) {
    if (term.kind !== 'compare' || term.operator !== 'eq') return undefined
    if (term.path.attribute.name !== 'value' || typeof term.value !== 'string') return undefined
    values.push(term.value)
  }
  return values
}
