/** Conditions in SQL: text of our own, and the values that are bound to it. */
import type { Value } from '../../database/database.ts'

/**
 * A condition with `?` for each value. Null counts as false; only `negate` has to care. It stands
 * in brackets wherever that matters, so it may be put next to anything.
 */
export interface Condition {
  readonly sql: string
  readonly values: readonly Value[]
}

export const always: Condition = Object.freeze({ sql: '1 = 1', values: Object.freeze([]) })
export const never: Condition = Object.freeze({ sql: '1 = 0', values: Object.freeze([]) })

/** @param sql text of our own, never of a client */
export function condition(sql: string, ...values: readonly Value[]): Condition {
  return { sql, values }
}

/** True when all are; of none, true. */
export function all(conditions: readonly Condition[]): Condition {
  if (conditions.includes(never)) return never
  return join(' and ', conditions, always)
}

/** True when one is; of none, false. */
export function any(conditions: readonly Condition[]): Condition {
  if (conditions.includes(always)) return always
  return join(' or ', conditions, never)
}

/** True when the other is false or null. */
export function negate(other: Condition): Condition {
  if (other === always) return never
  if (other === never) return always
  return { sql: `not coalesce(${other.sql}, false)`, values: other.values }
}

function join(word: string, conditions: readonly Condition[], neutral: Condition): Condition {
  const parts = conditions.filter((part) => part !== neutral)
  const [first, ...rest] = parts
  if (!first) return neutral
  if (rest.length === 0) return first
  return {
    sql: `(${parts.map(({ sql }) => sql).join(word)})`,
    values: parts.flatMap(({ values }) => values),
  }
}
