/** The phases on single people who are there: read, found, changed, deleted. */
import { enterprise } from '../support/scim.ts'
import { exchange, need, Tally } from './exchange.ts'
import { createRandom, type Person, shuffled, userBody } from './people.ts'
import { type Bench, runPhase } from './phase.ts'
import {
  check,
  checkSome,
  countUsers,
  isPerson,
  only,
  page,
  patch,
  read,
  remove,
  replace,
  search,
} from './requests.ts'

/** GET by id. */
export async function get(bench: Bench): Promise<void> {
  const next = eachPerson(bench, 1)
  await runPhase(
    bench,
    'get',
    bench.operations,
    (index, tally) => getPerson(bench, tally, next(index)),
    { warmUp: 50 },
  )
}

/** `eq` on userName, as before every change of an incremental cycle. */
export async function filterUserName(bench: Bench): Promise<void> {
  const next = eachPerson(bench, 2)
  await runPhase(
    bench,
    'filter-username',
    bench.operations,
    (index, tally) => findPerson(bench, tally, next(index), 'userName'),
    { warmUp: 50 },
  )
}

/** `eq` on externalId. */
export async function filterExternalId(bench: Bench): Promise<void> {
  const next = eachPerson(bench, 3)
  await runPhase(
    bench,
    'filter-externalid',
    bench.operations,
    (index, tally) => findPerson(bench, tally, next(index), 'externalId'),
    { warmUp: 50 },
  )
}

/** Two attributes in one PATCH. */
export async function patchTwo(bench: Bench): Promise<void> {
  const next = eachPerson(bench, 4)
  await changing(bench, 'patch', next, (tally, index, turn) => {
    const values = { displayName: `Renamed ${turn}`, active: turn % 5 !== 0 }
    const operations = Object.entries(values).map(([path, value]) => replacing(path, value))
    return patchPerson(bench, tally, index, operations, values)
  })
}

/** The manager, by path. */
export async function patchManager(bench: Bench): Promise<void> {
  const next = eachPerson(bench, 5)
  await changing(bench, 'patch-manager', next, (tally, index, turn) => {
    const manager = bench.roster.id(next(turn + 1))
    const operation = replacing(`${enterprise}:manager`, { value: manager })
    return patchPerson(bench, tally, index, [operation], { manager })
  })
}

/** PUT of the whole user. */
export async function put(bench: Bench): Promise<void> {
  const { roster } = bench
  await changing(bench, 'put', eachPerson(bench, 6), async (tally, index, turn) => {
    const values = { title: `Tutor ${turn}`, active: true }
    const id = roster.id(index)
    const body = { id, ...userBody({ ...roster.person(index), ...values }) }
    const done = await replace(bench, tally, `/Users/${id}`, body, (answer) => {
      need(answer.id === id, 'another id came back')
      need(answer.title === values.title, 'the new title is not shown')
    })
    if (done) roster.change(index, values)
  })
}

/** Half look-ups, a quarter reads, a fifth changes, and pages: an incremental cycle. */
export async function mixed(bench: Bench): Promise<void> {
  const next = eachPerson(bench, 7)
  const random = createRandom(bench.seed + 99)
  const pageStarts = Math.max(1, bench.roster.size - 100)
  await runPhase(
    bench,
    'mixed',
    bench.operations,
    (turn, tally) => {
      const index = next(turn)
      const die = random()
      if (die < 0.5) return findPerson(bench, tally, index, 'userName')
      if (die < 0.75) return getPerson(bench, tally, index)
      if (die >= 0.95) {
        const path = page(1 + Math.floor(random() * pageStarts))
        return read(bench, tally, path, ({ totalResults }) =>
          need(totalResults === bench.roster.size, `totalResults is ${totalResults}`),
        )
      }
      const values = { displayName: `Mixed ${turn}` }
      const operations = [replacing('displayName', values.displayName)]
      return patchPerson(bench, tally, index, operations, values)
    },
    { warmUp: 20 },
  )
}

/** DELETE of a quarter of all at most, the last ones first. */
export async function deletePeople(bench: Bench): Promise<void> {
  const { roster } = bench
  const living = roster.living()
  const victims = living.slice(-Math.min(bench.operations, Math.floor(living.length / 4)))
  const paths = victims.map((index) => `/Users/${roster.id(index)}`)
  const gone: string[] = []
  await runPhase(bench, 'delete', victims.length, async (turn, tally) => {
    if (!(await remove(bench, tally, paths[turn]!))) return
    roster.remove(victims[turn]!)
    gone.push(paths[turn]!)
  })
  const total = await countUsers(bench)
  check(bench, 'delete: totalResults', total === roster.size, `${total}, not ${roster.size}`)
  const missing = new Tally()
  for (const path of gone.slice(0, 5))
    await exchange(bench.client, missing, {
      method: 'GET',
      path,
      statuses: [404],
      check: () => {},
    })
  check(bench, 'delete: who was deleted is not there', missing.faults === 0, missing.fault ?? '')
}

/** A phase of changes, some of which are read back afterwards. */
async function changing(
  bench: Bench,
  name: string,
  next: (turn: number) => number,
  change: (tally: Tally, index: number, turn: number) => Promise<unknown>,
): Promise<void> {
  const { roster } = bench
  await runPhase(bench, name, bench.operations, (turn, tally) => change(tally, next(turn), turn), {
    warmUp: 20,
  })
  await checkSome(
    bench,
    `${name}: what was changed is read back`,
    [...new Set(Array.from({ length: bench.operations }, (_, turn) => next(turn)))],
    (index) => `/Users/${roster.id(index)}`,
    (answer, index) => {
      const person = roster.person(index)
      return (
        answer.displayName === person.displayName &&
        answer.active === person.active &&
        answer.title === person.title &&
        answer[enterprise].manager?.value === person.manager
      )
    },
  )
}

async function patchPerson(
  bench: Bench,
  tally: Tally,
  index: number,
  operations: readonly object[],
  values: Partial<Person>,
): Promise<void> {
  const path = `/Users/${bench.roster.id(index)}`
  const done = await patch(bench, tally, path, operations, (answer) => {
    for (const [name, value] of Object.entries(values)) {
      const shown = name === 'manager' ? answer[enterprise].manager.value : answer[name]
      need(shown === value, `${name} is ${JSON.stringify(shown)}, not ${JSON.stringify(value)}`)
    }
  })
  if (done) bench.roster.change(index, values)
}

function replacing(path: string, value: unknown): object {
  return { op: 'replace', path, value }
}

function getPerson(bench: Bench, tally: Tally, index: number) {
  const path = `/Users/${bench.roster.id(index)}`
  return read(bench, tally, path, isPerson(bench, index))
}

function findPerson(
  bench: Bench,
  tally: Tally,
  index: number,
  attribute: 'userName' | 'externalId',
) {
  const value = JSON.stringify(bench.roster.person(index)[attribute])
  return read(bench, tally, search('Users', `${attribute} eq ${value}`), (answer) =>
    isPerson(bench, index)(only(answer, bench.roster.id(index))),
  )
}

/** Everybody once, in an order without sense, then again from the beginning. */
function eachPerson(bench: Bench, salt: number): (turn: number) => number {
  const order = shuffled(bench.roster.living(), bench.seed * 31 + salt)
  return (turn) => order[turn % order.length]!
}
