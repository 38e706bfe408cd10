/** Attributes that are stored in the JSON document of a person or group. */
import type { Attribute } from '@rollbook/scim'
import type { Dialect } from '../../database/dialect.ts'
import { booleanColumn, formOf, instantColumn, textColumn } from './columns.ts'
import { all, any, condition, type Condition } from './condition.ts'
import { compileTree, impliesValue } from './filter-tree.ts'
import type { Complex, Storage, Stored } from './stored.ts'

/**
 * How an attribute of a document is stored.
 *
 * @param document the SQL of the JSON
 * @param path where the attribute is in it, by names of the schema
 */
export function documentAttribute(
  dialect: Dialect,
  document: string,
  path: readonly string[],
  attribute: Attribute,
): Stored {
  if (attribute.type === 'complex')
    return attribute.multiValued
      ? elements(dialect, document, path, attribute)
      : part(dialect, document, path, attribute)
  if (attribute.multiValued)
    return { kind: 'unsearchable', reason: 'It is a list of plain values.' }
  return simple(dialect, dialect.jsonAt(document, path), attribute)
}

function simple(dialect: Dialect, sql: string, attribute: Attribute): Stored {
  switch (attribute.type) {
    case 'boolean':
      return booleanColumn(condition(`${sql} = 'true'`), condition(`${sql} = 'false'`), sql)
    case 'dateTime':
      return {
        ...instantColumn(dialect, `rollbook_instant(${sql})`),
        present: condition(`${sql} <> ''`),
      }
    case 'integer':
    case 'decimal':
      return { kind: 'unsearchable', reason: 'It is a number.' }
    default:
      return textColumn(dialect, formOf(attribute, sql))
  }
}

/** A complex attribute with one value. */
function part(
  dialect: Dialect,
  document: string,
  path: readonly string[],
  attribute: Attribute,
): Complex {
  const columns = columnsOf(attribute, (sub) =>
    documentAttribute(dialect, document, [...path, sub.name], sub),
  )
  const isThere = condition(`${dialect.jsonAt(document, path)} is not null`)
  return {
    kind: 'complex',
    some: (filter, scope) => {
      const met = compileTree(filter, columns, scope)
      return impliesValue(filter) ? met : all([isThere, met])
    },
    present: any(presences(columns)),
    orderOf: (sub) => orderOf(columns.get(sub)),
  }
}

/** A complex attribute with several values. */
function elements(
  dialect: Dialect,
  document: string,
  path: readonly string[],
  attribute: Attribute,
): Complex {
  const source = dialect.jsonElements(document, path, 'e')
  const columns = columnsOf(attribute, (sub) =>
    documentAttribute(dialect, 'e.value', [sub.name], sub),
  )
  const primary = `${dialect.jsonAt('e.value', ['primary'])} = 'true'`
  const chosen = `coalesce((select e.value from ${source} where ${primary} limit 1),
    (select e.value from ${source} limit 1))`
  const exists = ({ sql, values }: Condition) =>
    condition(`exists (select 1 from ${source} where ${sql})`, ...values)
  return {
    kind: 'complex',
    some: (filter, scope) => exists(compileTree(filter, columns, scope)),
    present: exists(any(presences(columns))),
    orderOf: (sub) => orderOf(documentAttribute(dialect, chosen, [sub.name], sub)),
  }
}

/** The sub-attributes of a complex attribute, each stored as `stored` says. */
export function columnsOf(attribute: Attribute, stored: (sub: Attribute) => Stored): Storage {
  return new Map((attribute.subAttributes ?? []).map((sub) => [sub, stored(sub)]))
}

/** The presence of each attribute that can be searched. */
export function presences(columns: Storage): Condition[] {
  return [...columns.values()].flatMap((stored) =>
    stored.kind === 'unsearchable' ? [] : [stored.present],
  )
}

/** The order of a sub-attribute. */
export function orderOf(stored: Stored | undefined): string | undefined {
  return stored?.kind === 'column' ? stored.order : undefined
}
