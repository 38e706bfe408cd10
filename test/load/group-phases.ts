/** The phases on a group of a given size. */
import type { Json } from '../support/scim.ts'
import { need, Tally } from './exchange.ts'
import { shuffled } from './people.ts'
import { type Bench, Phase, runPhase } from './phase.ts'
import { check, createGroup, isPerson, only, patch, read, remove, search } from './requests.ts'

/** Members that one request adds, as Entra and Okta do at most. */
const batchSize = 100
/** Single members come and go in rounds of so many, so that the group keeps about its size. */
const roundSize = 50
/** Most rounds; each ends with a count of all members. */
const roundsMax = 10
const fillSecondsMax = 300
const readsMax = 300
const fullReadsMax = 50

/** A group with its members, as it must be. */
interface Group {
  readonly id: string
  readonly path: string
  readonly displayName: string
  /** Numbers of the people in it. */
  readonly members: readonly number[]
  /** Numbers of people who are not. */
  readonly others: readonly number[]
}

/** People that must be there for a group of this size and those who come and go. */
export const peopleFor = (size: number) => size + roundSize

/** What the phases of a group are called; the size is put after the name. */
export const groupPhaseNames = [
  'group-create',
  'group-fill',
  'group-add-one',
  'group-remove-one',
  'group-get-nomembers',
  'group-filter',
  'group-get-full',
  'user-get-member',
] as const

export type GroupPhaseName = (typeof groupPhaseNames)[number]

/**
 * Makes a group of this size, and runs these phases on it.
 *
 * @param size people for whom the roster has room (`peopleFor`)
 */
export async function runGroup(
  bench: Bench,
  size: number,
  wanted: ReadonlySet<string>,
): Promise<void> {
  const group = await make(bench, size)
  if (!group) return
  await fill(bench, group)
  if (wanted.has('group-add-one') || wanted.has('group-remove-one')) await comeAndGo(bench, group)
  for (const [name, run] of reading)
    if (wanted.has(name)) await run(bench, group, `${name}-${size}`)
}

/** One deleted member must be gone from the group, and nobody else. */
export async function deleteMember(bench: Bench, size: number): Promise<void> {
  const tally = new Tally()
  const found = search('Groups', `displayName eq "${nameOf(size)}"`, '&excludedAttributes=members')
  const id = (await read(bench, tally, found, ({ Resources }) => Resources[0]?.id))?.value
  const membersNow = async () =>
    (await read(bench, tally, `/Groups/${id}`, membersOf))?.value ?? new Set<string>()
  const before = await membersNow()
  const member = bench.roster.living().find((index) => before.has(bench.roster.id(index)))
  if (member !== undefined) {
    before.delete(bench.roster.id(member))
    await remove(bench, tally, `/Users/${bench.roster.id(member)}`)
    bench.roster.remove(member)
  }
  const after = await membersNow()
  const isSame = before.size === after.size && [...before].every((value) => after.has(value))
  const passed = member !== undefined && isSame
  const name = `delete: a deleted member leaves the group of ${size}, and nobody else`
  check(bench, name, passed, tally.fault ?? `${after.size} members, not ${before.size}`)
}

const nameOf = (size: number) => `Group of ${size}`

const membersOf = ({ members }: Json) => new Set(members?.map(({ value }) => value))

async function make(bench: Bench, size: number): Promise<Group | undefined> {
  const displayName = nameOf(size)
  let id: string | undefined
  await runPhase(bench, `group-create-${size}`, 1, async (_, tally) => {
    id = (await createGroup(bench, tally, displayName))?.value
  })
  if (id === undefined) return undefined
  const living = bench.roster.living()
  const members = living.slice(0, size)
  const others = living.slice(size, size + roundSize)
  return { id, path: `/Groups/${id}`, displayName, members, others }
}

/** Batch after batch, as IdPs do: no two at a time. */
async function fill(bench: Bench, { path, members }: Group): Promise<void> {
  const name = `group-fill-${members.length}`
  await runPhase(
    bench,
    name,
    Math.ceil(members.length / batchSize),
    (index, tally) => {
      const batch = members.slice(index * batchSize, (index + 1) * batchSize)
      const value = batch.map((member) => ({ value: bench.roster.id(member) }))
      return patch(bench, tally, path, [{ op: 'add', path: 'members', value }])
    },
    { concurrency: 1, secondsMax: fillSecondsMax },
  )
  await checkCount(bench, name, path, members.length)
}

/** Some are added one by one, and removed one by one, again and again. */
async function comeAndGo(bench: Bench, { path, members, others }: Group): Promise<void> {
  const size = members.length
  const adding = new Phase(bench, `group-add-one-${size}`)
  const removing = new Phase(bench, `group-remove-one-${size}`)
  const warmUp = new Phase(bench, 'not counted')
  const rounds = Math.min(roundsMax, Math.ceil(bench.operations / roundSize))
  const ids = others.map((index) => bench.roster.id(index))
  const round = async (add: Phase, take: Phase) => {
    await add.run(ids.length, (index, tally) =>
      patch(bench, tally, path, [{ op: 'add', path: 'members', value: [{ value: ids[index] }] }]),
    )
    // An update that is lost among many at a time shows here.
    await checkCount(bench, `group-add-one-${size}`, path, size + ids.length)
    await take.run(ids.length, (index, tally) =>
      patch(bench, tally, path, [{ op: 'remove', path: `members[value eq "${ids[index]}"]` }]),
    )
    await checkCount(bench, `group-remove-one-${size}`, path, size)
  }
  await round(warmUp, warmUp)
  for (let count = 0; count < rounds; count++) await round(adding, removing)
  adding.finish()
  removing.finish()
}

type Reading = (bench: Bench, group: Group, name: string) => Promise<unknown>

const reading = new Map<GroupPhaseName, Reading>([
  ['group-get-nomembers', getWithoutMembers],
  ['group-filter', find],
  ['group-get-full', getFull],
  ['user-get-member', getMember],
])

function getWithoutMembers(bench: Bench, { id, path }: Group, name: string) {
  return runPhase(
    bench,
    name,
    Math.min(bench.operations, readsMax),
    (_, tally) =>
      read(bench, tally, `${path}?excludedAttributes=members`, (answer) => {
        need(answer.id === id, 'another group came back')
        need(!('members' in answer), 'members are in the answer')
      }),
    { warmUp: 10 },
  )
}

function find(bench: Bench, { id, displayName }: Group, name: string) {
  const filter = `displayName eq ${JSON.stringify(displayName)}`
  const path = search('Groups', filter, '&excludedAttributes=members')
  return runPhase(
    bench,
    name,
    Math.min(bench.operations, readsMax),
    (_, tally) =>
      read(bench, tally, path, (answer) =>
        need(!('members' in only(answer, id)), 'members are in the answer'),
      ),
    { warmUp: 10 },
  )
}

function getFull(bench: Bench, { path, members }: Group, name: string) {
  return runPhase(
    bench,
    name,
    Math.min(bench.operations, fullReadsMax),
    (_, tally) =>
      read(bench, tally, path, (answer) => {
        const count = answer.members?.length
        need(count === members.length, `${count} members, not ${members.length}`)
      }),
    { warmUp: 2 },
  )
}

function getMember(bench: Bench, { id, members }: Group, name: string) {
  const order = shuffled(members, bench.seed * 31 + 21)
  return runPhase(
    bench,
    name,
    bench.operations,
    (turn, tally) => {
      const index = order[turn % order.length]!
      return read(bench, tally, `/Users/${bench.roster.id(index)}`, (answer) => {
        isPerson(bench, index)(answer)
        const isShown = answer.groups?.some(({ value }) => value === id) === true
        need(isShown, 'the group is not among the groups of its member')
      })
    },
    { warmUp: 10 },
  )
}

async function checkCount(
  bench: Bench,
  name: string,
  path: string,
  expected: number,
): Promise<void> {
  const tally = new Tally()
  const found = await read(bench, tally, path, ({ members }) => members?.length ?? 0)
  const detail = tally.fault ?? `${found?.value} members, not ${expected}`
  check(bench, `${name}: members that are there`, found?.value === expected, detail)
}
