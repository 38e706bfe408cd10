/** What a change of members would do: who comes, who goes, who is not there yet. Reads only. */
import type { Queries } from '../database/database.ts'
import { perDialect } from '../database/dialect.ts'
import { isId } from '../database/ids.ts'
import type { MemberKind } from '../database/tables.ts'
import { fitsKey } from './acceptable.ts'
import type { MemberChange } from './group.ts'
import { resolveReference } from './references.ts'
import type { Source } from './source.ts'

export interface MemberPlan {
  readonly add: readonly (readonly [id: string, kind: MemberKind])[]
  readonly remove: readonly string[]
  /** Texts that mean nobody yet. */
  readonly wait: readonly string[]
  /** Texts that are not waited for any more; undefined: none but those in `wait`. */
  readonly forget: readonly string[] | undefined
}

// A member is a person this connection has linked, or one of its groups (E-147). Sub-selects, so
// that each id is looked up in an index, whatever the planner knows of the tables.
const known = perDialect((dialect) => {
  const id = dialect.uuid('each.value')
  return {
    name: 'members.known',
    sql: `select each.value as id,
        (select 1 from person_link l where l.organization_id = ? and l.connection_id = ?
          and l.person_id = ${id} and l.deleted is null) as is_person,
        (select 1 from directory_group g where g.organization_id = ? and g.connection_id = ?
          and g.group_id = ${id} and g.deleted is null) as is_group,
        (select 1 from member m where m.organization_id = ? and m.group_id = ?
          and m.member_id = ${id}) as is_member
      from ${dialect.eachText}`,
  }
})

interface Known {
  readonly id: string
  readonly is_person: number | null
  readonly is_group: number | null
  readonly is_member: number | null
}

const present = perDialect((dialect) => ({
  name: 'members.present',
  sql: `select each.value as id, (select 1 from member m where m.organization_id = ?
      and m.group_id = ? and m.member_id = ${dialect.uuid('each.value')}) as is_member
    from ${dialect.eachText}`,
}))

const all = {
  name: 'members.all',
  sql: 'select member_id as id from member where organization_id = ? and group_id = ?',
}

/** Plans a change of the members of a group; a new group has none yet. */
export async function planMembers(
  queries: Queries,
  source: Source,
  groupId: string,
  change: MemberChange,
): Promise<MemberPlan> {
  // What is too long for a key names nobody.
  const wanted = [...new Set(change.add)].filter(fitsKey)
  const { found, unknown } = await find(queries, source, groupId, wanted)
  const add = found.filter(({ isMember }) => !isMember).map(({ id, kind }) => [id, kind] as const)
  if (!change.reset) {
    const ids = change.remove.filter(isId)
    const remove = ids.length === 0 ? [] : await presentOf(queries, source, groupId, ids)
    // What is no id of a member may be another name of one, even when it looks like an id.
    const isMember = new Set(remove)
    const texts = change.remove.filter((value) => !isMember.has(value) && fitsKey(value))
    for (const text of texts) {
      const person = await resolveReference(queries, source, text)
      if (person) remove.push(...(await presentOf(queries, source, groupId, [person.personId])))
    }
    // Who is added stays, by whatever other name they are removed.
    const added = new Set(found.map(({ id }) => id))
    return {
      add,
      remove: [...new Set(remove)].filter((id) => !added.has(id)),
      wait: unknown,
      forget: change.remove,
    }
  }
  const rows = await queries.query<{ id: string }>(all, [source.organization.id, groupId])
  const kept = new Set(found.map(({ id }) => id))
  const remove = rows.map(({ id }) => id).filter((id) => !kept.has(id))
  return { add, remove, wait: unknown, forget: undefined }
}

interface FoundMember {
  readonly id: string
  readonly kind: MemberKind
  readonly isMember: boolean
}

async function find(
  queries: Queries,
  source: Source,
  groupId: string,
  wanted: readonly string[],
): Promise<{ found: FoundMember[]; unknown: string[] }> {
  const { id: organizationId } = source.organization
  const ids = wanted.filter(isId)
  const rows =
    ids.length === 0
      ? []
      : await queries.query<Known>(known(queries.dialect), [
          organizationId,
          source.connectionId,
          organizationId,
          source.connectionId,
          organizationId,
          groupId,
          JSON.stringify(ids),
        ])
  const found = new Map<string, FoundMember>()
  for (const { id, is_person: isPerson, is_group: isGroup, is_member: member } of rows)
    if (isPerson !== null || isGroup !== null)
      found.set(id, { id, kind: isPerson === null ? 'group' : 'person', isMember: member !== null })
  const unknown: string[] = []
  for (const value of wanted) {
    if (found.has(value)) continue
    // Some clients name members by userName or externalId.
    const person = await resolveReference(queries, source, value)
    if (!person) unknown.push(value)
    else if (!found.has(person.personId)) {
      const isMember = (await presentOf(queries, source, groupId, [person.personId])).length > 0
      found.set(person.personId, { id: person.personId, kind: 'person', isMember })
    }
  }
  return { found: [...found.values()], unknown }
}

async function presentOf(
  queries: Queries,
  source: Source,
  groupId: string,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await queries.query<{ id: string; is_member: number | null }>(
    present(queries.dialect),
    [source.organization.id, groupId, JSON.stringify(ids)],
  )
  return rows.filter((row) => row.is_member !== null).map(({ id }) => id)
}
