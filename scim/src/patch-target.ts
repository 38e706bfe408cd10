/**
 * What `add` and `replace` do to one target of a resource, after RFC 7644 §3.5.2.1 and §3.5.2.3.
 * `remove` is in `patch-remove.ts`, `members` and its like in `collection-delta.ts`.
 */
import type { Tolerance } from './compat.ts'
import { ScimError } from './error.ts'
import { entriesOf, putAt, valueAt } from './own.ts'
import type { TargetPath, TargetReading } from './patch-match.ts'
import { isMatch, matchAll, spend, termsOf } from './patch-match.ts'
import { printPath } from './path.ts'
import { limits } from './limits.ts'
import { isSameValue } from './same.ts'
import type { Attribute, Resource } from './schema.ts'
import { isObject, isPrimary, readList, readSingle, readValue, setPart } from './value.ts'
import { tooManyValues, wrongType } from './value-faults.ts'

/**
 * Sets the target to a value, or adds the value to it. A value that is unassigned clears the
 * target of a `replace`, and of an `add` to what is single-valued.
 *
 * @param draft changed; what was in it before is not
 * @throws ScimError
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2 RFC 7644 §3.5.2}
 */
export function setAt(
  draft: Resource,
  path: TargetPath,
  op: 'add' | 'replace',
  value: unknown,
  how: TargetReading,
): void {
  const current = valueAt(draft, path)
  const next = path.attribute.multiValued
    ? setInList(entriesOf(current), path, op, value, how)
    : setSingle(current, path, op, value, how)
  const { attribute } = path
  if (attribute.mutability === 'immutable' && current !== undefined && !isSameValue(current, next))
    throw new ScimError(
      'mutability',
      `"${attribute.name}" can be set once and never changed after that.`,
    )
  if (next !== current) putAt(draft, path, next)
}

function setSingle(
  current: unknown,
  path: TargetPath,
  op: 'add' | 'replace',
  value: unknown,
  how: TargetReading,
): unknown {
  const { attribute, subAttribute, valueFilter } = path
  if (attribute.type !== 'complex') return readSingle(attribute, value, how)
  let onto = isObject(current) ? current : undefined
  if (valueFilter && !(onto && isMatch(valueFilter, onto, how))) {
    if (value === null || value === '') return current
    const created = onto ? undefined : createdBy(path, op, how)
    if (!created) throw noTarget(path)
    onto = created
  }
  if (!subAttribute) return readSingle(attribute, value, how, undefined, onto)
  const parts = { ...onto }
  setPart(attribute, parts, subAttribute, readValue(subAttribute, value, how, attribute))
  return Object.keys(parts).length > 0 ? parts : undefined
}

function setInList(
  entries: readonly unknown[],
  path: TargetPath,
  op: 'add' | 'replace',
  value: unknown,
  how: TargetReading,
): unknown {
  const { attribute, subAttribute, valueFilter } = path
  const next = subAttribute
    ? setSubAttribute(entries, path, subAttribute, op, value, how)
    : valueFilter
      ? setMatches(entries, path, op, value, how)
      : setWhole(entries, path, op, value, how)
  if (next && next.length > limits.valuesMax) throw tooManyValues(attribute, limits.valuesMax)
  return next
}

/** `emails` */
function setWhole(
  entries: readonly unknown[],
  { attribute }: TargetPath,
  op: 'add' | 'replace',
  value: unknown,
  how: TargetReading,
): readonly unknown[] | undefined {
  const sent = readList(attribute, value, how)
  if (op === 'replace') return sent
  if (!sent) return entries.length > 0 ? entries : undefined
  spend(how, entries.length + sent.length)
  // RFC 7644 §3.5.2.1: a value that is there already is not added again.
  const known = new Set(entries.map((entry) => fingerprint(attribute, entry)))
  const added: unknown[] = []
  for (const entry of sent) {
    const print = fingerprint(attribute, entry)
    if (!known.has(print)) added.push(entry)
    known.add(print)
  }
  if (added.length === 0) return entries
  return withOnePrimary([...entries, ...added], added.filter(isPrimary), attribute)
}

/** `emails[type eq "work"]` */
function setMatches(
  entries: readonly unknown[],
  path: TargetPath,
  op: 'add' | 'replace',
  value: unknown,
  how: TargetReading,
): readonly unknown[] | undefined {
  const { attribute } = path
  const matched = matchAll(path, entries, how)
  const sent = Array.isArray(value) && value.length === 1 && !how.reading.strict ? value[0] : value
  if (sent === null || sent === '') {
    const rest = op === 'replace' ? entries.filter((entry) => !matched.has(entry)) : entries
    return rest.length > 0 ? rest : undefined
  }
  const entry = readSingle(attribute, sent, how)
  if (entry === undefined) throw wrongType(attribute, sent)
  if (matched.size === 0) {
    const created = createdBy(path, op, how)
    if (!created) throw noTarget(path)
    return withNew(entries, { ...created, ...(isObject(entry) && entry) }, attribute)
  }
  const touched: unknown[] = []
  const next = entries.map((old) => {
    if (!matched.has(old)) return old
    const made =
      op === 'add' && isObject(old)
        ? readSingle(attribute, sent, how, undefined, old)
        : isObject(entry)
          ? { ...entry }
          : entry
    touched.push(made)
    return made
  })
  return withOnePrimary(next, isPrimary(entry) ? touched : [], attribute)
}

/** `emails[type eq "work"].value`, or `emails.display` for all of them. */
function setSubAttribute(
  entries: readonly unknown[],
  path: TargetPath,
  sub: Attribute,
  op: 'add' | 'replace',
  value: unknown,
  how: TargetReading,
): readonly unknown[] | undefined {
  const { attribute } = path
  const part = readValue(sub, value, how, attribute)
  const matched = matchAll(path, entries, how)
  if (matched.size === 0) {
    if (part === undefined) return entries.length > 0 ? entries : undefined
    const created = createdBy(path, op, how)
    if (!created) throw noTarget(path)
    return withNew(entries, { ...created, [sub.name]: part }, attribute)
  }
  if (!path.valueFilter && matched.size > 1 && part !== undefined && isOneOnly(sub))
    throw new ScimError(
      'noTarget',
      `There is more than one value of "${attribute.name}"; say which one is meant, as in ` +
        `${attribute.name}[type eq "work"].${sub.name}.`,
    )
  const selected: unknown[] = []
  const next = entries.map((old) => {
    if (!matched.has(old) || !isObject(old)) return old
    const parts = isSameValue(old[sub.name], part) ? old : { ...old }
    if (parts !== old) setPart(attribute, parts, sub, part)
    selected.push(parts)
    return parts
  })
  const isMark = sub.name === 'primary' && part === true
  return withOnePrimary(next, isMark ? selected : [], attribute)
}

/** What makes no sense for several values at once. */
function isOneOnly({ name }: Attribute): boolean {
  return name === 'value' || name === 'primary'
}

/** The value a value path describes, where there is none: `{"type":"work"}`. */
function createdBy(
  path: TargetPath,
  op: 'add' | 'replace',
  { reading }: TargetReading,
): Resource | undefined {
  // RFC 7644 §3.5.2.3: a replace without a match fails. Entra ID relies on its creating the value.
  if (op === 'replace' && reading.strict) return undefined
  const terms = path.valueFilter ? termsOf(path.valueFilter) : {}
  if (terms && op === 'replace') reading.repaired('value-path-creates' satisfies Tolerance)
  return terms
}

function noTarget(path: TargetPath): ScimError {
  return new ScimError(
    'noTarget',
    `No value of "${path.attribute.name}" matches the path ${printPath(path)}, and none can be ` +
      'made from it.',
  )
}

function withNew(
  entries: readonly unknown[],
  created: Resource,
  attribute: Attribute,
): readonly unknown[] {
  return withOnePrimary([...entries, created], isPrimary(created) ? [created] : [], attribute)
}

/**
 * RFC 7643 §2.4: true at most once. The value that was marked last keeps the mark.
 *
 * @param marked the values the operation itself marks
 */
function withOnePrimary(
  entries: readonly unknown[],
  marked: readonly unknown[],
  attribute: Attribute,
): readonly unknown[] {
  const [chosen, second] = marked
  if (second !== undefined)
    throw new ScimError(
      'invalidValue',
      `Only one value of "${attribute.name}" can be primary, and this marks ${marked.length}.`,
    )
  if (chosen === undefined) return entries
  return entries.map((entry) =>
    entry !== chosen && isPrimary(entry) && isObject(entry) ? { ...entry, primary: false } : entry,
  )
}

/** A text that is equal for equal values, whatever the order of their names. */
function fingerprint({ subAttributes }: Attribute, entry: unknown): string {
  return JSON.stringify(
    subAttributes && isObject(entry) ? subAttributes.map(({ name }) => entry[name] ?? null) : entry,
  )
}
