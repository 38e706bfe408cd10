/** What `remove` does to one target of a resource, after RFC 7644 §3.5.2.2. */
import { ScimError } from './error.ts'
import { foldCase } from './evaluate.ts'
import { limits } from './limits.ts'
import { entriesOf, putAt, valueAt } from './own.ts'
import type { TargetPath, TargetReading } from './patch-match.ts'
import { isMatch, matchAll, spend } from './patch-match.ts'
import { findSubAttribute } from './resolve.ts'
import { isSameValue } from './same.ts'
import type { Attribute, Resource } from './schema.ts'
import { isObject, listOf, readSingle, setPart } from './value.ts'
import { tooManyValues, wrongType } from './value-faults.ts'

/**
 * Takes the target away. What is not there is no error: clients repeat removals, and expect success.
 *
 * A `value`, of which the RFC says nothing, picks among the values of a multi-valued attribute:
 * Entra ID removes single members so, and to empty the group instead is the worst that can happen.
 * Where the path already says what is meant, the value does not matter.
 *
 * @param draft changed; what was in it before is not
 * @param value undefined and null when the operation has none
 * @throws ScimError `invalidValue` when the value picks nothing that can be understood
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2.2 RFC 7644 §3.5.2.2}
 */
export function removeAt(
  draft: Resource,
  path: TargetPath,
  value: unknown,
  how: TargetReading,
): void {
  const { attribute, subAttribute, valueFilter } = path
  const current = valueAt(draft, path)
  let next: unknown
  if (!attribute.multiValued) next = removeSingle(current, path, how)
  else if (subAttribute) next = removeSubAttribute(entriesOf(current), path, subAttribute, how)
  else if (valueFilter)
    next = withoutAll(entriesOf(current), matchAll(path, entriesOf(current), how))
  else if (value !== undefined && value !== null)
    next = withoutPicked(entriesOf(current), attribute, value, how)
  if (current === undefined || isSameValue(current, next)) return
  if (attribute.mutability === 'immutable')
    throw new ScimError('mutability', `"${attribute.name}" can never be removed once it is set.`)
  putAt(draft, path, next)
}

function removeSingle(current: unknown, path: TargetPath, how: TargetReading): unknown {
  const { attribute, subAttribute, valueFilter } = path
  if (!isObject(current)) return valueFilter ? current : undefined
  if (valueFilter && !isMatch(valueFilter, current, how)) return current
  if (!subAttribute) return undefined
  const parts = { ...current }
  setPart(attribute, parts, subAttribute, undefined)
  return Object.keys(parts).length > 0 ? parts : undefined
}

function removeSubAttribute(
  entries: readonly unknown[],
  path: TargetPath,
  sub: Attribute,
  how: TargetReading,
): readonly unknown[] {
  const matched = matchAll(path, entries, how)
  return entries.map((entry) => {
    if (!matched.has(entry) || !isObject(entry) || entry[sub.name] === undefined) return entry
    const parts = { ...entry }
    setPart(path.attribute, parts, sub, undefined)
    return parts
  })
}

function withoutAll(
  entries: readonly unknown[],
  removed: ReadonlySet<unknown>,
): readonly unknown[] | undefined {
  const rest = entries.filter((entry) => !removed.has(entry))
  return rest.length > 0 ? rest : undefined
}

function withoutPicked(
  entries: readonly unknown[],
  attribute: Attribute,
  value: unknown,
  how: TargetReading,
): readonly unknown[] | undefined {
  const picks = readPicks(attribute, value, how, limits.valuesMax)
  spend(how, picks.length * entries.length)
  const isPicked = (entry: unknown) => picks.some((pick) => isPickedBy(attribute, pick, entry))
  return withoutAll(entries, new Set(entries.filter(isPicked)))
}

/**
 * The values a `value` of a `remove` picks. An empty list picks nothing; what cannot be understood
 * is refused, and never means all.
 *
 * @param max how many there may be
 * @throws ScimError `invalidValue`, `tooMany`
 */
export function readPicks(
  attribute: Attribute,
  value: unknown,
  how: TargetReading,
  max: number,
): readonly unknown[] {
  const list = listOf(attribute, value, how)
  if (list && list.length > max) throw tooManyValues(attribute, max)
  if (!list) throw wrongType(attribute, value, undefined, 'list')
  return list.map((element) => {
    const pick = readSingle(attribute, element, how)
    if (pick === undefined) throw wrongType(attribute, element)
    return pick
  })
}

/** By `value` and `type`, where a pick has a `value`; else by all it has. */
function isPickedBy(attribute: Attribute, pick: unknown, entry: unknown): boolean {
  if (!isObject(pick) || !isObject(entry)) return isSameText(attribute, pick, entry)
  const names = Object.hasOwn(pick, 'value')
    ? ['value', 'type'].filter((name) => Object.hasOwn(pick, name))
    : Object.keys(pick)
  return names.every((name) =>
    isSameText(findSubAttribute(attribute, name) ?? attribute, pick[name], entry[name]),
  )
}

function isSameText(attribute: Attribute, a: unknown, b: unknown): boolean {
  if (attribute.caseExact || typeof a !== 'string' || typeof b !== 'string')
    return isSameValue(a, b)
  return foldCase(a) === foldCase(b)
}
