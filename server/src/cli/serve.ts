/** `rollbook serve`: from the configuration to a running server, and back. */
import { mkdirSync } from 'node:fs'
import { createAuthentication } from '../access/authentication.ts'
import { deriveKey, loadSecret } from '../access/secret.ts'
import { type Config, readConfig } from '../config.ts'
import { createScimService } from '../connections/scim/service.ts'
import type { Database } from '../database/database.ts'
import { isMigrated, migrate } from '../database/migrate.ts'
import { openDatabase } from '../database/open.ts'
import { listOrganizations } from '../directory/organization.ts'
import { createLog, type Log } from '../http/log.ts'
import { startHttp } from '../http/server.ts'
import { type Lock, takeLock } from './lock.ts'
import { type OutputOptions, print, programName } from './output.ts'

/** `serve`; returns when the server has stopped. */
export async function serve(options: OutputOptions): Promise<void> {
  const config = readConfig(process.env)
  const stopped = stopSignal()
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const lock = lockDatabase(config)
  const log = createLog(config.logLevel)
  endOnBugs(log)
  try {
    const database = await openDatabase(config.databaseUrl)
    try {
      await run(config, database, log, options, stopped)
    } finally {
      await database.close()
    }
  } finally {
    lock?.release()
    log.flush()
  }
}

async function run(
  config: Config,
  database: Database,
  log: Log,
  options: OutputOptions,
  stopped: Promise<string>,
): Promise<void> {
  const migrations = await migrate(database)
  const secret = loadSecret(config)
  const onError = (error: unknown) =>
    log.logger.error({ error }, 'something beside a request failed')
  const authentication = createAuthentication(database, deriveKey(secret, 'token digest'), {
    onError,
  })
  const cursorKey = deriveKey(secret, 'cursor').export()
  const http = await startHttp({
    host: config.host,
    port: config.port,
    publicUrl: config.port === 0 && config.isPublicUrlDefault ? undefined : config.publicUrl,
    createService: (publicUrl, onServiceError) =>
      createScimService({ database, publicUrl, onError: onServiceError, cursorKey }),
    authentication,
    isReady: () => isMigrated(database),
    log,
  })
  log.logger.info({ url: http.url, pid: process.pid, migrations }, 'serving')
  await greet(http.url, config, database, options)
  const signal = await stopped
  log.logger.info({ signal }, 'stopping')
  await http.stop()
  await authentication.close()
  log.logger.info('stopped')
}

/** Says on standard output that the server runs, and what to do when there is nothing yet. */
async function greet(
  url: string,
  config: Config,
  database: Database,
  options: OutputOptions,
): Promise<void> {
  const organizations = await listOrganizations(database)
  const name = programName()
  const steps = [
    '',
    'Nothing is set up yet. In another terminal:',
    `  ${name} organization create acme --name "Acme"`,
    `  ${name} connection create acme --kind scim --name "Microsoft Entra ID"`,
    `  ${name} token create acme "Microsoft Entra ID"`,
    'The second prints the Tenant URL and the third the secret token for the identity provider.',
  ]
  print(
    options,
    { url, publicUrl: config.publicUrl, pid: process.pid, organizations: organizations.length },
    [
      `Rollbook is running at ${url}. Ctrl-C stops it.`,
      ...(organizations.length === 0 ? steps : []),
    ],
  )
}

function lockDatabase({ databaseUrl }: Config): Lock | undefined {
  const isFile = databaseUrl.startsWith('sqlite:') && databaseUrl !== 'sqlite::memory:'
  return isFile ? takeLock(databaseUrl.slice('sqlite:'.length)) : undefined
}

/** The first signal that asks for an end; a second ends at once. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let isAsked = false
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.on(signal, () => {
        if (isAsked) process.exit(1)
        isAsked = true
        resolve(signal)
      })
  })
}

/** After a bug outside every request nothing is certain any more: say where, and end. */
function endOnBugs(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.logger.fatal({ error }, 'a bug ends the server')
    log.flush()
    process.exit(1)
  })
}
