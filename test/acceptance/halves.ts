/** Finds what is half done in a database: rows without their log entry, and the other way round. */
import type { Database } from '../../server/src/database/database.ts'
import type { ActivityRow, PersonRow, Tables } from '../../server/src/database/tables.ts'
import { managerValue, type PersonDocument } from '../../server/src/directory/person.ts'
import { keyOf } from '../../server/src/directory/keys.ts'

/** The rows that one write touches together. */
interface Rows {
  readonly people: readonly PersonRow[]
  readonly links: readonly Tables['person_link'][]
  readonly emails: readonly Tables['person_email'][]
  readonly groups: readonly Tables['directory_group'][]
  readonly members: readonly Tables['member'][]
  readonly tallies: readonly Tables['tally'][]
  /** Applied, and not without effect; oldest first. */
  readonly changes: readonly ActivityRow[]
}

/**
 * Holds the rows of an organization with one connection against each other and against the log.
 *
 * @returns a sentence for each thing that is not whole
 */
export async function findHalves(database: Database): Promise<string[]> {
  const rows = await readRows(database)
  return [
    ...rows.people.flatMap((person) => halvesOfPerson(person, rows)),
    ...rows.groups.flatMap((group) => halvesOfGroup(group, rows)),
    ...strays(rows),
    ...wrongTallies(rows),
  ]
}

async function readRows(database: Database): Promise<Rows> {
  return database.transaction(async (queries) => {
    const all = <Name extends keyof Tables>(name: Name) =>
      queries.query<Tables[Name]>({ name: `halves.${name}`, sql: `select * from ${name}` }, [])
    const activities = await all('activity')
    return {
      people: await all('person'),
      links: await all('person_link'),
      emails: await all('person_email'),
      groups: await all('directory_group'),
      members: await all('member'),
      tallies: await all('tally'),
      changes: activities
        .filter(({ outcome, verdict }) => outcome === 'applied' && verdict !== 'unchanged')
        .toSorted((one, other) => (one.activity_id < other.activity_id ? -1 : 1)),
    }
  })
}

function halvesOfPerson(person: PersonRow, rows: Rows): string[] {
  const { person_id: id, user_name_key: name, deleted } = person
  const document = JSON.parse(person.document) as PersonDocument & { emails?: { value: string }[] }
  const links = rows.links.filter(({ person_id: each }) => each === id)
  const emails = rows.emails.filter(({ person_id: each }) => each === id)
  const changes = rows.changes.filter(({ object_id: each }) => each === id)
  const count = (verdict: string) => changes.filter((each) => each.verdict === verdict).length
  const wanted = new Set(document.emails?.map(({ value }) => keyOf(value)))
  const holds = new Map<string, boolean>([
    ['one link', links.length === 1],
    ['a link that is deleted as they are', (links[0]?.deleted === null) === (deleted === null)],
    ['a claim while they are there', (person.claim_connection_id === null) === (deleted !== null)],
    [
      'a row for each e-mail address',
      isSameSet(
        wanted,
        emails.map(({ email_key: key }) => key),
      ),
    ],
    ['one log entry that makes them', count('create') === 1 && changes[0]?.verdict === 'create'],
    ['a log entry that deletes them', count('delete') === (deleted === null ? 0 : 1)],
    [`a log entry for each of ${person.version} versions`, changes.length === person.version],
    ['one manager', person.manager_id === null || managerValue(document) === person.manager_id],
  ])
  return [...holds].filter(([, isSo]) => !isSo).map(([what]) => `${name} has not ${what}`)
}

function halvesOfGroup(group: Tables['directory_group'], rows: Rows): string[] {
  const { group_id: id, display_name: name, version } = group
  const members = new Set(
    rows.members.filter((each) => each.group_id === id).map((each) => each.member_id),
  )
  const logged = new Set<string>()
  const changes = rows.changes.filter(({ object_id: each }) => each === id)
  for (const { plan } of changes) {
    const moved = (JSON.parse(plan) as { members?: { added: string[]; removed: string[] } }).members
    for (const each of moved?.added ?? []) logged.add(each)
    for (const each of moved?.removed ?? []) logged.delete(each)
  }
  // Who is deleted stays a member, unseen; that is a step of the group, too.
  const deleted = rows.people.filter(
    ({ person_id: each, deleted: at }) => at !== null && members.has(each),
  )
  const holds = new Map<string, boolean>([
    ['the members whom the log gives it', isSameSet(members, [...logged])],
    [
      `a log entry for each of ${version} versions`,
      changes.length + deleted.length === Number(version),
    ],
  ])
  return [...holds].filter(([, isSo]) => !isSo).map(([what]) => `${name} has not ${what}`)
}

/** What names somebody who is not there. */
function strays({ people, groups, members, changes }: Rows): string[] {
  const ids = new Set([
    ...people.map(({ person_id: id }) => id),
    ...groups.map(({ group_id: id }) => id),
  ])
  return [
    ...changes
      .filter(({ object_id: id }) => id === null || !ids.has(id))
      .map(({ verdict, plan }) => `The log has a ${verdict} of nobody: ${plan}`),
    ...members
      .filter(({ member_id: id }) => !ids.has(id))
      .map(({ member_id: id }) => `${id} is a member and nobody`),
  ]
}

function wrongTallies({ tallies, links, groups, changes }: Rows): string[] {
  return (['person', 'group'] as const).flatMap((kind) => {
    const slots = tallies.filter((each) => each.kind === kind)
    const sum = (count: (slot: Tables['tally']) => number) =>
      slots.reduce((total, slot) => total + count(slot), 0)
    const there = (kind === 'person' ? links : groups).filter(({ deleted }) => deleted === null)
    const gone = changes.filter((each) => each.object_kind === kind && each.verdict === 'delete')
    const [present, removals] = [sum((slot) => slot.present), sum((slot) => slot.removals)]
    return present === there.length && removals === gone.length
      ? []
      : [
          `The tally of ${kind} says ${present} and ${removals} gone, ` +
            `but there are ${there.length} and ${gone.length} gone`,
        ]
  })
}

const isSameSet = (one: ReadonlySet<string>, other: readonly string[]) =>
  one.size === other.length && other.every((each) => one.has(each))
