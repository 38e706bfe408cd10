/** The made-up company, Analytical Engines: everything in it follows from seed and size. */
import { divisions, groupNames, projects, titles } from './names.ts'
import type { Person, TakenNames } from './person.ts'
import { companyName, date, domain, isInScope, makePerson } from './person.ts'
import type { Random } from './random.ts'
import { createRandom } from './random.ts'

export interface Group {
  /** The GUID Entra knows the group by. */
  readonly objectId: string
  /** Unique in the company, without regard to case. */
  readonly displayName: string
  /** objectIds of people, disabled ones among them. */
  readonly members: readonly string[]
}

export interface Company {
  readonly seed: string
  /** 0 for a new company, one more for each `nextDay`. */
  readonly day: number
  readonly name: string
  readonly domain: string
  /** In order of their serial numbers: the head first, managers before those they manage. */
  readonly people: readonly Person[]
  readonly groups: readonly Group[]
  /** The serial number the next hire gets. */
  readonly nextSerial: number
}

export interface CompanySize {
  /** Any text or number; the same one makes the same company to the byte. Default 1. */
  readonly seed?: string | number
  /** People who are to be provisioned: employed and assigned. From 1. */
  readonly people: number
  /** From 0. */
  readonly groups: number
}

/**
 * Makes a company of that size. On top of its people come about 2 % whose accounts are disabled,
 * half of them leavers, whom no identity provider may create anywhere. Managers form a tree of
 * four to six levels (fewer below eight people).
 *
 * @throws RangeError when a number is out of range
 */
export function makeCompany({ seed = 1, people: count, groups }: CompanySize): Company {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(`A company has at least one person, not ${count}.`)
  if (!Number.isSafeInteger(groups) || groups < 0)
    throw new RangeError(`The number of groups must be 0 or more, not ${groups}.`)
  const seedText = String(seed)
  const taken: TakenNames = new Map()
  const people: Person[] = []
  const disabled = count < 5 ? 0 : Math.ceil(count * 0.02)
  for (let serial = 0; serial < count + disabled; serial++)
    people.push(makePerson(seedText, serial, taken))
  const placed = placePeople(people, count, createRandom(seedText, 'tree'))
  return {
    seed: seedText,
    day: 0,
    name: companyName,
    domain,
    people: placed,
    groups: makeGroups(placed, groups, createRandom(seedText, 'groups')),
    nextSerial: count + disabled,
  }
}

/** The people whom an identity provider is to provision. */
export function peopleInScope(company: Company): Person[] {
  return company.people.filter(isInScope)
}

/** In the order in which a directory answers: by GUID, so reports may come before managers. */
export function inDirectoryOrder<T extends { readonly objectId: string }>(
  items: readonly T[],
): T[] {
  return [...items].sort((a, b) => (a.objectId < b.objectId ? -1 : 1))
}

/** Day 0 was a Monday. @returns the date, `2026-01-05` and on */
export function dateOf(day: number): string {
  const moment = new Date(Date.UTC(2026, 0, 5 + day))
  return date(moment.getUTCFullYear(), moment.getUTCMonth() + 1, moment.getUTCDate())
}

/** Gives everyone a manager, a department and a title; disables those beyond `count`. */
function placePeople(people: readonly Person[], count: number, random: Random): Person[] {
  const levels = levelSizes(count)
  const placed: Person[] = []
  let start = 0
  let above: readonly Person[] = []
  for (const [level, size] of levels.entries()) {
    const here = people.slice(start, start + size).map((person, index) => {
      const manager = level < 2 ? above[0] : unevenPick(above, random)
      return place(person, level, index, manager, random)
    })
    placed.push(...here)
    above = here
    start += size
  }
  for (const person of people.slice(count)) placed.push(disable(person, above, random))
  return placed
}

/**
 * How many people each level of the tree has: 1, s, s², … with the smallest s that five levels
 * suffice for, and a few of the last level one further down.
 */
function levelSizes(count: number): number[] {
  let span = 2
  while (1 + span + span ** 2 + span ** 3 + span ** 4 < count) span++
  const sizes: number[] = []
  for (let level = 0, left = count; left > 0; level++) {
    const size = Math.min(left, span ** level)
    sizes.push(size)
    left -= size
  }
  const last = sizes.at(-1) ?? 0
  const assistants = sizes.length === 5 ? Math.floor(last / 50) : 0
  if (assistants > 0) sizes.splice(-1, 1, last - assistants, assistants)
  return sizes
}

/** Prefers the first ones, so that teams are of very different size. */
function unevenPick<T>(items: readonly T[], random: Random): T {
  return random.pick(items.slice(0, Math.max(1, Math.ceil(random.next() ** 0.8 * items.length))))
}

function place(
  person: Person,
  level: number,
  index: number,
  manager: Person | undefined,
  random: Random,
): Person {
  const title = random.pick(titles[Math.min(level, titles.length - 1)] ?? [])
  if (!manager) return { ...person, jobTitle: title, department: 'Board' }
  const division = level === 1 ? divisions[index % divisions.length] : divisionOf(manager)
  const department = departmentUnder(manager, level, division, random)
  return {
    ...person,
    ...(random.chance(0.92) && { jobTitle: title }),
    ...(division && { division: division.name }),
    department,
    ...(random.chance(0.8) && { costCenter: costCenter(department) }),
    managerId: manager.objectId,
  }
}

function departmentUnder(
  manager: Person,
  level: number,
  division: (typeof divisions)[number] | undefined,
  random: Random,
): string {
  if (level === 1 && division) return division.departments[0] ?? division.name
  if (level === 2 && division) return random.pick(division.departments)
  return manager.department ?? 'Board'
}

function divisionOf(person: Person): (typeof divisions)[number] | undefined {
  return divisions.find((division) => division.name === person.division)
}

/** A number of four digits with leading zeros that belongs to the department. */
export function costCenter(department: string): string {
  return String(createRandom('cost center', department).below(1000)).padStart(4, '0')
}

function disable(person: Person, colleagues: readonly Person[], random: Random): Person {
  const colleague = random.pick(colleagues)
  return {
    ...person,
    accountEnabled: false,
    ...(colleague.department && { department: colleague.department }),
    ...(colleague.managerId && { managerId: colleague.managerId }),
    ...(random.chance(0.5) && { leftOn: dateOf(-1 - random.below(60)) }),
  }
}

/** All employees, then nobody, one, three, half of the company; then departments and projects. */
function makeGroups(people: readonly Person[], count: number, random: Random): Group[] {
  const departments = [...new Set(people.flatMap((person) => person.department ?? []))]
  return Array.from({ length: count }, (_, index) => ({
    objectId: random.guid(),
    ...namedMembers(index),
  }))

  function namedMembers(index: number): Pick<Group, 'displayName' | 'members'> {
    const fixed: readonly [name: string, size: number][] = [
      ['All employees', people.length],
      ['Nobody yet', 0],
      ['Only one', 1],
      ['Three of us', 3],
      ['Half of the company', Math.floor(people.length / 2)],
    ]
    const [name, size] = fixed[index] ?? []
    if (name !== undefined && size !== undefined) return { displayName: name, members: some(size) }
    const rest = index - fixed.length
    const named = groupNames[rest]
    if (named !== undefined) return { displayName: named, members: some(skewedSize()) }
    const department = departments[rest - groupNames.length]
    if (department !== undefined) {
      const staff = people.filter((person) => person.department === department)
      return { displayName: `Department ${department}`, members: ids(staff) }
    }
    const number = rest - groupNames.length - departments.length
    const project = projects[number % projects.length]
    return {
      displayName: `Project ${project} ${1 + Math.floor(number / projects.length)}`,
      members: some(skewedSize()),
    }
  }

  function some(size: number): string[] {
    return size >= people.length ? ids(people) : ids(random.sample(people, size))
  }

  /** From 2 to half of the company, small ones far more often. */
  function skewedSize(): number {
    return Math.round(2 * Math.max(1, people.length / 4) ** random.next())
  }
}

function ids(people: readonly Person[]): string[] {
  return people.map((person) => person.objectId)
}
