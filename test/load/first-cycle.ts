/** The first cycle: people are looked up, not found, and created. */
import { enterprise } from '../support/scim.ts'
import { exchange, need, Tally } from './exchange.ts'
import { userBody } from './people.ts'
import { type Bench, Phase, runPhase } from './phase.ts'
import { check, checkSome, countUsers, create, only, read, search } from './requests.ts'

/** So long a first import may take, in seconds. */
const initialSecondsMax = 900

/** A look-up that finds nobody, and the creation: what a first cycle does for each person. */
export async function initial(bench: Bench): Promise<void> {
  const phase = new Phase(bench, 'initial')
  const lookUp = phase.part('look-up')
  const creation = phase.part('create')
  await phase.run(
    bench.people,
    async (index, tally) => {
      const begun = performance.now()
      const { userName } = bench.roster.person(index)
      const path = search('Users', `userName eq ${JSON.stringify(userName)}`)
      const nobody = await read(bench, lookUp, path, ({ totalResults }) =>
        need(totalResults === 0, `totalResults is ${totalResults} for somebody who is not there`),
      )
      if ((await createPerson(bench, creation, index)) && nobody)
        tally.succeed(performance.now() - begun)
    },
    { secondsMax: initialSecondsMax },
  )
  phase.finish()
  if (bench.roster.size === 0) throw new Error('Nobody could be created; the table says why.')
  await verifyInitial(bench)
}

/** Creates those who are missing up to this number, without looking them up. */
export async function morePeople(bench: Bench, count: number): Promise<void> {
  const first = bench.roster.size
  await runPhase(
    bench,
    'more-people',
    count - first,
    (index, tally) => createPerson(bench, tally, first + index),
    { secondsMax: initialSecondsMax },
  )
}

async function createPerson(bench: Bench, tally: Tally, index: number): Promise<boolean> {
  const person = bench.roster.person(index)
  const made = await create(bench, tally, userBody(person), (answer) => {
    need(answer.userName === person.userName, 'userName is not as it was sent')
    need(answer.externalId === person.externalId, 'externalId is not as it was sent')
    need(answer[enterprise].department === person.department, 'the extension is lost')
  })
  if (made) bench.roster.add(index, made.value)
  return made !== undefined
}

async function verifyInitial(bench: Bench): Promise<void> {
  const { roster } = bench
  const total = await countUsers(bench)
  check(bench, 'initial: totalResults', total === roster.size, `${total}, not ${roster.size}`)
  const [first = 0] = roster.living()
  const body = userBody(roster.person(first))
  const again = new Tally()
  await exchange(bench.client, again, {
    method: 'POST',
    path: '/Users',
    body,
    statuses: [409],
    check: () => {},
  })
  check(bench, 'initial: the same userName again is 409', again.faults === 0, again.fault ?? '')
  const shout = search('Users', `userName eq "${roster.person(first).userName.toUpperCase()}"`)
  const found = new Tally()
  await read(bench, found, shout, (answer) => only(answer, roster.id(first)))
  check(bench, 'initial: userName is found in capitals', found.faults === 0, found.fault ?? '')
  await checkSome(
    bench,
    'initial: every attribute comes back',
    roster.living(),
    (index) => `/Users/${roster.id(index)}`,
    (answer, index) => Object.keys(userBody(roster.person(index))).every((name) => name in answer),
  )
}
