/** Reads everything back over SCIM and holds it against the company. */
import type { Company } from './company.ts'
import { enterpriseUrn, ownValue, valueAt } from './flat.ts'
import type { Identified } from './judge.ts'
import { readList, readResource } from './judge.ts'
import { limits } from './limits.ts'
import type { Person } from './person.ts'
import { isInScope } from './person.ts'
import type { Play, Player } from './play.ts'
import { playEach } from './play.ts'
import { show } from './quote.ts'
import { readAll } from './read-back.ts'

/** Something that stands otherwise than it should. */
export interface Disparity {
  /** userName of the person or displayName of the group. */
  readonly who: string
  /** The path of the attribute, or what it is about. */
  readonly what: string
  readonly expected: string
  readonly got: string
}

export interface Counts {
  /** In scope and active. */
  readonly people: number
  readonly groups: number
  /** People linked to their manager. */
  readonly managers: number
  readonly memberships: number
}

/** How many stand as they should, how many should, and what does not. */
export interface Verified extends Counts {
  readonly expected: Counts
  /** Of the managers, those the server kept as the text it was sent. */
  readonly managersAsText: number
  /** Resources on the server that are none of the company's. */
  readonly others: number
  /** The first ones. */
  readonly differences: readonly Disparity[]
  readonly differenceCount: number
}

/**
 * Verifies what the player has put in place. People and groups that the server refused to take as
 * they are stay out of it.
 * Groups are read one by one, for their members.
 */
export async function verify(play: Play, player: Player, company: Company): Promise<Verified> {
  const users = await readAll(play, 'User')
  const groups = await readAll(play, 'Group')
  const found = { people: 0, groups: 0, managers: 0, memberships: 0 }
  const expected = { people: 0, groups: 0, managers: 0, memberships: 0 }
  const differences: Disparity[] = []
  let differenceCount = 0
  let managersAsText = 0
  const differ = (who: string, what: string, wanted: string, got: string): void => {
    differenceCount++
    if (differences.length < limits.findingsMax)
      differences.push({ who, what, expected: wanted, got })
  }
  const people = new Map(company.people.map((person) => [person.objectId, person]))
  const { refused } = play
  const holders = countByUserName(users)

  for (const person of company.people) verifyPerson(person)
  await verifyInactiveAreFound()
  await playEach(play, 'Reading groups back', company.groups, async (group) => {
    const { displayName } = group
    const id = play.groups.get(group.objectId)
    if (refused.has(displayName)) return
    expected.groups++
    const wanted = new Set(group.members.flatMap((member) => play.people.get(member) ?? []))
    expected.memberships += wanted.size
    const listed = id === undefined ? undefined : groups.get(id)
    if (!listed) {
      differ(displayName, 'group', 'in the list of groups', 'not there')
      return
    }
    if (listed['displayName'] === displayName) found.groups++
    else differ(displayName, 'displayName', show(displayName), show(listed['displayName']))
    await verifyMembers(displayName, listed.id, wanted)
  })
  const known = new Set([...play.people.values(), ...play.groups.values()])
  const others = [...users.keys(), ...groups.keys()].filter((id) => !known.has(id)).length
  return { ...found, expected, managersAsText, others, differences, differenceCount }

  function verifyPerson(person: Person): void {
    const who = person.userPrincipalName
    if (refused.has(who)) return
    const id = play.people.get(person.objectId)
    const count = holders.get(who.toLowerCase()) ?? 0
    if (count > 1) differ(who, 'userName', 'one resource', `${count} resources`)
    if (id === undefined) {
      verifyAbsence(person, count)
      return
    }
    if (isInScope(person)) expected.people++
    const resource = users.get(id)
    if (!resource) {
      differ(who, 'person', 'in the list of users', 'not there')
      return
    }
    const { attributes, manager } = player.wanted(person)
    const wrong = [...attributes].filter(([path, value]) => valueAt(resource, path) !== value)
    for (const [path, value] of wrong) differ(who, path, show(value), show(valueAt(resource, path)))
    if (isInScope(person) && wrong.length === 0) found.people++
    if (manager !== 'unknown') verifyManager(person, resource, manager)
  }

  /** Nobody was created whose account is disabled, and nobody else is missing. */
  function verifyAbsence(person: Person, count: number): void {
    const who = person.userPrincipalName
    if (!isInScope(person)) {
      const stray = count > 0 && [...users.values()].find((user) => user['userName'] === who)
      if (stray && stray['active'] !== false)
        differ(who, 'active', 'false, for the account is disabled', show(stray['active']))
    } else {
      expected.people++
      differ(who, 'person', 'created', 'not created')
    }
  }

  function verifyManager(person: Person, resource: Identified, as: 'reference' | 'text'): void {
    const there = valueAt(resource, `${enterpriseUrn}:manager.value`)
    const manager = people.get(person.managerId ?? '')
    const id = manager && play.people.get(manager.objectId)
    const text = as === 'text' ? manager?.userPrincipalName : undefined
    if (id === undefined && text === undefined) {
      if (there !== undefined) differ(person.userPrincipalName, 'manager', 'none', show(there))
      return
    }
    expected.managers++
    if (there !== undefined && there === id) found.managers++
    else if (text !== undefined && there === text) {
      found.managers++
      managersAsText++
    } else differ(person.userPrincipalName, 'manager', show(id ?? text), show(there))
  }

  async function verifyMembers(
    displayName: string,
    id: string,
    wanted: ReadonlySet<string>,
  ): Promise<void> {
    const answer = await play.client.send('GET', `/Groups/${encodeURIComponent(id)}`)
    const sought = { case: 'O-68', type: 'Group', status: 200 } as const
    const resource = readResource(play.judge, answer, sought)
    const list = ownValue(resource, 'members')
    const values = Array.isArray(list) ? list.map((member) => ownValue(member, 'value')) : []
    const present = new Set(values)
    const missing = [...wanted].filter((member) => !present.has(member))
    const strangers = [...present].filter((value) => !wanted.has(String(value)))
    found.memberships += wanted.size - missing.length
    if (present.size !== values.length)
      differ(displayName, 'members', 'each member once', `${values.length - present.size} repeated`)
    if (missing.length > 0)
      differ(displayName, 'members', `${wanted.size} members`, `without ${sample(missing)}`)
    if (strangers.length > 0)
      differ(displayName, 'members', `${wanted.size} members`, `besides ${sample(strangers)}`)
  }

  /** Who was deactivated must still be found, or they would be created again (E-12). */
  async function verifyInactiveAreFound(): Promise<void> {
    const inactive = [...play.people.values()].flatMap((id) => users.get(id) ?? [])
    for (const user of inactive.filter((one) => one['active'] === false).slice(0, 3)) {
      const name = String(user['userName'])
      const filter = encodeURIComponent(`userName eq ${JSON.stringify(name)}`)
      const answer = await play.client.send('GET', `/Users?filter=${filter}`)
      const list = readList(play.judge, answer, { case: 'E-12', type: 'User' })
      const hit = list?.resources.find(({ id }) => id === user.id)
      if (list && hit?.['active'] !== false)
        play.judge.find('E-12', answer, 'the inactive person, active false', show(hit?.['active']))
    }
  }
}

function countByUserName(users: ReadonlyMap<string, Identified>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const user of users.values()) {
    const name = String(user['userName']).toLowerCase()
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

function sample(ids: readonly unknown[]): string {
  return `${ids.length}: ${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ', …' : ''}`
}
