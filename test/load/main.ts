/** `npm run bench`: how fast the product is, on SQLite and PostgreSQL (docs/benchmark.md). */
import { writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { type Options, readOptions, usage, WrongUsage } from './options.ts'
import type { Bench } from './phase.ts'
import { openWorkplace, type Workplace } from './product.ts'
import {
  compareRuns,
  compareWithin,
  comparisonLines,
  machineSpeed,
  readableCount,
  scaleLines,
  tableHead,
  tableLines,
} from './report.ts'
import { isFlawless, type Run, runOnce } from './run.ts'

const { stdout, stderr } = process
const clearLine = '\r\u001B[K'
let shownAt = 0

/** Each phase when it is done; on a terminal, also how far the one under way is. */
const display: Pick<Bench, 'show' | 'advance'> = {
  show(result) {
    if (stderr.isTTY) stderr.write(clearLine)
    print(...tableLines(result))
  },
  advance(name, done, count) {
    if (!stderr.isTTY || performance.now() < shownAt + 100) return
    shownAt = performance.now()
    stderr.write(`${clearLine}${name}: ${readableCount(done)} of ${readableCount(count)}`)
  },
}

const print = (...lines: string[]) => void stdout.write(`${lines.join('\n')}\n`)

try {
  const options = readOptions(process.argv.slice(2))
  if (options) await main(options)
  else print(usage)
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = error instanceof WrongUsage ? 2 : 1
}

async function main(options: Options): Promise<void> {
  const interruption = interruptionSignal()
  const workplace = await openWorkplace(options.folder)
  const runs: Run[] = []
  const machine = describeMachine()
  try {
    introduce(options, workplace, machine)
    for (const database of options.databases)
      for (const people of options.people) {
        print('', `${database}, ${readableCount(people)} people`, '', tableHead())
        const run = await runOnce(workplace, database, people, options, interruption, display)
        runs.push(run)
        conclude(run)
      }
  } finally {
    await workplace.close()
  }
  compare(runs)
  const after = machineSpeed()
  print('', `Machine speed ${machine.speed} before, ${after} after.`)
  if (options.json !== undefined) {
    const { phases, ...rest } = options
    const report = {
      options: { ...rest, phases: [...phases] },
      machine: { ...machine, speedAfter: after },
      runs: runs.map((run) => ({ ...run, comparisons: compareWithin(run) })),
    }
    await writeFile(options.json, `${JSON.stringify(report, rounded, 2)}\n`)
  }
  if (!runs.every(isFlawless)) process.exitCode = 1
}

/** Digits beyond these say nothing. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value
}

function describeMachine() {
  return {
    started: new Date().toISOString(),
    cpus: availableParallelism(),
    model: cpus()[0]?.model ?? 'unknown',
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    node: process.version,
    load: loadavg()[0] ?? 0,
    speed: machineSpeed(),
  }
}

function introduce(
  { concurrency }: Options,
  { isInMemory }: Workplace,
  { cpus: count, model, node, load, speed }: ReturnType<typeof describeMachine>,
): void {
  print(
    `${count} × ${model}, Node ${node}, ${concurrency} requests in flight, machine speed ${speed}`,
  )
  if (load > 0.5)
    print(
      `The machine is busy (load ${load.toFixed(1)}): latencies will be too long, CPU MS about right.`,
    )
  if (isInMemory)
    print(
      'The databases are on a file system in memory, where nothing is written to a disk: use --dir.',
    )
}

/** What one run says beyond its table. */
function conclude(run: Run): void {
  const memory = run.residentMiBMax === undefined ? '' : `, ${run.residentMiBMax} MiB at most`
  const passed = run.checks.filter((check) => check.passed).length
  print('', `${Math.round(run.seconds)} s${memory}; ${passed} of ${run.checks.length} checks hold.`)
  for (const { name, detail } of run.checks.filter((check) => !check.passed))
    print(`  FAILED: ${name}: ${detail}`)
  if (run.complaints !== '') print('The server logged:', run.complaints.slice(0, 2000).trimEnd())
  const lines = comparisonLines(compareWithin(run))
  if (lines.length > 0) print('', ...lines)
}

/** The same phases with few and with many people, for each database. */
function compare(runs: readonly Run[]): void {
  for (const [database, ofOne] of Map.groupBy(runs, (run) => run.database)) {
    const [small, large] = [ofOne[0]!, ofOne.at(-1)!]
    if (small === large) continue
    const sizes = `${readableCount(small.people)} → ${readableCount(large.people)} people`
    print('', `${database}, ${sizes}`, '', ...scaleLines(compareRuns(small, large)))
  }
}

/** Set by the first Ctrl-C: the run ends in order. The second ends at once. */
function interruptionSignal(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(1)
      stderr.write('Ending …\n')
      controller.abort(new Error('The benchmark was interrupted.'))
    })
  return controller.signal
}
