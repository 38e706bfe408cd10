/** Between a directory group and a SCIM Group. */
import type { CollectionDelta, Resource, Stored } from '@rollbook/scim'
import type { DirectoryGroup, MemberChange, SaidGroup } from '../../directory/group.ts'

/** A Group as it was read, with the group behind it. */
export interface StoredGroup extends Stored {
  readonly group: DirectoryGroup
}

/** What stands before ids of people and groups in their URLs. */
export interface Bases {
  readonly person: string
  readonly group: string
}

/** The Group of a directory group; members only where they were read. */
export function groupOf(group: DirectoryGroup, bases: Bases): StoredGroup {
  let attributes = `{"displayName":${JSON.stringify(group.display_name)}`
  if (group.external_id !== null) attributes += `,"externalId":${JSON.stringify(group.external_id)}`
  const rest = group.document.slice(
    group.document.indexOf('{') + 1,
    group.document.lastIndexOf('}'),
  )
  if (rest.trim() !== '') attributes += `,${rest}`
  if (group.people !== undefined)
    attributes += `,"members":[${membersText(group.people, group.groups ?? null, bases)}]`
  return {
    id: group.group_id,
    version: String(group.version),
    created: group.created,
    lastModified: group.last_modified,
    attributes: `${attributes}}`,
    group,
  }
}

const idLength = 36

function membersText(people: string | null, groups: string | null, bases: Bases): string {
  const texts: string[] = []
  for (const [lines, type, base] of [
    [people, 'User', bases.person],
    [groups, 'Group', bases.group],
  ] as const)
    if (lines !== null) texts.push(linesText(lines, type, base))
  return texts.join(',')
}

function linesText(lines: string, type: string, base: string): string {
  const afterId = `","$ref":"${base}`
  const afterRef = `","type":"${type}","display":`
  let text = ''
  for (let from = 0; from < lines.length;) {
    const end = lines.indexOf('\n', from)
    const to = end === -1 ? lines.length : end
    const id = lines.slice(from, from + idLength)
    if (from > 0) text += ','
    text += `{"value":"${id}${afterId}${id}${afterRef}${lines.slice(from + idLength, to)}}`
    from = to + 1
  }
  return text
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
