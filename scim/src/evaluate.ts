/** Whether a resource matches a filter, in memory. */
import { normalizeDateTime } from './date-time.ts'
import type { AttributePath, CompareOperator, CompareValue, Filter } from './filter.ts'
import { compareText, foldCase } from './fold.ts'
import { leafOf } from './resolve.ts'
import type { Attribute, Resource } from './schema.ts'

export { foldCase } from './fold.ts'

/**
 * Decides whether a resource matches. Where the RFC leaves it open:
 *
 * - A comparison of a multi-valued attribute matches when one of its values does.
 * - `ne` is the negation of `eq`: it matches when no value is equal, so also when there is none.
 * - An attribute that is absent, null, `""`, `[]` or a complex value with nothing in it is not
 *   present; false and 0 are.
 * - All other comparisons of an absent attribute fail.
 * - Attributes that are not `caseExact` compare by `foldCase`; order is that of code points.
 * - Instants compare as such, whatever zone they are written in.
 *
 * @param resource with attribute names spelled as the schema spells them; inside a value path, the
 *   value of the complex attribute
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.2 RFC 7644 §3.4.2.2}
 */
export function matches(filter: Filter, resource: Resource): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((part) => matches(part, resource))
    case 'or':
      return filter.filters.some((part) => matches(part, resource))
    case 'not':
      return !matches(filter.filter, resource)
    case 'present':
      return valuesOf(resource, filter.path).some(isPresent)
    case 'compare':
      return compare(filter, resource)
    case 'valuePath':
      return valuesOf(resource, filter.path).some(
        (value) => isObject(value) && matches(filter.filter, value),
      )
  }
}

function compare(filter: Filter & { readonly kind: 'compare' }, resource: Resource): boolean {
  const { path, operator } = filter
  const attribute = leafOf(path)
  const values = valuesOf(resource, path).filter(isPresent)
  const wanted = comparable(attribute, filter.value)
  const test = tests[operator === 'ne' ? 'eq' : operator]
  const found = values.some((value) => {
    const actual = comparable(attribute, value)
    return actual !== undefined && wanted !== undefined && test(actual, wanted)
  })
  return operator === 'ne' ? !found : found
}

const tests: Record<
  Exclude<CompareOperator, 'ne'>,
  (actual: CompareValue, wanted: CompareValue) => boolean
> = {
  eq: (actual, wanted) => actual === wanted,
  co: (actual, wanted) => isText(actual) && isText(wanted) && actual.includes(wanted),
  sw: (actual, wanted) => isText(actual) && isText(wanted) && actual.startsWith(wanted),
  ew: (actual, wanted) => isText(actual) && isText(wanted) && actual.endsWith(wanted),
  gt: (actual, wanted) => order(actual, wanted) > 0,
  ge: (actual, wanted) => order(actual, wanted) >= 0,
  lt: (actual, wanted) => order(actual, wanted) < 0,
  le: (actual, wanted) => order(actual, wanted) <= 0,
}

/** NaN, which is neither more nor less nor equal, for what has no order. */
function order(actual: CompareValue, wanted: CompareValue): number {
  if (isText(actual) && isText(wanted)) return compareText(actual, wanted)
  return typeof actual === 'number' && typeof wanted === 'number' ? actual - wanted : NaN
}

/** The value in the form in which it compares; undefined when it is not of the attribute's type. */
function comparable(attribute: Attribute, value: unknown): CompareValue | undefined {
  switch (attribute.type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
    case 'integer':
    case 'decimal':
      return typeof value === 'number' ? value : undefined
    case 'dateTime':
      return isText(value) ? normalizeDateTime(value) : undefined
    default:
      if (!isText(value)) return undefined
      return attribute.caseExact ? value : foldCase(value)
  }
}

/** The values at the end of a path: none, one, or those of a multi-valued attribute. */
function valuesOf(resource: Resource, path: AttributePath): readonly unknown[] {
  const { extension, attribute, subAttribute } = path
  const owner = extension ? own(resource, extension.id) : resource
  const values = listOf(own(owner, attribute.name))
  return subAttribute ? values.flatMap((value) => listOf(own(value, subAttribute.name))) : values
}

function own(owner: unknown, name: string): unknown {
  return isObject(owner) && Object.hasOwn(owner, name) ? owner[name] : undefined
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** Not deeper than a resource is: attribute, sub-attribute, value. */
function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false
  return typeof value !== 'object' || Object.values(value).some(isPresent)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isObject(value: unknown): value is Resource {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
