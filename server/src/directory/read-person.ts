/** Reading people as one connection sees them. */
import type { Queries } from '../database/database.ts'
import { type Dialect, perDialect } from '../database/dialect.ts'
import type { LinkedPerson } from './person.ts'

/** Which people: those one connection of one organization has linked. */
export interface Scope {
  readonly organizationId: string
  readonly connectionId: string
}

/**
 * The columns of a LinkedPerson over `person_link l join person p` (peopleOf). With groups, they
 * take one value: what stands before a group's id in the group's URL.
 */
export function personColumns(dialect: Dialect, withGroups: boolean): string {
  const { whole, withoutGroups } = columns(dialect)
  return withGroups ? whole : withoutGroups
}

const columns = perDialect((dialect) => ({
  whole: columnsText(dialect, true),
  withoutGroups: columnsText(dialect, false),
}))

function columnsText(dialect: Dialect, withGroups: boolean): string {
  const groups = `(select ${dialect.jsonObjects([
    ['value', 'g.group_id'],
    ['$ref', `cast(? as text) || g.group_id`],
    ['display', 'g.display_name'],
    ['type', `'direct'`],
  ])}
      from member m join directory_group g
        on g.organization_id = m.organization_id and g.group_id = m.group_id
      where m.organization_id = p.organization_id and m.member_id = p.person_id
        and g.connection_id = l.connection_id and g.deleted is null)`
  return `p.person_id, p.version, p.status, p.status_reason, p.claim_connection_id, p.manager_id,
    p.document, p.created, p.last_modified, l.external_id,
    mgr.display_name as manager_name, mgr.version as manager_present,
    ${withGroups ? groups : 'null'} as groups`
}

/** The tables behind personColumns. */
export const peopleOf = `person_link l
  join person p on p.organization_id = l.organization_id and p.person_id = l.person_id
  left join person mgr on mgr.organization_id = p.organization_id
    and mgr.person_id = p.manager_id and mgr.deleted is null`

const byId = perDialect((dialect) => ({
  name: 'person.byId',
  sql: `select ${personColumns(dialect, true)} from ${peopleOf}
    where l.organization_id = ? and l.connection_id = ? and l.person_id = ? and l.deleted is null`,
}))

/**
 * A person of the connection by id.
 *
 * @param groupBase what stands before a group's id in its URL
 */
export async function readPerson(
  queries: Queries,
  scope: Scope,
  personId: string,
  groupBase: string,
): Promise<LinkedPerson | undefined> {
  const rows = await queries.query<LinkedPerson>(byId(queries.dialect), [
    groupBase,
    scope.organizationId,
    scope.connectionId,
    personId,
  ])
  return rows[0]
}
