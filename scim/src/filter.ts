/** Filters as trees. `filter-parser.ts` makes them from text, others walk them. RFC 7644 §3.4.2.2. */
import type { Attribute, Schema } from './schema.ts'

/** A name resolved against a resource type. */
export interface AttributePath {
  /** The extension the attribute belongs to; undefined for the core schema and common attributes. */
  readonly extension?: Schema
  readonly attribute: Attribute
  readonly subAttribute?: Attribute
}

export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'

/**
 * Always of the type of the attribute: a boolean for boolean attributes, a number for integer and
 * decimal ones, else a string; for dateTime in the form `2026-01-31T12:00:00.000Z`.
 */
export type CompareValue = string | number | boolean

/**
 * A frozen tree, in one form whatever the spelling, so that those who walk it meet fewer cases:
 *
 * - An `and` holds no `and`, an `or` no `or`; both hold two filters at least.
 * - `emails[type eq "work"].value eq "x"` is read as `emails[type eq "work" and value eq "x"]`.
 * - Inside a `valuePath`, paths are the sub-attributes: `{ attribute: <sub-attribute> }`.
 * - A complex attribute that is compared means its `value`: the path of a `compare` ends in an
 *   attribute that is not complex. The path of a `present` may be a whole complex attribute.
 * - `eq null` is read as `not (… pr)`, `ne null` as `… pr`.
 *
 * What the operators mean, absent and multi-valued attributes included, stands at `matches`.
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
