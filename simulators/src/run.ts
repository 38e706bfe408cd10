/** A whole run of a simulated identity provider against a SCIM server. */
import type { Company } from './company.ts'
import { makeCompany } from './company.ts'
import { createEntra } from './entra.ts'
import type { Exchange } from './http.ts'
import { createClient, Unreachable } from './http.ts'
import type { Deviation } from './judge.ts'
import { createJudge } from './judge.ts'
import { nextDay } from './next-day.ts'
import type { OktaApp } from './okta-job.ts'
import { createOkta, oktaHeaders } from './okta.ts'
import type { Play, Player, Progress, Refusal, Tally } from './play.ts'
import { endedByRefusal } from './play.ts'
import type { Sent } from './record.ts'
import { createRecord } from './record.ts'
import type { Verified } from './verify.ts'
import { verify } from './verify.ts'

export type Kind = 'entra' | 'okta'

export interface SimulateOptions {
  /** The Tenant URL. */
  readonly url: string
  /** The bearer token; appears in no part of the report. */
  readonly token: string
  /** People to be provisioned; 100 when left out. */
  readonly people?: number | undefined
  /** 10 when left out. */
  readonly groups?: number | undefined
  /** 1 when left out. */
  readonly seed?: string | number | undefined
  /** Entra: speaks the dialect of the compliance flag, `aadOptscim062020`. */
  readonly flag?: boolean | undefined
  /** Okta: `aiw` (by PUT, the default) or `oin` (by PATCH). */
  readonly app?: OktaApp | undefined
  /** The day of the company on which the run begins; 0, when it is new, when left out. */
  readonly day?: number | undefined
  /** 1 for the initial cycle alone; one more for each day that follows it. */
  readonly cycles?: number | undefined
  /** Requests at once; 4 when left out. */
  readonly concurrency?: number | undefined
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
  readonly wait?: ((ms: number) => Promise<void>) | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Told of every request as it was answered. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

export interface Report extends Readonly<Tally> {
  readonly kind: Kind
  readonly dialect: 'default' | 'flag' | OktaApp
  readonly url: string
  readonly company: {
    readonly name: string
    readonly seed: string
    readonly people: number
    readonly groups: number
    readonly day: number
    readonly cycles: number
  }
  readonly sent: Sent
  /** The same as `sent.writes`: all but reads. */
  readonly writes: number
  /** Answers 429 that were waited for. */
  readonly throttled: number
  readonly refused: readonly Refusal[]
  /** The first ones. */
  readonly deviations: readonly Deviation[]
  readonly deviationCount: number
  /** Why the run ended early. */
  readonly stopped?: string
  /** What was read back in the end; missing when the run ended early. */
  readonly verified?: Verified
  /** SCIM ids by objectId. */
  readonly ids: {
    readonly people: Readonly<Record<string, string>>
    readonly groups: Readonly<Record<string, string>>
  }
  readonly durationMs: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/**
 * Plays the identity provider: test of the connection, initial cycle, further days, and at last a
 * reading back of everything. Whatever the server does is in the report; nothing is thrown for it.
 *
 * @throws RangeError when an option is out of range, TypeError when the URL is none, and the
 * reason of the signal when that ends the run
 */
export async function simulate(kind: Kind, options: SimulateOptions): Promise<Report> {
  const { seed = 1, people = 100, groups = 10, cycles = 1, app = 'aiw', flag = false } = options
  const { day = 0, concurrency = 4 } = options
  requireCount('day', day, 0)
  requireCount('cycles', cycles, 1)
  requireCount('concurrency', concurrency, 1)
  let company = makeCompany({ seed, people, groups })
  while (company.day < day) company = nextDay(company)
  const record = createRecord()
  let throttled = 0
  const judge = createJudge()
  const client = createClient({
    url: options.url,
    token: options.token,
    ...(kind === 'okta' ? { headers: oktaHeaders } : flag && { query: 'aadOptscim062020' }),
    fetch: options.fetch,
    wait: options.wait,
    signal: options.signal,
    onExchange(exchange) {
      record.add(exchange)
      options.onExchange?.(exchange)
    },
    onThrottled(answer) {
      throttled++
      if (!/^\d+$/.test(answer.headers.get('retry-after') ?? ''))
        judge.find('E-171', answer, 'Retry-After in whole seconds', 'none')
    },
  })
  const play: Play = {
    client: endedByRefusal(client, judge),
    judge,
    tally: {
      created: 0,
      adopted: 0,
      updated: 0,
      unchanged: 0,
      skipped: 0,
      deactivated: 0,
      deleted: 0,
    },
    refused: new Map(),
    people: new Map(),
    groups: new Map(),
    concurrency,
    onProgress: options.onProgress,
    clock: { startedAt: Date.now() },
  }
  const player =
    kind === 'entra' ? createEntra(play, flag ? 'flag' : 'default') : createOkta(play, app)
  const started = performance.now()
  const ended = await playAll(play, player, company, cycles)
  const sent = record.sum()
  return {
    kind,
    dialect: kind === 'okta' ? app : flag ? 'flag' : 'default',
    url: options.url.replaceAll(options.token || '\u0000', '[token]'),
    company: { name: company.name, seed: company.seed, people, groups, day, cycles },
    sent,
    writes: sent.writes,
    throttled,
    ...play.tally,
    refused: [...play.refused.values()],
    deviations: judge.deviations,
    deviationCount: judge.count,
    ...ended,
    ids: { people: Object.fromEntries(play.people), groups: Object.fromEntries(play.groups) },
    durationMs: Math.round(performance.now() - started),
    p50Ms: sent.p50Ms,
    p99Ms: sent.p99Ms,
  }
}

async function playAll(
  play: Play,
  player: Player,
  company: Company,
  cycles: number,
): Promise<{ readonly stopped: string } | { readonly verified: Verified }> {
  try {
    const { headers } = await player.testConnection(company)
    play.clock.startedAt = serverTime(headers, play.clock.startedAt)
    await player.initialCycle(company)
    let today = company
    for (let cycle = 2; cycle <= cycles; cycle++) {
      const tomorrow = nextDay(today)
      await player.incrementalCycle(today, tomorrow)
      today = tomorrow
    }
    await player.probe(today)
    return { verified: await verify(play, player, today) }
  } catch (error) {
    if (error instanceof Unreachable) return { stopped: error.message }
    throw error
  }
}

/**
 * The moment by the server's clock, so that what is older than the run can be told. The header
 * knows seconds only; while it agrees with ours to two of them, ours is better.
 */
function serverTime(headers: Headers, ours: number): number {
  const theirs = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(theirs) || Math.abs(theirs - ours) < 2000 ? ours : theirs
}

function requireCount(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new RangeError(`"${name}" must be a whole number from ${least}, not ${value}.`)
}
