import { expect, test } from 'vitest'
import type { PhaseResult } from './phase.ts'
import {
  compareRuns,
  compareWithin,
  comparisonLines,
  scaleLines,
  tableHead,
  tableLines,
} from './report.ts'
import type { Run } from './run.ts'

const result = (name: string, values: Partial<PhaseResult> = {}): PhaseResult => ({
  name,
  correct: 100,
  wrong: 0,
  failed: {},
  seconds: 1,
  operationsPerSecond: 1234.5,
  p50Ms: 2,
  p99Ms: 10,
  serverCpuMs: 0.5,
  bytesPerOperation: 100,
  parts: [],
  ...values,
})

const run = (people: number, results: readonly PhaseResult[]): Run => ({
  database: 'SQLite',
  people,
  groups: [50, 50_000],
  seconds: 1,
  results,
  checks: [],
  residentMiBMax: undefined,
  complaints: '',
})

test('a phase is a line under its head, and what went wrong stands below it', () => {
  const lines = tableLines(
    result('get', {
      wrong: 2,
      failed: { '500': 3 },
      fault: 'GET /Users/1: 500',
      cut: '105 of 2000 operations',
      parts: [{ name: 'look-up', p50Ms: 1, p99Ms: 2 }],
    }),
  )
  expect([tableHead(), ...lines]).toEqual([
    'PHASE                          OK    OPS/S   P50 MS   P99 MS   CPU MS  DB CPU OTHERS   MIB',
    'get                           100    1,235     2.00     10.0     0.50',
    '  look-up                                      1.00     2.00',
    '  cut after 105 of 2000 operations',
    '  WRONG: 2 answers',
    '  FAILED: 3 operations, 500',
    '  first: GET /Users/1: 500',
  ])
})

test('within a run the smallest group is held against the largest, the first page against the last', () => {
  const comparisons = compareWithin(
    run(20_000, [
      result('initial', { firstTenthP50Ms: 4, lastTenthP50Ms: 5 }),
      result('page-first'),
      result('page-deep', { p50Ms: 3 }),
      result('group-add-one-50', { databaseCpuMs: 0.5 }),
      result('group-add-one-50000', { p50Ms: 2.2, databaseCpuMs: 0.7 }),
    ]),
  )
  expect(comparisonLines(comparisons).map((line) => line.replace(/ +/g, ' '))).toEqual([
    ' P50 MS CPU MS',
    'a member added, group of 50 → 50,000 2.00 → 2.20 ×1.10 1.00 → 1.20 ×1.20',
    'a page, first → last 2.00 → 3.00 ×1.50 0.50 → 0.50 ×1.00',
    'a creation, first tenth → last tenth 4.00 → 5.00 ×1.25',
  ])
})

test('of runs with few and many people, the phases that both have are compared', () => {
  const comparisons = compareRuns(
    run(2000, [result('get'), result('put')]),
    run(100_000, [result('get', { p50Ms: 4 }), result('list')]),
  )
  expect(comparisons).toEqual([
    {
      name: 'get',
      from: { name: '2,000 people', p50Ms: 2, cpuMs: 0.5, operationsPerSecond: 1234.5 },
      to: { name: '100,000 people', p50Ms: 4, cpuMs: 0.5, operationsPerSecond: 1234.5 },
    },
  ])
  expect(scaleLines(comparisons).map((line) => line.replace(/ +/g, ' '))).toEqual([
    ' OPS/S P50 MS CPU MS',
    'get 1,235 → 1,235 ×1.00 2.00 → 4.00 ×2.00 0.50 → 0.50 ×1.00',
  ])
})

test('nothing to compare takes no lines', () => {
  expect(comparisonLines(compareWithin(run(500, [])))).toEqual([])
})
