/** Filters: the tree, and the one way from text to it. RFC 7644 §3.4.2.2. */
import type { Attribute, Schema } from './schema.ts'

/** A name resolved against a resource type. */
export interface AttributePath {
  /** The extension the attribute belongs to; undefined for the core schema and common attributes. */
  readonly extension?: Schema
  readonly attribute: Attribute
  readonly subAttribute?: Attribute
}

export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'

export type CompareValue = string | number | boolean | null

/**
 * A frozen tree. `emails[type eq "work"].value eq "x"` is read as
 * `emails[type eq "work" and value eq "x"]`. Inside a `valuePath`, paths are the sub-attributes:
 * `{ attribute: <sub-attribute> }`.
 */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'present'; readonly path: AttributePath }
  | {
      readonly kind: 'compare'
      readonly path: AttributePath
      readonly operator: CompareOperator
      readonly value: CompareValue
    }
  | { readonly kind: 'valuePath'; readonly path: AttributePath; readonly filter: Filter }
