/** Reading groups as one connection sees them. */
import type { Queries } from '../database/database.ts'
import { type Dialect, perDialect } from '../database/dialect.ts'
import type { DirectoryGroup } from './group.ts'
import type { Scope } from './read-person.ts'

/**
 * The columns of a DirectoryGroup over `directory_group g`. With members they take two values: what
 * stands before a person's and before a group's id in their URLs; without, members are never read.
 */
export function groupColumns(dialect: Dialect, withMembers: boolean): string {
  const members = dialect.jsonObjects([
    ['value', 'm.member_id'],
    ['$ref', `case m.kind when 'person' then cast(? as text) else cast(? as text) end || m.member_id`],
    ['type', `case m.kind when 'person' then 'User' else 'Group' end`],
    ['display', 'coalesce(p.display_name, n.display_name)'],
  ])
  return `g.group_id, g.version, g.external_id, g.display_name,
    ${dialect.jsonText('g.document')} as document, g.created, g.last_modified${
      withMembers
        ? `, (select ${members} from member m
          left join person p on m.kind = 'person' and p.organization_id = m.organization_id
            and p.person_id = m.member_id and p.status <> 'deleted'
          left join directory_group n on m.kind = 'group'
            and n.organization_id = m.organization_id and n.group_id = m.member_id
            and n.deleted is null
          where m.organization_id = g.organization_id and m.group_id = g.group_id
            and (p.person_id is not null or n.group_id is not null)) as members`
        : ''
    }`
}

const byId = perDialect((dialect) => ({
  whole: {
    name: 'group.whole',
    sql: `select ${groupColumns(dialect, true)} from directory_group g
      where g.organization_id = ? and g.group_id = ? and g.connection_id = ?
        and g.deleted is null`,
  },
  withoutMembers: {
    name: 'group.withoutMembers',
    sql: `select ${groupColumns(dialect, false)} from directory_group g
      where g.organization_id = ? and g.group_id = ? and g.connection_id = ?
        and g.deleted is null`,
  },
}))

/**
 * A group of the connection by id.
 *
 * @param bases what stands before ids of people and groups in their URLs; absent: without members
 */
export async function readGroup(
  queries: Queries,
  scope: Scope,
  groupId: string,
  bases?: { readonly person: string; readonly group: string },
): Promise<DirectoryGroup | undefined> {
  const statements = byId(queries.dialect)
  const key = [scope.organizationId, groupId, scope.connectionId]
  const rows = bases
    ? await queries.query<DirectoryGroup>(statements.whole, [bases.person, bases.group, ...key])
    : await queries.query<DirectoryGroup>(statements.withoutMembers, key)
  return rows[0]
}
