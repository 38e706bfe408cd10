/** One run: a fresh product, so many people, the phases. */
import { createClient } from './client.ts'
import type { DatabaseKind, Options } from './options.ts'
import type { Bench, Check, PhaseResult } from './phase.ts'
import { runPhases } from './phases.ts'
import type { Workplace } from './product.ts'
import { Roster } from './roster.ts'
import { usageOf } from './usage.ts'

export interface Run {
  readonly database: DatabaseKind
  readonly people: number
  readonly groups: readonly number[]
  readonly seconds: number
  readonly results: readonly PhaseResult[]
  readonly checks: readonly Check[]
  /** The most memory that the server ever had. */
  readonly residentMiBMax: number | undefined
  /** What the server wrote to its log, at level `warn`. */
  readonly complaints: string
}

/** Starts a product for one database and number of people, and ends it. */
export async function runOnce(
  workplace: Workplace,
  database: DatabaseKind,
  people: number,
  options: Options,
  signal: AbortSignal,
  { show, advance }: Pick<Bench, 'show' | 'advance'>,
): Promise<Run> {
  const begun = performance.now()
  const product = await workplace.start(database, signal)
  const client = createClient(product.tenantUrl, product.token)
  const server = usageOf(product.serverPid)
  const results: PhaseResult[] = []
  const checks: Check[] = []
  const { concurrency, operations, secondsMax, seed, groups, phases } = options
  const bench: Bench = {
    client,
    roster: new Roster(seed),
    seed,
    people,
    concurrency,
    operations,
    secondsMax,
    server,
    database: product.databasePid === undefined ? undefined : usageOf(product.databasePid),
    signal,
    results,
    checks,
    show,
    advance,
  }
  let residentBytesMax: number | undefined
  let complaints = ''
  try {
    await runPhases(bench, groups, phases)
    residentBytesMax = server?.residentBytesMax()
  } finally {
    client.close()
    complaints = await product.stop()
  }
  const seconds = (performance.now() - begun) / 1000
  const residentMiBMax = residentBytesMax && Math.round(residentBytesMax / 2 ** 20)
  return { database, people, groups, seconds, results, checks, residentMiBMax, complaints }
}

/** Whether every answer was right and everything held. */
export function isFlawless({ results, checks }: Run): boolean {
  return (
    checks.every(({ passed }) => passed) &&
    results.every(({ wrong, failed }) => wrong === 0 && Object.keys(failed).length === 0)
  )
}
