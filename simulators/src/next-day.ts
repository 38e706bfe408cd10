/** What one day changes in the company: hires and leavers, names, managers, departments, groups. */
import type { Company, Group } from './company.ts'
import { costCenter, dateOf } from './company.ts'
import { projects, sites } from './names.ts'
import type { Person, TakenNames } from './person.ts'
import { displayName, domain, freeName, isInScope, makePerson } from './person.ts'
import type { Random } from './random.ts'
import { createRandom } from './random.ts'

/** People and groups while they change; people by objectId. */
interface Change {
  readonly day: number
  readonly random: Random
  readonly people: Map<string, Person>
  readonly taken: TakenNames
  /** People already changed today, who are left alone for the rest of the day. */
  readonly touched: Set<string>
}

/** Days an account lies in the bin before it is purged. */
const binDays = 2

/**
 * The same company one day later. About one person in a hundred changes, one at least of each
 * kind where there is one; Ada and Grace stay as they are.
 *
 * @param seed of the day; the company's own when left out
 */
export function nextDay(company: Company, seed: string | number = company.seed): Company {
  const day = company.day + 1
  const change: Change = {
    day,
    random: createRandom(String(seed), 'day', day),
    people: new Map(company.people.map((person) => [person.objectId, person])),
    taken: takenNames(company.people),
    touched: new Set(company.people.filter(({ serial }) => serial < 2).map((p) => p.objectId)),
  }
  emptyBin(change)
  moveToBin(change)
  endAbsences(change)
  leave(change)
  unassign(change)
  marry(change)
  reorganize(change)
  editProfiles(change)
  const hires = hire(change, company)
  const people = [...change.people.values()]
  return {
    ...company,
    day,
    people,
    groups: changeGroups(company.groups, hires, change),
    nextSerial: company.nextSerial + hires.length,
  }
}

function takenNames(people: readonly Person[]): TakenNames {
  const taken: TakenNames = new Map()
  for (const { mailNickname, userPrincipalName, mail, deletedOn } of people) {
    // A name in the bin stays free for its bearer to come back to.
    const login = deletedOn === undefined ? userPrincipalName : userPrincipalName.slice(32)
    for (const name of [mailNickname, login, mail ?? ''])
      taken.set(name.toLowerCase().replace(/@.*/, ''), 1)
  }
  return taken
}

/** People not yet touched today, one in `1 / share` of them and at least one; they count as touched. */
function draw(
  { people, random, touched }: Change,
  share: number,
  fits: (person: Person) => boolean,
): Person[] {
  const fitting = [...people.values()].filter(
    (person) => fits(person) && !touched.has(person.objectId),
  )
  const drawn = random.sample(fitting, Math.max(1, Math.round(fitting.length * share)))
  for (const { objectId } of drawn) touched.add(objectId)
  return drawn
}

function put({ people }: Change, person: Person): void {
  people.set(person.objectId, person)
}

/** Purges what has lain in the bin long enough; brings back one in three of yesterday's. */
function emptyBin(change: Change): void {
  for (const person of change.people.values()) {
    if (person.deletedOn === undefined) continue
    if (person.deletedOn <= change.day - binDays) {
      change.people.delete(person.objectId)
    } else if (change.random.chance(1 / 3)) {
      const { deletedOn: _, leftOn: __, ...restored } = person
      const userPrincipalName = person.userPrincipalName.slice(32)
      put(change, { ...restored, userPrincipalName, accountEnabled: true })
      change.touched.add(person.objectId)
    }
  }
}

/** Deletes accounts of leavers; in the bin the objectId stands before the name, as Entra has it. */
function moveToBin(change: Change): void {
  const isLeaver = (person: Person): boolean =>
    person.leftOn !== undefined && person.deletedOn === undefined
  for (const person of draw(change, 0.1, isLeaver)) {
    const tombstone = person.objectId.replaceAll('-', '') + person.userPrincipalName
    put(change, { ...person, userPrincipalName: tombstone, deletedOn: change.day })
  }
}

/** Assigns again who lost the application, and enables one in ten suspended accounts. */
function endAbsences(change: Change): void {
  for (const person of draw(change, 0.5, ({ assigned }) => !assigned))
    put(change, { ...person, assigned: true })
  const isSuspended = (person: Person): boolean =>
    !person.accountEnabled && person.leftOn === undefined
  for (const person of draw(change, 0.1, isSuspended))
    put(change, { ...person, accountEnabled: true })
}

/** Disables leavers; whom they managed goes to their manager. */
function leave(change: Change): void {
  const leavers = draw(change, 0.003, isInScope)
  for (const person of leavers)
    put(change, { ...person, accountEnabled: false, leftOn: dateOf(change.day) })
  const gone = new Map(leavers.map((person) => [person.objectId, person.managerId]))
  for (const person of change.people.values()) {
    let managerId = person.managerId
    while (managerId !== undefined && gone.has(managerId)) managerId = gone.get(managerId)
    if (managerId !== person.managerId) put(change, withManager(person, managerId))
  }
}

function withManager(person: Person, managerId: string | undefined): Person {
  if (managerId !== undefined) return { ...person, managerId }
  const { managerId: _, ...withoutManager } = person
  return withoutManager
}

function unassign(change: Change): void {
  for (const person of draw(change, 0.002, isInScope)) put(change, { ...person, assigned: false })
}

/** New family names; half of them with a new address. */
function marry(change: Change): void {
  for (const person of draw(change, 0.003, isInScope)) {
    const family = change.random.pick(change.random.pick(sites).familyNames)
    const isFamilyNameFirst = person.displayName.startsWith(person.familyName)
    const given = person.mailNickname.replace(/\..*/, '')
    const name = change.random.chance(0.5)
      ? freeName(`${given}.${family.ascii}`, change.taken)
      : undefined
    put(change, {
      ...person,
      familyName: family.written,
      displayName: displayName(person.givenName, family.written, isFamilyNameFirst),
      ...(name && { userPrincipalName: `${name}@${domain}` }),
      ...(name && person.mail !== undefined && { mail: `${name}@${domain}` }),
    })
  }
}

/** Some get a colleague of their manager as the new manager, and that colleague's department. */
function reorganize(change: Change): void {
  for (const person of draw(change, 0.005, isInScope)) {
    const manager = change.people.get(person.managerId ?? '')
    const peers = [...change.people.values()].filter(
      (peer) =>
        manager?.managerId !== undefined &&
        peer.managerId === manager.managerId &&
        peer.objectId !== manager.objectId &&
        isInScope(peer),
    )
    if (peers.length === 0) continue
    const { objectId, department, division } = change.random.pick(peers)
    put(change, {
      ...person,
      managerId: objectId,
      ...(department && { department, costCenter: costCenter(department) }),
      ...(division && { division }),
    })
  }
}

/** Attributes that come, change and go. */
function editProfiles(change: Change): void {
  const { random } = change
  for (const person of draw(change, 0.003, isInScope)) {
    const { mobilePhone, ...withoutMobile } = person
    if (mobilePhone === undefined)
      put(change, { ...person, mobilePhone: `+1 425 555 01${random.below(10)}${random.below(10)}` })
    else put(change, withoutMobile)
  }
  for (const person of draw(change, 0.003, isInScope))
    put(change, { ...person, jobTitle: `Senior ${person.jobTitle ?? 'Engineer'}` })
  for (const person of draw(change, 0.001, ({ jobTitle, ...p }) => !!jobTitle && isInScope(p))) {
    const { jobTitle: _, ...withoutTitle } = person
    put(change, withoutTitle)
  }
}

function hire(change: Change, { seed, nextSerial }: Company): Person[] {
  const colleagues = [...change.people.values()].filter(isInScope)
  const count = Math.max(1, Math.round(colleagues.length * 0.004))
  return Array.from({ length: count }, (_, index) => {
    const colleague = change.random.pick(colleagues)
    const { department, division, costCenter: center } = colleague
    const managerId = colleague.managerId ?? colleague.objectId
    const person: Person = {
      ...makePerson(seed, nextSerial + index, change.taken),
      jobTitle: 'Trainee',
      ...(department && { department }),
      ...(division && { division }),
      ...(center && { costCenter: center }),
      managerId,
      hiredOn: dateOf(change.day),
    }
    put(change, person)
    return person
  })
}

/** Hires join the first group; of the others one in five changes, one is renamed, one made. */
function changeGroups(groups: readonly Group[], hires: Person[], change: Change): Group[] {
  const { random, people, day } = change
  const employed = [...people.values()].filter(({ deletedOn }) => deletedOn === undefined)
  const changed = groups.map((group, index) => {
    const members = group.members.filter((id) => people.has(id))
    if (index === 0) return { ...group, members: [...members, ...hires.map((p) => p.objectId)] }
    if (!random.chance(0.2)) return { ...group, members }
    const leaving = new Set(random.sample(members, Math.ceil(members.length * 0.1)))
    const joining = random.sample(employed, Math.ceil(members.length * 0.1) + 1)
    const staying = members.filter((id) => !leaving.has(id))
    return { ...group, members: [...new Set([...staying, ...joining.map((p) => p.objectId)])] }
  })
  if (changed.length < 5) return changed
  const renamed = 1 + random.below(changed.length - 1)
  const kept = changed
    .map((group, index) =>
      index === renamed ? { ...group, displayName: `${group.displayName} (day ${day})` } : group,
    )
    // The last group goes once in a while, but never the one everybody is in.
    .filter((_, index) => index < changed.length - 1 || !random.chance(0.2))
  const members = random.sample(employed, 2 + random.below(6)).map((p) => p.objectId)
  const displayName = `Task force ${random.pick(projects)} (since day ${day})`
  return [...kept, { objectId: random.guid(), displayName, members }]
}
