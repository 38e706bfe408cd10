/** `rollbook doctor`: looks at everything that can be wrong, and says what to do about it. */
import { existsSync } from 'node:fs'
import { type Config, ConfigError, readConfig } from '../config.ts'
import { openDatabase } from '../database/open.ts'
import { checkConnections } from './check-connections.ts'
import { checkClock, checkTables, checkWriting } from './check-database.ts'
import {
  checkFolder,
  checkPublicUrl,
  checkRuntime,
  checkSecret,
  checkServer,
} from './check-machine.ts'
import { type Finding, on } from './finding.ts'
import { type OutputOptions, print } from './output.ts'

/**
 * `doctor`
 *
 * @returns the exit code: 1 when there is a problem
 */
export async function examine(options: OutputOptions): Promise<number> {
  const findings = await findAll()
  const count = (state: Finding['state']) =>
    findings.filter((finding) => finding.state === state).length
  const problems = count('problem')
  const summary =
    problems > 0
      ? `${problems} of ${findings.length} things looked at do not work.`
      : `Rollbook can work; ${count('warning')} warnings.`
  print(options, { isHealthy: problems === 0, findings }, [
    ...findings.flatMap(describe),
    '',
    summary,
  ])
  return problems > 0 ? 1 : 0
}

async function findAll(): Promise<Finding[]> {
  let config: Config
  try {
    config = readConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [on('configuration').problem(error.message, 'Set it right, and run the doctor again.')]
  }
  return [
    checkRuntime(),
    checkPublicUrl(config),
    checkFolder(config),
    checkSecret(config),
    await checkServer(config),
    ...(await checkDatabase(config)),
  ]
}

async function checkDatabase({ databaseUrl }: Config): Promise<Finding[]> {
  const { note, problem } = on('database')
  const file = databaseUrl.startsWith('sqlite:') ? databaseUrl.slice('sqlite:'.length) : undefined
  if (file !== undefined && !existsSync(file))
    return [note('There is none yet.', 'The first `rollbook serve` makes it.')]
  try {
    const database = await openDatabase(databaseUrl)
    try {
      const tables = await checkTables(database)
      if (tables.state === 'problem') return [tables]
      return [
        tables,
        await checkWriting(database),
        await checkClock(database),
        ...(await checkConnections(database)),
      ]
    } finally {
      await database.close()
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return [problem(message, 'See that it runs, and that ROLLBOOK_DATABASE_URL is right.')]
  }
}

const marks = { ok: '✓', note: '·', warning: '!', problem: '✗' } as const

function describe({ topic, state, message, advice }: Finding): string[] {
  const line = `${marks[state]} ${topic}: ${message}`
  return advice === undefined ? [line] : [line, `    ${advice}`]
}
