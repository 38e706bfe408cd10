/** What a schema is: attributes and their characteristics, as data. RFC 7643 §2.2, §7. */

export type AttributeType =
  | 'string'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'dateTime'
  | 'binary'
  | 'reference'
  | 'complex'

/** One attribute with all its characteristics, defaults filled in. RFC 7643 §7. */
export interface Attribute {
  readonly name: string
  readonly type: AttributeType
  readonly multiValued: boolean
  readonly description: string
  readonly required: boolean
  readonly caseExact: boolean
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly'
  readonly returned: 'always' | 'never' | 'default' | 'request'
  readonly uniqueness: 'none' | 'server' | 'global'
  readonly canonicalValues?: readonly string[]
  readonly referenceTypes?: readonly string[]
  /** Present exactly when `type` is `complex`. */
  readonly subAttributes?: readonly Attribute[]
}

export interface Schema {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly attributes: readonly Attribute[]
}

/** A kind of resource and where it lives. RFC 7643 §6. */
export interface ResourceType {
  /** `User`, `Group`; also `meta.resourceType`. */
  readonly name: string
  /** `/Users`, `/Groups`. */
  readonly endpoint: string
  readonly description: string
  readonly schema: Schema
  readonly extensions: readonly { readonly schema: Schema; readonly required: boolean }[]
  /**
   * Multi-valued attributes of the core schema that the provider keeps as rows of their own, such
   * as `members`: they are never loaded to be changed; their changes reach the provider as deltas.
   */
  readonly collections: readonly string[]
}

/** A resource as JSON: attribute names spelled as the schema spells them. */
export type Resource = { [name: string]: unknown }
