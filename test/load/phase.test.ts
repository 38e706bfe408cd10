import { expect, test } from 'vitest'
import { type Bench, Phase, runPhase } from './phase.ts'
import { Roster } from './roster.ts'

function createBench(values: Partial<Bench> = {}): Bench {
  return {
    client: { request: () => Promise.reject(new Error('not asked')), close() {} },
    roster: new Roster(1),
    seed: 1,
    people: 100,
    concurrency: 4,
    operations: 100,
    secondsMax: 60,
    server: undefined,
    database: undefined,
    signal: new AbortController().signal,
    results: [],
    checks: [],
    show() {},
    advance() {},
    ...values,
  }
}

test('every operation is done once, no more of them at a time than allowed', async () => {
  const seen: number[] = []
  let inFlight = 0
  let most = 0
  const bench = createBench()
  await runPhase(bench, 'get', 50, async (index, tally) => {
    most = Math.max(most, ++inFlight)
    await Promise.resolve()
    inFlight--
    seen.push(index)
    tally.succeed(1)
  })
  expect(seen.toSorted((one, other) => one - other)).toEqual([...Array(50).keys()])
  expect(most).toBe(4)
  expect(bench.results).toMatchObject([{ name: 'get', correct: 50, p50Ms: 1, cut: undefined }])
})

test('what warms up has indexes of its own and is not counted', async () => {
  const seen: number[] = []
  const operation: Parameters<typeof runPhase>[3] = async (index, tally) => {
    seen.push(index)
    tally.succeed(1)
  }
  const result = await runPhase(createBench(), 'get', 3, operation, { warmUp: 2 })
  expect(seen).toEqual([3, 4, 0, 1, 2])
  expect(result.correct).toBe(3)
})

test('only right answers make throughput; others are counted by their kind', async () => {
  const result = await runPhase(createBench(), 'get', 10, async (index, tally) => {
    if (index < 5) tally.succeed(index)
    else if (index < 7) tally.mistake('another user')
    else tally.fail('500', 'GET /: 500')
  })
  expect(result).toMatchObject({ correct: 5, wrong: 2, failed: { '500': 3 } })
  expect(result.fault).toBe('another user')
  expect(result.operationsPerSecond).toBeCloseTo(5 / result.seconds)
})

test('a phase ends when nothing succeeds, or its time is over, and says how far it came', async () => {
  const hopeless = await runPhase(createBench({ concurrency: 1 }), 'get', 100, async (_, tally) =>
    tally.fail('501', 'GET /: 501'),
  )
  expect(hopeless).toMatchObject({ correct: 0, cut: '5 of 100 operations' })
  const late = await runPhase(createBench({ secondsMax: 0 }), 'get', 100, async () => {})
  expect(late.cut).toBe('0 of 100 operations')
})

test('faults in one of several requests of an operation count for the phase', async () => {
  const bench = createBench()
  const phase = new Phase(bench, 'initial')
  const lookUp = phase.part('look-up')
  await phase.run(2, async (index, tally) => {
    if (index === 0) lookUp.mistake('somebody was found')
    else {
      lookUp.succeed(1)
      tally.succeed(3)
    }
  })
  expect(phase.finish()).toMatchObject({
    correct: 1,
    wrong: 1,
    fault: 'somebody was found',
    parts: [{ name: 'look-up', p50Ms: 1 }],
  })
})

test('stretches of a phase are counted together', async () => {
  const phase = new Phase(createBench(), 'group-add-one-50')
  for (const latencyMs of [1, 1, 9])
    await phase.run(1, async (_, tally) => tally.succeed(latencyMs))
  expect(phase.finish()).toMatchObject({
    correct: 3,
    p50Ms: 1,
    maxMs: 9,
    firstTenthP50Ms: 1,
    lastTenthP50Ms: 9,
  })
})

test('an interruption ends the phase with its reason', async () => {
  const controller = new AbortController()
  const bench = createBench({ signal: controller.signal })
  const phase = runPhase(bench, 'get', 100, async () => controller.abort(new Error('Ctrl-C')))
  await expect(phase).rejects.toThrow('Ctrl-C')
})
