/** Between a directory group and a SCIM Group. */
import type { CollectionDelta, Resource, Stored } from '@rollbook/scim'
import type { DirectoryGroup, MemberChange, SaidGroup } from '../../directory/group.ts'

/** A Group as it was read, with the group behind it. */
export interface StoredGroup extends Stored {
  readonly group: DirectoryGroup
}

/** The Group of a directory group; members only where they were read. */
export function groupOf(group: DirectoryGroup): StoredGroup {
  let attributes = `{"displayName":${JSON.stringify(group.display_name)}`
  if (group.external_id !== null) attributes += `,"externalId":${JSON.stringify(group.external_id)}`
  const rest = group.document.slice(group.document.indexOf('{') + 1, group.document.lastIndexOf('}'))
  if (rest.trim() !== '') attributes += `,${rest}`
  if (group.members !== undefined) attributes += `,"members":${group.members ?? '[]'}`
  return {
    id: group.group_id,
    version: String(group.version),
    created: group.created,
    lastModified: group.last_modified,
    attributes: `${attributes}}`,
    group,
  }
}

/** What a Group says, its members apart. */
export function saidGroup(resource: Resource): SaidGroup {
  const {
    displayName,
    externalId,
    members: _,
    id: __,
    meta: ___,
    schemas: ____,
    ...document
  } = resource
  return {
    displayName: String(displayName),
    externalId: typeof externalId === 'string' ? externalId : null,
    document,
  }
}

/** How the members change. */
export function memberChangeOf(
  deltas: ReadonlyMap<string, CollectionDelta>,
): MemberChange | undefined {
  const delta = deltas.get('members')
  if (!delta) return undefined
  return {
    reset: delta.reset,
    add: delta.add.map(({ value }) => String(value)),
    remove: delta.remove,
  }
}
