/**
 * `npm run check`, which is also `npm test`: everything that must hold before a change is taken.
 * `npm run check -- lint types` runs those steps only.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from './build.ts'
import { root, runTool } from './run-tool.ts'

interface Outcome {
  readonly ok: boolean
  /** Of the tests in this step. */
  readonly passed?: number
  readonly failed?: number
  readonly remark?: string
}

/** The part of Vitest's JSON report that is read. */
interface TestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
}

const testReport = join(root, '.cache/tests.json')

/** Read by .ci/run. */
const checkReport = join(root, '.cache/check.json')

const tool = async (...commandLine: [string, ...string[]]): Promise<Outcome> => ({
  ok: (await runTool(commandLine)) === 0,
})

const steps = new Map<string, () => Promise<Outcome>>([
  ['format', () => tool('oxfmt', '--check')],
  ['lint', () => tool('oxlint', '--type-aware', '--deny-warnings')],
  ['types', () => tool('tsc', '--noEmit')],
  ['tests', runTests],
  ['build', async () => ({ ok: await build() })],
])

await main(process.argv.slice(2))

async function main(wanted: readonly string[]): Promise<void> {
  const unknown = wanted.find((name) => !steps.has(name))
  if (unknown !== undefined) {
    console.error(`There is no step "${unknown}". The steps: ${[...steps.keys()].join(', ')}.`)
    process.exitCode = 2
    return
  }
  await mkdir(join(root, '.cache'), { recursive: true })
  await rm(checkReport, { force: true })
  const started = performance.now()
  const results = []
  for (const [name, run] of steps) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    console.log(`— ${name}`)
    const begun = performance.now()
    const outcome = await run()
    results.push({ name, seconds: secondsSince(begun), ...outcome })
  }
  await writeFile(checkReport, JSON.stringify({ steps: results }, undefined, 2))

  console.log()
  for (const { name, seconds, ok, remark } of results)
    console.log(
      `${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(7)}${seconds.padStart(6)} s  ${remark ?? ''}`,
    )
  const failed = results.filter(({ ok }) => !ok).map(({ name }) => name)
  console.log(
    `${failed.length === 0 ? 'All is well' : `Failed: ${failed.join(', ')}`}, after ${secondsSince(started)} s.`,
  )
  if (failed.length > 0) process.exitCode = 1
}

/** A test that is skipped has not passed: nothing here may be skipped. */
async function runTests(): Promise<Outcome> {
  await rm(testReport, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${testReport}`]
  const code = await runTool(['vitest', 'run', ...reporters], { loud: true })
  const report = await readFile(testReport, 'utf8').then(
    (text) => JSON.parse(text) as TestReport,
    () => undefined,
  )
  if (!report) return { ok: false, remark: 'no report was written' }
  const { numPassedTests: passed, numFailedTests: failed } = report
  const skipped = report.numPendingTests + report.numTodoTests
  const remark = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
  return { ok: code === 0 && skipped === 0 && passed > 0, passed, failed, remark }
}

function secondsSince(moment: number): string {
  return ((performance.now() - moment) / 1000).toFixed(1)
}
