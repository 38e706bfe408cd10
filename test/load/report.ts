/** What a run has found, as tables for people. */
import { median } from './percentile.ts'
import type { PhaseResult } from './phase.ts'
import type { Run } from './run.ts'

const columns = [
  ['PHASE', -26],
  ['OK', 7],
  ['OPS/S', 9],
  ['P50 MS', 9],
  ['P99 MS', 9],
  ['CPU MS', 9],
  ['DB CPU', 8],
  ['OTHERS', 7],
  ['MIB', 6],
] as const

/** The head of the table of one run. */
export function tableHead(): string {
  return row(columns.map(([name]) => name))
}

/** The line of one phase, the parts of its operations, and what went wrong. */
export function tableLines(result: PhaseResult): string[] {
  const lines = [
    row([
      result.name,
      result.correct.toLocaleString('en'),
      readable(result.operationsPerSecond),
      readable(result.p50Ms),
      readable(result.p99Ms),
      readable(result.serverCpuMs),
      readable(result.databaseCpuMs),
      result.othersPercent === undefined ? '' : `${result.othersPercent} %`,
      result.residentMiB?.toString() ?? '',
    ]),
  ]
  for (const { name, p50Ms, p99Ms } of result.parts)
    lines.push(row([`  ${name}`, '', '', readable(p50Ms), readable(p99Ms)]))
  if (result.cut !== undefined) lines.push(`  cut after ${result.cut}`)
  if (result.wrong > 0) lines.push(`  WRONG: ${result.wrong} answers`)
  for (const [kind, count] of Object.entries(result.failed))
    lines.push(`  FAILED: ${count} operations, ${kind}`)
  if (result.fault !== undefined) lines.push(`  first: ${result.fault}`)
  return lines
}

interface Side {
  readonly name: string
  readonly p50Ms: number | undefined
  readonly cpuMs: number | undefined
  readonly operationsPerSecond?: number
}

/** Two sides that should cost alike. */
export interface Comparison {
  readonly name: string
  readonly from: Side
  readonly to: Side
}

/** What the run says about costs that must not grow. */
export function compareWithin({ results, groups }: Pick<Run, 'results' | 'groups'>): Comparison[] {
  const found = new Map(results.map((result) => [result.name, result]))
  const smallest = groups[0] ?? 0
  const largest = groups.at(-1) ?? 0
  const sizes = [`group of ${readableCount(smallest)}`, readableCount(largest)] as const
  const pairs = [
    ['a member added', 'group-add-one', ...sizes],
    ['a member removed', 'group-remove-one', ...sizes],
    ['read without members', 'group-get-nomembers', ...sizes],
    ['found by displayName', 'group-filter', ...sizes],
    ['a member read', 'user-get-member', ...sizes],
  ] as const
  const comparisons: Comparison[] = []
  for (const [name, phase, fromName, toName] of smallest === largest ? [] : pairs) {
    const from = found.get(`${phase}-${smallest}`)
    const to = found.get(`${phase}-${largest}`)
    if (from && to) comparisons.push({ name, from: side(fromName, from), to: side(toName, to) })
  }
  const first = found.get('page-first')
  const deep = found.get('page-deep')
  if (first && deep)
    comparisons.push({ name: 'a page', from: side('first', first), to: side('last', deep) })
  for (const [name, phase] of [
    ['a creation', 'initial'],
    [`100 members added of ${readableCount(largest)}`, `group-fill-${largest}`],
  ] as const) {
    const result = found.get(phase)
    // With few of them, a tenth says nothing.
    if (!result || result.correct < 50) continue
    const { firstTenthP50Ms, lastTenthP50Ms } = result
    const from = { name: 'first tenth', p50Ms: firstTenthP50Ms, cpuMs: undefined }
    comparisons.push({
      name,
      from,
      to: { name: 'last tenth', p50Ms: lastTenthP50Ms, cpuMs: undefined },
    })
  }
  return comparisons
}

/** The same phases of two runs with different numbers of people. */
export function compareRuns(small: Run, large: Run): Comparison[] {
  const found = new Map(large.results.map((result) => [result.name, result]))
  return small.results.flatMap((result) => {
    const other = found.get(result.name)
    if (!other) return []
    const from = side(`${readableCount(small.people)} people`, result)
    return [{ name: result.name, from, to: side(`${readableCount(large.people)} people`, other) }]
  })
}

/** Comparisons within a run as a table. */
export function comparisonLines(comparisons: readonly Comparison[]): string[] {
  return comparisonTable(
    comparisons.map((comparison) => {
      const { name, from, to } = comparison
      return { ...comparison, name: `${name}, ${from.name} → ${to.name}` }
    }),
    new Map([
      ['P50 MS', ({ p50Ms }) => p50Ms],
      ['CPU MS', ({ cpuMs }) => cpuMs],
    ]),
  )
}

/** Comparisons of runs as a table; its title says which runs. */
export function scaleLines(comparisons: readonly Comparison[]): string[] {
  return comparisonTable(
    comparisons,
    new Map([
      ['OPS/S', ({ operationsPerSecond }) => operationsPerSecond],
      ['P50 MS', ({ p50Ms }) => p50Ms],
      ['CPU MS', ({ cpuMs }) => cpuMs],
    ]),
  )
}

function comparisonTable(
  comparisons: readonly Comparison[],
  measures: ReadonlyMap<string, (side: Side) => number | undefined>,
): string[] {
  if (comparisons.length === 0) return []
  const width = Math.max(...comparisons.map(({ name }) => name.length))
  const line = (name: string, cells: readonly string[]) =>
    [name.padEnd(width), ...cells.map((cell) => cell.padStart(growthWidth))].join('').trimEnd()
  return [
    line('', [...measures.keys()]),
    ...comparisons.map(({ name, from, to }) =>
      line(
        name,
        [...measures.values()].map((measure) => growth(measure(from), measure(to))),
      ),
    ),
  ]
}

/**
 * The speed of the machine at this moment: JSON round trips of a small object in a millisecond, the
 * median of several tries. Only runs in which it is alike can be compared.
 */
export function machineSpeed(): number {
  const text = JSON.stringify({ names: Array.from({ length: 30 }, (_, index) => `value ${index}`) })
  const tries = Array.from({ length: 9 }, () => {
    const end = performance.now() + 20
    let count = 0
    for (; performance.now() < end; count++) JSON.stringify(JSON.parse(text))
    return count / 20
  })
  return Math.round(median(tries)!)
}

export const readableCount = (count: number) => count.toLocaleString('en')

function side(name: string, result: PhaseResult): Side {
  const { p50Ms, serverCpuMs, databaseCpuMs = 0, operationsPerSecond } = result
  const cpuMs = serverCpuMs === undefined ? undefined : serverCpuMs + databaseCpuMs
  return { name, p50Ms, cpuMs, operationsPerSecond }
}

const growthWidth = 25

function growth(from: number | undefined, to: number | undefined): string {
  if (from === undefined || to === undefined) return ''
  const times = from > 0 ? `×${(to / from).toFixed(2)}` : ''
  return `${readable(from)} → ${readable(to)} ${times.padStart(6)}`
}

function row(cells: readonly string[]): string {
  return columns
    .map(([, width], index) => {
      const cell = cells[index] ?? ''
      return width < 0 ? cell.padEnd(-width) : cell.padStart(width)
    })
    .join('')
    .trimEnd()
}

/** Three digits that say something. */
function readable(value: number | undefined): string {
  if (value === undefined) return ''
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(value >= 10 ? 1 : 2)
}
