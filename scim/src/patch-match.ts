/** Which values of an attribute the value path of an operation means. */
import type { ValueReading } from './compat.ts'
import { ScimError } from './error.ts'
import { matches } from './evaluate.ts'
import type { AttributePath, Filter } from './filter.ts'
import { limits } from './limits.ts'
import type { Resource } from './schema.ts'
import { isComputed, isObject } from './value.ts'

/** The target of an operation: an attribute or a sub-attribute, perhaps only of values that match. */
export type TargetPath = AttributePath & { readonly valueFilter?: Filter }

/** How the operations of one PATCH are read. */
export interface TargetReading extends ValueReading {
  /** How many values may still be looked at. */
  readonly budget: { matchesLeft: number }
}

/** The values the path selects; all of them when it has no value filter. */
export function matchAll(
  { valueFilter }: Pick<TargetPath, 'valueFilter'>,
  entries: readonly unknown[],
  how: TargetReading,
): ReadonlySet<unknown> {
  if (!valueFilter) return new Set(entries)
  return new Set(entries.filter((entry) => isObject(entry) && isMatch(valueFilter, entry, how)))
}

/**
 * Whether one complex value is selected.
 *
 * @throws ScimError as `spend` does
 */
export function isMatch(filter: Filter, entry: Resource, how: TargetReading): boolean {
  spend(how, 1)
  return matches(filter, entry)
}

/**
 * Counts values that are looked at.
 *
 * @throws ScimError `tooMany` when the operations of the PATCH have come to the limit
 */
export function spend({ budget }: TargetReading, count: number): void {
  budget.matchesLeft -= count
  if (budget.matchesLeft < 0)
    throw new ScimError(
      'tooMany',
      `The value paths of this PATCH compare more than ${limits.patchMatchesMax} values; ` +
        'send fewer operations at once.',
    )
}

/**
 * What a value must be to match, when the filter says it outright: `type eq "work" and primary eq
 * true` is `{"type":"work","primary":true}`.
 *
 * @returns undefined for any other filter
 */
export function termsOf(filter: Filter): Resource | undefined {
  const terms: Resource = {}
  for (const term of filter.kind === 'and' ? filter.filters : [filter]) {
    if (term.kind !== 'compare' || term.operator !== 'eq') return undefined
    const { name } = term.path.attribute
    const isGiven = term.value !== '' && !Object.hasOwn(terms, name)
    if (!isGiven || isComputed(term.path.attribute)) return undefined
    terms[name] = term.value
  }
  return terms
}
