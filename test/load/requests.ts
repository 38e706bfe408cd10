/** The requests of the phases, and what a right answer to each looks like. */
import { core, group, type Json, messages } from '../support/scim.ts'
import { exchange, need, Tally } from './exchange.ts'
import type { Bench } from './phase.ts'

type Read = <Value>(
  bench: Bench,
  tally: Tally,
  path: string,
  check: (answer: Json) => Value,
) => Promise<{ readonly value: Value } | undefined>

/** GET, which always has a body. */
export const read: Read = (bench, tally, path, check) =>
  exchange(bench.client, tally, {
    method: 'GET',
    path,
    statuses: [200],
    check: (answer) => check(present(answer)),
  })

/** POST of a user; gives the id. */
export function create(bench: Bench, tally: Tally, body: object, check: (answer: Json) => void) {
  return exchange(bench.client, tally, {
    method: 'POST',
    path: '/Users',
    body,
    statuses: [201],
    check: (answer) => idOf(answer, check),
  })
}

/** POST of a group; gives the id. */
export function createGroup(bench: Bench, tally: Tally, displayName: string) {
  return exchange(bench.client, tally, {
    method: 'POST',
    path: '/Groups',
    body: { schemas: [group], displayName, externalId: `group-${displayName}`, members: [] },
    statuses: [201],
    check: (answer) =>
      idOf(answer, (made) => need(made.displayName === displayName, 'another displayName')),
  })
}

/** PATCH; the answer may have no body. */
export function patch(
  bench: Bench,
  tally: Tally,
  path: string,
  operations: readonly object[],
  check: (answer: Json) => void = () => {},
) {
  return exchange(bench.client, tally, {
    method: 'PATCH',
    path,
    body: { schemas: [`${messages}:PatchOp`], Operations: operations },
    statuses: [200, 204],
    check: (answer) => answer && check(answer),
  })
}

/** PUT. */
export function replace(
  bench: Bench,
  tally: Tally,
  path: string,
  body: object,
  check: (answer: Json) => void,
) {
  return exchange(bench.client, tally, {
    method: 'PUT',
    path,
    body,
    statuses: [200],
    check: (answer) => check(present(answer)),
  })
}

/** DELETE. */
export function remove(bench: Bench, tally: Tally, path: string) {
  return exchange(bench.client, tally, {
    method: 'DELETE',
    path,
    statuses: [204],
    check: (answer) => need(answer === undefined, 'a deletion has a body'),
  })
}

/** The path of a search. */
export function search(type: 'Users' | 'Groups', filter: string, more = ''): string {
  return `/${type}?filter=${encodeURIComponent(filter)}${more}`
}

/** The path of a page of users. */
export function page(startIndex: number, count = 100): string {
  return `/Users?startIndex=${startIndex}&count=${count}`
}

/** A check: the user of this number, as the roster has them. */
export function isPerson(bench: Bench, index: number): (answer: Json) => void {
  return (answer) => {
    need(answer.id === bench.roster.id(index), 'another id came back')
    need(answer.userName === bench.roster.person(index).userName, 'another userName came back')
    need(answer.schemas.includes(core), 'the schema is missing')
  }
}

/** A check: a list with this one resource, which it returns. */
export function only(answer: Json, id: string): Json {
  need(answer.totalResults === 1, `totalResults is ${answer.totalResults}, not 1`)
  need(answer.Resources[0]?.id === id, 'another resource was found')
  return answer.Resources[0]!
}

/** How many users there are by the server's own account. */
export async function countUsers(bench: Bench): Promise<number | undefined> {
  const found = await read(bench, new Tally(), page(1, 1), ({ totalResults }) => totalResults)
  return found?.value
}

/** Records whether something holds. */
export function check(bench: Bench, name: string, passed: boolean, detail: string): void {
  bench.checks.push(passed ? { name, passed } : { name, passed, detail })
}

/** Reads what was asked for and records whether it is as it should be; 20 of the many at most. */
export async function checkSome<Item>(
  bench: Bench,
  name: string,
  items: readonly Item[],
  path: (item: Item) => string,
  isRight: (answer: Json, item: Item) => boolean,
): Promise<void> {
  const tally = new Tally()
  const step = Math.max(1, Math.floor(items.length / 20))
  const some = items.filter((_, index) => index % step === 0).slice(0, 20)
  for (const item of some)
    await read(bench, tally, path(item), (answer) =>
      need(isRight(answer, item), JSON.stringify(answer).slice(0, 300)),
    )
  const passed = tally.faults === 0 && some.length > 0
  check(bench, name, passed, tally.fault ?? 'nothing was changed')
}

function idOf(answer: Json | undefined, verify: (answer: Json) => void): string {
  const made = present(answer)
  need(typeof made.id === 'string', 'there is no id')
  verify(made)
  return made.id
}

function present(answer: Json | undefined): Json {
  need(answer !== undefined, 'the answer has no body')
  return answer!
}
