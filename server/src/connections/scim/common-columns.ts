/** The attributes every resource has, where a row of a person or group keeps them. */
import {
  type Attribute,
  commonAttributes,
  type CompareValue,
  type ResourceType,
} from '@rollbook/scim'
import type { Dialect } from '../../database/dialect.ts'
import { constantColumn, idColumn, instantColumn, textColumn } from './columns.ts'
import { always, any, type Condition } from './condition.ts'
import { columnsOf, orderOf, presences } from './document-columns.ts'
import { compileTree } from './filter-tree.ts'
import type { Column, Complex, Operator, Storage, Stored } from './stored.ts'

/** The SQL of what every row has. */
export interface Row {
  readonly id: string
  readonly externalId: string
  readonly created: string
  readonly lastModified: string
}

/**
 * How a resource type is stored: the attributes of its schemas as `stored` says, the common ones in
 * the columns of the row.
 *
 * @param stored takes the URN of the extension that the attribute belongs to
 */
export function storageOf(
  dialect: Dialect,
  type: ResourceType,
  row: Row,
  stored: (attribute: Attribute, urn: string | undefined) => Stored,
): Storage {
  const storage = new Map<Attribute, Stored>()
  for (const attribute of type.schema.attributes)
    storage.set(attribute, stored(attribute, undefined))
  const extensions = type.extensions.map(({ schema }) => {
    const own = new Map(
      schema.attributes.map((attribute) => [attribute, stored(attribute, schema.id)]),
    )
    for (const [attribute, one] of own) storage.set(attribute, one)
    return { urn: schema.id, isUsed: any(presences(own)) }
  })
  for (const attribute of commonAttributes)
    storage.set(attribute, commonAttribute(dialect, type, row, attribute, extensions))
  return storage
}

interface UsedSchema {
  readonly urn: string
  /** Whether a resource uses it. */
  readonly isUsed: Condition
}

function commonAttribute(
  dialect: Dialect,
  type: ResourceType,
  row: Row,
  attribute: Attribute,
  extensions: readonly UsedSchema[],
): Stored {
  switch (attribute.name) {
    case 'id':
      return idColumn(dialect, row.id)
    case 'externalId':
      return textColumn(dialect, { sql: row.externalId, mayBeEmpty: true, isKey: true })
    case 'schemas':
      return schemasColumn(attribute, [{ urn: type.schema.id, isUsed: always }, ...extensions])
    case 'meta':
      return meta(dialect, type, row, attribute)
    default:
      return { kind: 'unsearchable', reason: 'Its values are not kept.' }
  }
}

/** Which schemas a resource uses follows from what it has. */
function schemasColumn(attribute: Attribute, schemas: readonly UsedSchema[]): Column {
  const columns = schemas.map(({ urn, isUsed }) => ({
    urn: constantColumn(attribute, urn),
    isUsed,
  }))
  return {
    kind: 'column',
    compare: (operator: Operator, value: CompareValue) =>
      any(
        columns.flatMap(({ urn, isUsed }) =>
          urn.compare(operator, value) === always ? isUsed : [],
        ),
      ),
    present: always,
  }
}

function meta(dialect: Dialect, type: ResourceType, row: Row, attribute: Attribute): Complex {
  const columns = columnsOf(attribute, (sub): Stored => {
    switch (sub.name) {
      case 'resourceType':
        return constantColumn(sub, type.name)
      case 'created':
        return instantColumn(dialect, row.created)
      case 'lastModified':
        return instantColumn(dialect, row.lastModified)
      default:
        return { kind: 'unsearchable', reason: 'Filter by "id", or by "meta.lastModified".' }
    }
  })
  return {
    kind: 'complex',
    some: (filter, scope) => compileTree(filter, columns, scope),
    present: always,
    orderOf: (sub) => orderOf(columns.get(sub)),
  }
}
