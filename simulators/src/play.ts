/** What the simulated clients share while they play: the wire, the judge, what was done so far. */
import type { Company } from './company.ts'
import { forEach } from './each.ts'
import type { Flat } from './flat.ts'
import { valueAt } from './flat.ts'
import type { Answer, Client } from './http.ts'
import { retryAfterMs, Unreachable } from './http.ts'
import type { Identified, Judge } from './judge.ts'
import { detailOf, readError } from './judge.ts'
import type { Person } from './person.ts'

/** How far a phase of a run is. */
export interface Progress {
  readonly label: string
  readonly done: number
  readonly total: number
}

/** Somebody or something the server would not take, with its reason; clients try again next time. */
export interface Refusal {
  /** userName of the person or displayName of the group. */
  readonly who: string
  readonly status: number
  /** What the server told the administrator. */
  readonly detail: string
}

/** What a run did, by outcome, people and groups alike in each number. */
export interface Tally {
  created: number
  /** Answered 201 with a resource that was there before the run began. */
  adopted: number
  updated: number
  /** Found as they should be. */
  unchanged: number
  /** Not created because their account is disabled. */
  skipped: number
  deactivated: number
  deleted: number
}

export interface Play {
  readonly client: Client
  readonly judge: Judge
  readonly tally: Tally
  /** The last refusal of each, by `who`. */
  readonly refused: Map<string, Refusal>
  /** SCIM ids by objectId of the person. */
  readonly people: Map<string, string>
  /** SCIM ids by objectId of the group. */
  readonly groups: Map<string, string>
  readonly concurrency: number
  readonly onProgress: ((progress: Progress) => void) | undefined
  /** When the run began, by the server's clock, in milliseconds of the epoch. */
  readonly clock: { startedAt: number }
}

/** A kind of client as a run plays it, from one cycle to the next. */
export interface Player {
  /**
   * What the administrator's *Test Connection* does.
   *
   * @throws Unreachable when the answer puts an end to the run
   */
  testConnection(company: Company): Promise<Answer>
  /** The first cycle, or the one after a restart: nothing is known of the server. */
  initialCycle(company: Company): Promise<void>
  /** A later cycle: only what changed since, by the ids kept from before. */
  incrementalCycle(before: Company, after: Company): Promise<void>
  /** A few reads of the kind that happens now and then, for the judge's sake. */
  probe(company: Company): Promise<void>
  /** What must stand at the server of a person whom the player has provisioned. */
  wanted(person: Person): Wanted
}

/** What a player has put in place of one person. */
export interface Wanted {
  readonly attributes: Flat
  /** The manager: none of this player's business, a reference by id, or text besides. */
  readonly manager: 'unknown' | 'reference' | 'text'
}

/** Does the work for every item, a few at a time, and tells how far it is. */
export async function playEach<T>(
  play: Play,
  label: string,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  let done = 0
  play.onProgress?.({ label, done, total: items.length })
  await forEach(items, play.concurrency, async (item) => {
    await work(item)
    play.onProgress?.({ label, done: ++done, total: items.length })
  })
}

/**
 * A client whose run ends when it is turned away: by 401 when the token is refused, by 403 when
 * the connection is closed. Done properly (E-05), neither is a deviation.
 */
export function endedByRefusal(client: Client, judge: Judge): Client {
  return {
    async send(method, path, body) {
      const answer = await client.send(method, path, body)
      const { status, headers } = answer
      if (status !== 401 && status !== 403) return answer
      const detail = readError(judge, answer, { case: 'E-05', status })
      if (status === 401 && !/^bearer/i.test(headers.get('www-authenticate') ?? ''))
        judge.find('E-05', answer, 'WWW-Authenticate: Bearer', 'no such challenge')
      const what = status === 401 ? 'refuses the token' : 'turns this connection away'
      throw new Unreachable(`The server ${what}: ${detail}`)
    },
  }
}

/**
 * Ends the run when the test of the connection fails: such a job goes into quarantine.
 *
 * @throws Unreachable then
 */
export function requireConnection(answer: Answer): void {
  if (answer.status === 200) return
  const detail = detailOf(answer)
  throw new Unreachable(
    `The test of the connection was answered with ${answer.status}${detail && `: ${detail}`}`,
  )
}

/**
 * Takes a refusal: a conflict that the server explains and a request to come back later are no
 * deviations but facts that an administrator must know.
 *
 * @param names attributes and values: the explanation has to name one, or who manages the person
 * @returns false when the answer is no refusal of these kinds
 */
export function takeRefusal(
  play: Play,
  answer: Answer,
  who: string,
  caseId: string,
  names: readonly string[],
): boolean {
  const { status } = answer
  if (status === 503 && retryAfterMs(answer.headers) !== undefined) {
    play.refused.set(who, { who, status, detail: detailOf(answer) })
    return true
  }
  if (status !== 409) return false
  const detail = readError(play.judge, answer, { case: caseId, status, scimType: 'uniqueness' })
  const lowerCase = detail.toLowerCase()
  const told = ['managed by', ...names]
  if (detail !== '' && !told.some((name) => lowerCase.includes(name.toLowerCase())))
    play.judge.find('E-173', answer, `a detail that names one of ${told.join(', ')}`, detail)
  play.refused.set(who, { who, status, detail })
  return true
}

/** What a conflict over a person may be about, to be named in the explanation. */
export function conflictNames(person: Person): string[] {
  const { userPrincipalName, mail, employeeId } = person
  const values = [userPrincipalName, mail, employeeId].filter((value) => value !== undefined)
  return ['userName', 'email', 'e-mail', 'employee', 'externalId', ...values]
}

/** Counts a creation, or an adoption when the resource is older than the run. */
export function countCreation(play: Play, resource: Identified): void {
  const created = valueAt(resource, 'meta.created')
  const isOlder = typeof created === 'string' && Date.parse(created) < play.clock.startedAt
  if (isOlder) play.tally.adopted++
  else play.tally.created++
}
