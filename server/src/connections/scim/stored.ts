/** How attributes are stored, as far as conditions and orders need to know it. */
import type { Attribute, CompareOperator, CompareValue, Filter } from '@rollbook/scim'
import type { Dialect } from '../../database/dialect.ts'
import type { Scope } from '../../directory/read-person.ts'
import type { Condition } from './condition.ts'

/** `ne` is the negation of `eq` and is made of it. */
export type Operator = Exclude<CompareOperator, 'ne'>

/** An attribute that is not complex. */
export interface Column {
  readonly kind: 'column'
  /** Undefined when the operator has no meaning for it. */
  compare(operator: Operator, value: CompareValue): Condition | undefined
  readonly present: Condition
  /** The SQL to order by, null where there is no value; absent when there is none. */
  readonly order?: string
}

/** A complex attribute, with one value or several. */
export interface Complex {
  readonly kind: 'complex'
  /** True when one of the values meets the filter, whose paths are sub-attributes. */
  some(filter: Filter, scope: Scope): Condition
  readonly present: Condition
  /** As `order` of a column: of the only, else the primary, else the first value. */
  orderOf?(subAttribute: Attribute): string | undefined
}

/** An attribute that is not stored in a way that could be searched. */
export interface Unsearchable {
  readonly kind: 'unsearchable'
  /** A sentence for the client: why, and what to use. */
  readonly reason: string
}

export type Stored = Column | Complex | Unsearchable

/** The attributes of a resource type, or the sub-attributes of a complex one. */
export type Storage<Kind extends Stored = Stored> = ReadonlyMap<Attribute, Kind>

export type StorageOf = (dialect: Dialect) => Storage
