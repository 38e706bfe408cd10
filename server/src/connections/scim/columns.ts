/** Conditions on a column by the type of the attribute that it holds. */
import { type Attribute, type Filter, foldCase, matches } from '@rollbook/scim'
import type { Dialect } from '../../database/dialect.ts'
import { isId } from '../../database/ids.ts'
import { always, all, type Condition, condition, never } from './condition.ts'
import { prefixRange } from './prefix-range.ts'
import type { Column, Operator } from './stored.ts'

/** A text, and the form in which it compares. */
export interface TextForm {
  /** SQL of the text in that form. */
  readonly sql: string
  /** The form of what it is compared with; the text itself when absent. */
  whole?(value: string): string
  /** The same where it is compared with a part of the text. */
  part?(value: string): string
  /** Whether `''` may be stored, which is no value. */
  readonly mayBeEmpty?: boolean
  /** Whether the column is in byte order, as those with an index are. */
  readonly isKey?: boolean
}

const same = (value: string) => value

/** A text that compares as `matches` compares texts. */
export function textColumn(dialect: Dialect, form: TextForm): Column {
  const { sql, whole = same, part = whole, mayBeEmpty = false, isKey = false } = form
  const ordered = isKey ? sql : dialect.inByteOrder(sql)
  const present = condition(mayBeEmpty ? `${sql} <> ''` : `${sql} is not null`)
  const compare = (operator: Operator, value: string): Condition => {
    switch (operator) {
      case 'eq':
        return condition(`${sql} = ?`, whole(value))
      case 'co':
        return condition(`${dialect.positionIn(sql)} > 0`, part(value))
      case 'sw':
        return isKey
          ? prefixRange(sql, part(value))
          : condition(`substr(${sql}, 1, ?) = ?`, lengthOf(part(value)), part(value))
      case 'ew':
        return condition(`${dialect.endOf(sql)} = ?`, lengthOf(part(value)), part(value))
      case 'gt':
        return condition(`${ordered} > ?`, part(value))
      case 'ge':
        return condition(`${ordered} >= ?`, part(value))
      case 'lt':
        return all([condition(`${ordered} < ?`, part(value)), mayBeEmpty ? present : always])
      case 'le':
        return all([condition(`${ordered} <= ?`, part(value)), mayBeEmpty ? present : always])
    }
  }
  return {
    kind: 'column',
    compare: (operator, value) => {
      if (typeof value !== 'string') return undefined
      if (value !== '') return compare(operator, value)
      // Every text holds the empty one, and follows it; none is it, as it is no value.
      return operator === 'eq' || operator === 'lt' || operator === 'le' ? never : present
    },
    present,
    order: mayBeEmpty ? dialect.inByteOrder(`nullif(${sql}, '')`) : ordered,
  }
}

/** Characters as both databases count them. */
export function lengthOf(text: string): number {
  let length = 0
  for (const _ of text) length++
  return length
}

/** An id of ours. What is none is nobody's; letter case matters, though PostgreSQL would not care. */
export function idColumn(dialect: Dialect, sql: string): Column {
  const text = textColumn(dialect, { sql: `cast(${sql} as text)` })
  return {
    kind: 'column',
    compare: (operator, value) => {
      if (operator !== 'eq' || typeof value !== 'string') return text.compare(operator, value)
      return isId(value) ? condition(`${sql} = ?`, value) : never
    },
    present: condition(`${sql} is not null`),
    order: sql,
  }
}

/**
 * An instant.
 *
 * @param sql in the form `2026-01-31T12:00:00.000Z`, or null
 */
export function instantColumn(dialect: Dialect, sql: string): Column {
  const { compare, present, order } = textColumn(dialect, { sql })
  const isOrder = (operator: Operator) => !['co', 'sw', 'ew'].includes(operator)
  return {
    kind: 'column',
    compare: (operator, value) => (isOrder(operator) ? compare(operator, value) : undefined),
    present,
    ...(order && { order }),
  }
}

/** A boolean, by a condition for each value; where there is none, both are false or null. */
export function booleanColumn(whenTrue: Condition, whenFalse: Condition, order: string): Column {
  return {
    kind: 'column',
    compare: (operator, value) => {
      if (operator !== 'eq' || typeof value !== 'boolean') return undefined
      return value ? whenTrue : whenFalse
    },
    present: condition(`(${whenTrue.sql} or ${whenFalse.sql})`),
    order,
  }
}

/** A text that is the same for all resources: the answer is known before the database is asked. */
export function constantColumn(attribute: Attribute, text: string): Column {
  return {
    kind: 'column',
    compare: (operator, value) => {
      const filter: Filter = { kind: 'compare', path: { attribute }, operator, value }
      return matches(filter, { [attribute.name]: text }) ? always : never
    },
    present: always,
    order: `cast('${text}' as text)`,
  }
}

/** How texts of the attribute compare: as they are, or folded by our own function in SQL. */
export function formOf(attribute: Attribute, sql: string): TextForm {
  if (attribute.caseExact) return { sql, mayBeEmpty: true }
  return { sql: `rollbook_fold(${sql})`, whole: foldCase, mayBeEmpty: true }
}
