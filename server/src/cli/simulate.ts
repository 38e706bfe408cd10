/** `rollbook simulate …` */
import { exitStatus, printReport, simulate } from '@rollbook/simulators'
import { WrongUsage } from './failure.ts'
import { type OutputOptions, print } from './output.ts'
import { createProgressBar } from './progress.ts'

export interface PlayOptions extends OutputOptions {
  readonly url: string
  readonly token: string
  readonly people: string
  readonly groups: string
  readonly seed: string
  readonly cycles: string
  readonly concurrency: string
  readonly flag?: boolean
  readonly app?: 'aiw' | 'oin'
}

/**
 * `simulate entra`, `simulate okta`
 *
 * @returns the exit code: 1 when the server deviates, or lacks something in the end
 * @throws {WrongUsage} for numbers that are none, and a URL that is none
 */
export async function play(kind: string, options: PlayOptions): Promise<number> {
  if (!/^https?:$/.test(URL.parse(options.url)?.protocol ?? ''))
    throw new WrongUsage(`--url must be the Tenant URL, https://… or http://…, not ${options.url}.`)
  const bar = createProgressBar(process.stderr)
  const report = await simulate(kind === 'okta' ? 'okta' : 'entra', {
    url: options.url,
    token: options.token,
    people: readCount('people', options.people, 0, 1_000_000),
    groups: readCount('groups', options.groups, 0, 100_000),
    cycles: readCount('cycles', options.cycles, 1, 1000),
    concurrency: readCount('concurrency', options.concurrency, 1, 256),
    seed: options.seed,
    flag: options.flag,
    app: options.app,
    onProgress: options.json === true ? undefined : (step) => bar.show(step),
  })
  bar.end()
  print(options, report, [printReport(report)])
  return exitStatus(report)
}

function readCount(name: string, text: string, min: number, max: number): number {
  const count = Number(text)
  if (!/^\d+$/.test(text) || count < min || count > max)
    throw new WrongUsage(`--${name} must be a whole number from ${min} to ${max}, not ${text}.`)
  return count
}
