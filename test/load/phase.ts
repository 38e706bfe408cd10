/** Runs the operations of a phase, so many at a time, and measures them. */
import { availableParallelism } from 'node:os'
import type { Client } from './client.ts'
import { Tally } from './exchange.ts'
import { median, percentile } from './percentile.ts'
import type { Roster } from './roster.ts'
import { machineCpuMs, type Usage } from './usage.ts'

/** What all phases of one run share. */
export interface Bench {
  readonly client: Client
  readonly roster: Roster
  readonly seed: number
  /** People created by the phase `initial`. */
  readonly people: number
  readonly concurrency: number
  /** Operations in a phase, where nothing else decides. */
  readonly operations: number
  /** After so long a phase is cut. */
  readonly secondsMax: number
  readonly server: Usage | undefined
  readonly database: Usage | undefined
  /** Set when the run is to end early. */
  readonly signal: AbortSignal
  readonly results: PhaseResult[]
  readonly checks: Check[]
  /** Tells of a result as soon as it is there. */
  show(result: PhaseResult): void
  /** Tells how far a phase is, after every operation. */
  advance(name: string, done: number, count: number): void
}

/** Something that must hold after a phase, beyond its single answers. */
export interface Check {
  readonly name: string
  readonly passed: boolean
  /** What was found instead. */
  readonly detail?: string
}

export interface PhaseResult {
  readonly name: string
  readonly correct: number
  readonly wrong: number
  readonly failed: Readonly<Record<string, number>>
  /** What was wrong first. */
  readonly fault?: string | undefined
  readonly seconds: number
  /** Right answers only. */
  readonly operationsPerSecond: number
  readonly p50Ms?: number | undefined
  readonly p95Ms?: number | undefined
  readonly p99Ms?: number | undefined
  readonly maxMs?: number | undefined
  /** Whether it became slower on the way. */
  readonly firstTenthP50Ms?: number | undefined
  readonly lastTenthP50Ms?: number | undefined
  readonly bytesPerOperation: number
  /** CPU of the server, an operation. */
  readonly serverCpuMs?: number | undefined
  /** CPU of the database server, an operation. */
  readonly databaseCpuMs?: number | undefined
  /** CPU of these measurements, an operation. */
  readonly driverCpuMs?: number | undefined
  /** How much of the machine others took. */
  readonly othersPercent?: number | undefined
  /** The server's memory at the end. */
  readonly residentMiB?: number | undefined
  /** Why not all operations were done. */
  readonly cut?: string | undefined
  /** The requests that one operation consists of, where there are several. */
  readonly parts: readonly Part[]
}

export interface Part {
  readonly name: string
  readonly p50Ms?: number | undefined
  readonly p99Ms?: number | undefined
}

export type Operation = (index: number, tally: Tally) => Promise<unknown>

export interface RunOptions {
  /** Operations in flight; the run's own when not given. */
  readonly concurrency?: number
  readonly secondsMax?: number
  /** Operations before the clock starts, one by one, with indexes from `count` on. */
  readonly warmUp?: number
}

/** When the first operations all fail, the rest will, too. */
const hopelessAfter = 5

interface Reading {
  readonly time: number
  readonly server: number
  readonly database: number
  readonly machine: number
  readonly ourselves: number
}

/** One phase; it may run in several stretches that are counted together. */
export class Phase {
  readonly #bench: Bench
  readonly #name: string
  readonly #tally = new Tally()
  readonly #parts = new Map<string, Tally>()
  readonly #spent = { time: 0, server: 0, database: 0, machine: 0, ourselves: 0 }
  #cut: string | undefined

  constructor(bench: Bench, name: string) {
    this.#bench = bench
    this.#name = name
  }

  get tally(): Tally {
    return this.#tally
  }

  /** For one of several requests of an operation. */
  part(name: string): Tally {
    const tally = this.#parts.get(name) ?? new Tally()
    this.#parts.set(name, tally)
    return tally
  }

  /**
   * Each worker sends its next operation when the last one is answered.
   *
   * @throws what `signal` was set for, when it is set
   */
  async run(count: number, operation: Operation, options: RunOptions = {}): Promise<void> {
    const { signal } = this.#bench
    const workers = Math.min(options.concurrency ?? this.#bench.concurrency, count)
    // With indexes of their own, so that nothing that is measured has been done before.
    for (let index = 0; index < (options.warmUp ?? 0); index++)
      await operation(count + index, new Tally())
    const before = this.#read()
    const deadline = before.time + (options.secondsMax ?? this.#bench.secondsMax) * 1000
    let next = 0
    let done = 0
    const work = async () => {
      while (
        !signal.aborted &&
        next < count &&
        performance.now() < deadline &&
        !this.#isHopeless()
      ) {
        await operation(next++, this.#tally)
        this.#bench.advance(this.#name, ++done, count)
      }
    }
    await Promise.all(Array.from({ length: workers }, work))
    signal.throwIfAborted()
    this.#add(before, this.#read())
    if (next < count) this.#cut = `${next} of ${count} operations`
  }

  /** Adds it to the results. */
  finish(): PhaseResult {
    const result = this.#result()
    this.#bench.results.push(result)
    this.#bench.show(result)
    return result
  }

  #isHopeless(): boolean {
    const parts = [...this.#parts.values()].reduce((sum, { faults }) => sum + faults, 0)
    return this.#tally.correct === 0 && this.#tally.faults + parts >= hopelessAfter
  }

  #read(): Reading {
    const { user, system } = process.cpuUsage()
    return {
      server: this.#bench.server?.cpuMs() ?? 0,
      database: this.#bench.database?.cpuMs() ?? 0,
      machine: machineCpuMs() ?? 0,
      ourselves: (user + system) / 1000,
      time: performance.now(),
    }
  }

  #add(before: Reading, after: Reading): void {
    for (const name of ['time', 'server', 'database', 'machine', 'ourselves'] as const)
      this.#spent[name] += after[name] - before[name]
  }

  #result(): PhaseResult {
    const { latenciesMs, correct, fault, bytes } = this.#tally
    const { time, server, database, machine, ourselves } = this.#spent
    const { server: serverUsage, database: databaseUsage } = this.#bench
    const sorted = Float64Array.from(latenciesMs).sort()
    const tenth = Math.ceil(correct / 10)
    const tallies = [this.#tally, ...this.#parts.values()]
    const others = machine - server - database - ourselves
    const each = (amount: number) => (correct === 0 ? undefined : amount / correct)
    return {
      name: this.#name,
      correct,
      wrong: tallies.reduce((sum, tally) => sum + tally.wrong, 0),
      failed: together(tallies.map(({ failed }) => failed)),
      fault: fault ?? tallies.find((tally) => tally.fault !== undefined)?.fault,
      seconds: time / 1000,
      operationsPerSecond: time > 0 ? correct / (time / 1000) : 0,
      p50Ms: percentile(sorted, 0.5),
      p95Ms: percentile(sorted, 0.95),
      p99Ms: percentile(sorted, 0.99),
      maxMs: sorted.at(-1),
      firstTenthP50Ms: median(latenciesMs.slice(0, tenth)),
      lastTenthP50Ms: median(latenciesMs.slice(correct - tenth)),
      bytesPerOperation: Math.round(each(bytes) ?? 0),
      serverCpuMs: serverUsage && each(server),
      databaseCpuMs: databaseUsage && each(database),
      driverCpuMs: each(ourselves),
      // The machine's account is in hundredths of a second: of a moment it says nothing.
      othersPercent: serverUsage && time > 200 ? percentOfMachine(others / time) : undefined,
      residentMiB: serverUsage && Math.round(serverUsage.residentBytes() / 2 ** 20),
      cut: this.#cut,
      parts: [...this.#parts].map(([name, tally]) => partOf(name, tally)),
    }
  }
}

/** A phase in one stretch. */
export async function runPhase(
  bench: Bench,
  name: string,
  count: number,
  operation: Operation,
  options: RunOptions = {},
): Promise<PhaseResult> {
  const phase = new Phase(bench, name)
  await phase.run(count, operation, options)
  return phase.finish()
}

function percentOfMachine(cores: number): number {
  return Math.max(0, Math.round((cores / availableParallelism()) * 100))
}

function partOf(name: string, { latenciesMs }: Tally): Part {
  const sorted = Float64Array.from(latenciesMs).sort()
  return { name, p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) }
}

function together(counts: readonly ReadonlyMap<string, number>[]): Record<string, number> {
  const sums = new Map<string, number>()
  for (const [kind, count] of counts.flatMap((one) => [...one]))
    sums.set(kind, (sums.get(kind) ?? 0) + count)
  return Object.fromEntries(sums)
}
