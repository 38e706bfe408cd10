/** Reading groups as one connection sees them. */
import type { Queries } from '../database/database.ts'
import { type Dialect, perDialect } from '../database/dialect.ts'
import type { DirectoryGroup } from './group.ts'
import type { Scope } from './read-person.ts'

/**
 * The columns of a DirectoryGroup over `directory_group g`. Members come as lines of an id and a
 * name in JSON, the shortest form, since there may be a hundred thousand; without members, none of
 * their rows is read.
 */
export function groupColumns(dialect: Dialect, withMembers: boolean): string {
  const line = (name: string) => dialect.lines(`m.member_id || ${name}`)
  const members = `, (select ${line('p.display_json')} from member m
      join person p on p.organization_id = m.organization_id and p.person_id = m.member_id
      where m.organization_id = g.organization_id and m.group_id = g.group_id
        and m.kind = 'person' and p.deleted is null) as people,
    (select ${line(dialect.jsonString('n.display_name'))} from member m
      join directory_group n on n.organization_id = m.organization_id
        and n.group_id = m.member_id
      where m.organization_id = g.organization_id and m.group_id = g.group_id
        and m.kind = 'group' and n.deleted is null) as groups`
  return `g.group_id, g.version, g.external_id, g.display_name,
    g.document, g.created, g.last_modified${withMembers ? members : ''}`
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

/** A group of the connection by id. */
export async function readGroup(
  queries: Queries,
  scope: Scope,
  groupId: string,
  withMembers: boolean,
): Promise<DirectoryGroup | undefined> {
  const statements = byId(queries.dialect)
  const key = [scope.organizationId, groupId, scope.connectionId]
  const statement = withMembers ? statements.whole : statements.withoutMembers
  const rows = await queries.query<DirectoryGroup>(statement, key)
  return rows[0]
}
