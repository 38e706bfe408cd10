/** A server from its configuration to its end. */
import { createAuthentication } from '../access/authentication.ts'
import { deriveKey, loadSecret } from '../access/secret.ts'
import type { Config } from '../config.ts'
import { createScimEndpoint } from '../connections/scim/endpoint.ts'
import type { Database } from '../database/database.ts'
import { isMigrated, migrate } from '../database/migrate.ts'
import { openDatabase } from '../database/open.ts'
import { listOrganizations } from '../directory/organization.ts'
import { startSweep } from '../directory/settle.ts'
import { createLog, type Log } from '../http/log.ts'
import { startHttp } from '../http/server.ts'
import { type OutputOptions, print, programName } from './output.ts'

/**
 * Runs the server.
 *
 * @param stopped the name of the signal that ends it
 */
export async function runServer(
  config: Config,
  options: OutputOptions,
  stopped: Promise<string>,
): Promise<void> {
  const log = createLog(config.logLevel)
  endOnBugs(log)
  try {
    const database = await openDatabase(config.databaseUrl)
    try {
      await run(config, database, log, options, stopped)
    } finally {
      await database.close()
    }
    log.logger.info('stopped')
  } finally {
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
    createEndpoint: (publicUrl, onServiceError) =>
      createScimEndpoint({ database, publicUrl, onError: onServiceError, cursorKey }),
    authentication,
    isReady: () => isMigrated(database),
    log,
  })
  const endSweep = startSweep(database, onError)
  log.logger.info({ url: http.url, pid: process.pid, migrations }, 'serving')
  try {
    await greet(http.url, config, database, options)
    const signal = await stopped
    log.logger.info({ signal }, 'stopping')
  } finally {
    await http.stop()
    await endSweep()
    await authentication.close()
  }
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

/** After a bug outside every request nothing is certain any more: say where, and end. */
function endOnBugs(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.logger.fatal({ error }, 'a bug ends the server')
    log.flush()
    process.exit(1)
  })
}
