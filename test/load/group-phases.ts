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
  'user-get-member',
  'group-get-full',
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
async function comeAndGo(bench: Bench, group: Group): Promise<void> {
  const { path, members, others } = group
  const size = members.length
  const addName = `group-add-one-${size}`
  const removeName = `group-remove-one-${size}`
  const adding = new Phase(bench, addName)
  const removing = new Phase(bench, removeName)
  const notCounted = new Phase(bench, 'not counted')
  const ids = others.map((index) => bench.roster.id(index))
  const add = (phase: Phase) =>
    phase.run(ids.length, (index, tally) =>
      patch(bench, tally, path, [{ op: 'add', path: 'members', value: [{ value: ids[index] }] }]),
    )
  const take = (phase: Phase) =>
    phase.run(ids.length, (index, tally) =>
      patch(bench, tally, path, [{ op: 'remove', path: `members[value eq "${ids[index]}"]` }]),
    )
  await add(notCounted)
  await take(notCounted)
  const rounds = Math.min(roundsMax, Math.ceil(bench.operations / roundSize))
  for (let round = 0; round < rounds; round++) {
    await add(adding)
    await checkMembership(bench, addName, group, true)
    await take(removing)
    await checkMembership(bench, removeName, group, false)
  }
  // Only now: what it leaves to the garbage collector would be counted with the next round.
  await add(notCounted)
  await checkCount(bench, addName, path, size + ids.length)
  await take(notCounted)
  await checkCount(bench, removeName, path, size)
  adding.finish()
  removing.finish()
}

/** Whether those who come and go have come, or gone: an update lost among many shows here. */
async function checkMembership(
  bench: Bench,
  name: string,
  { id, others }: Group,
  areMembers: boolean,
): Promise<void> {
  const tally = new Tally()
  for (const index of others)
    await read(bench, tally, `/Users/${bench.roster.id(index)}`, (answer) =>
      need(isIn(answer, id) === areMembers, `is ${areMembers ? 'no' : 'still a'} member`),
    )
  check(bench, `${name}: each one changed`, tally.faults === 0, tally.fault ?? '')
}

const isIn = ({ groups }: Json, id: string) => groups?.some(({ value }) => value === id) === true

type Reading = (bench: Bench, group: Group, name: string) => Promise<unknown>

const reading = new Map<GroupPhaseName, Reading>([
  ['group-get-nomembers', getWithoutMembers],
  ['group-filter', find],
  ['user-get-member', getMember],
  ['group-get-full', getFull],
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
        need(isIn(answer, id), 'the group is not among the groups of its member')
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
