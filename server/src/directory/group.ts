/** A directory group: what an IdP pushes. */
import type { Resource } from '@rollbook/scim'
import type { GroupRow } from '../database/tables.ts'

/** A group as one query reads it. */
export interface DirectoryGroup extends Pick<
  GroupRow,
  'group_id' | 'version' | 'external_id' | 'display_name' | 'document' | 'created' | 'last_modified'
> {
  /**
   * Members that are people, and that are groups: a line each of the id (36 characters) and the
   * name as a JSON string. Null: none; undefined: not read.
   */
  readonly people?: string | null
  readonly groups?: string | null
}

/** What a source says of a group, its members apart. */
export interface SaidGroup {
  readonly displayName: string
  readonly externalId: string | null
  /** The other attributes. */
  readonly document: Resource
}

/** How the members change: `reset` makes them exactly `add`. */
export interface MemberChange {
  readonly reset: boolean
  /** Ids, or texts that mean somebody who is not there yet. */
  readonly add: readonly string[]
  readonly remove: readonly string[]
}
