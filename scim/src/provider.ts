/**
 * The seam: what an application implements to be served over SCIM. Five functions over its own
 * tables; everything of the protocol (parsing, validation, filters, PATCH, projection, versions,
 * Bulk, errors) has happened before they are called, or happens after.
 */
import type { Filter } from './filter.ts'
import type { Resource, ResourceType } from './schema.ts'

/** A resource as the provider keeps it. */
export interface Stored {
  readonly id: string
  /** Any text that changes with the resource; becomes the weak ETag `W/"…"`. */
  readonly version: string
  /** ISO 8601, UTC. */
  readonly created: string
  readonly lastModified: string
  /**
   * All attributes but `id`, `meta` and `schemas`, readOnly ones such as `groups` included, either
   * as an object or as the JSON text of one. Text of a resource that is sent whole is sent on as it
   * is, never parsed. Collections (`members`) are there only when they were asked for.
   */
  readonly attributes: Resource | string
}

/** What one request asks of the provider beside the data itself. */
export interface Call<Context> {
  /** Whatever the application handed to the handler for this request: tenant, connection, … */
  readonly context: Context
  /** The absolute URL of a resource, for `$ref`. */
  location(type: string, id: string): string
  /** Names of the habits repaired in this request (compat.ts), for the log. */
  readonly repairs: readonly string[]
  /** What was accepted but not stored, such as unknown attributes: sentences for the log. */
  readonly warnings: readonly string[]
}

/** What of a resource the answer will show, so that nothing costly is loaded for nothing. */
export interface Selection {
  /** Whether the collection or costly attribute of that name (`members`, `groups`) is needed. */
  includes(attribute: string): boolean
}

export interface ListQuery {
  readonly filter?: Filter
  readonly sortBy?: import('./filter.ts').AttributePath
  readonly sortOrder: 'ascending' | 'descending'
  /** From 1. */
  readonly startIndex: number
  readonly count: number
  /**
   * Set when the client pages by cursor (RFC 9865): `''` asks for the first page, anything else is
   * a cursor this provider gave out. `startIndex` is 1 then.
   */
  readonly cursor?: string
}

export interface Listed {
  readonly totalResults: number
  readonly resources: readonly Stored[]
  /** When the client pages by cursor and there is more. */
  readonly nextCursor?: string
}

/**
 * How the rows of one collection change. With `reset` the collection becomes exactly `add`;
 * without, `remove` leaves and `add` comes; no value is in both. Values are whole elements with at
 * least `value`; adding one that is there, or removing one that is not, is no error.
 */
export interface CollectionDelta {
  readonly reset: boolean
  readonly add: readonly Resource[]
  readonly remove: readonly string[]
}

export interface Update {
  /** How the change was asked for. */
  readonly method: 'PUT' | 'PATCH'
  /**
   * What was read and what should be stored in its place (writable attributes only, collections
   * left out). Absent when only collections change.
   */
  readonly replace?: { readonly before: Stored; readonly after: Resource }
  /** By name of the collection; absent ones stay as they are. */
  readonly deltas: ReadonlyMap<string, CollectionDelta>
  /** The versions one of which must still be there when the change is written (`If-Match`, or the one that was read); absent: any. */
  readonly ifVersion?: readonly string[]
}

export interface Provider<Context = unknown> {
  /** The resource, or undefined when it is not there for this caller. */
  get(
    type: ResourceType,
    id: string,
    selection: Selection,
    call: Call<Context>,
  ): Promise<Stored | undefined>
  list(
    type: ResourceType,
    query: ListQuery,
    selection: Selection,
    call: Call<Context>,
  ): Promise<Listed>
  /** Makes the resource. Throws `ScimError('uniqueness', …)` when a unique value is taken. */
  create(
    type: ResourceType,
    resource: Resource,
    deltas: ReadonlyMap<string, CollectionDelta>,
    call: Call<Context>,
  ): Promise<Stored>
  /**
   * Writes a change, wholly or not at all. Undefined when the resource is gone or has another
   * version than `ifVersion`; the engine then reads again, and re-applies or answers 404 or 412.
   * The result need not hold collections; where nothing but collections changed, all that counts
   * of it is `id` and `version`.
   */
  update(
    type: ResourceType,
    id: string,
    update: Update,
    call: Call<Context>,
  ): Promise<Stored | undefined>
  /** True when it was there and is gone now; false when it was not there or another version. */
  delete(
    type: ResourceType,
    id: string,
    ifVersion: readonly string[] | undefined,
    call: Call<Context>,
  ): Promise<boolean>
  /** Told of every write request that was refused, for the log. Must not throw. */
  refused?(
    refusal: {
      readonly type: ResourceType
      readonly method: string
      readonly id?: string
      readonly status: number
      readonly scimType?: string
      readonly detail: string
      readonly body?: unknown
    },
    call: Call<Context>,
  ): Promise<void>
}
