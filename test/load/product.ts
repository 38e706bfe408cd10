/** The product as it is run: a server of its own, an empty database, a connection and its token. */
import { chmod, mkdtemp, readFile, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Environment, run, serve } from '../support/command.ts'
import { createDatabase, type Postgres, startPostgres } from '../support/postgres.ts'
import type { DatabaseKind } from './options.ts'

export interface Product {
  readonly tenantUrl: string
  readonly token: string
  readonly serverPid: number
  /** Of PostgreSQL's first process. */
  readonly databasePid: number | undefined
  /** Ends it and removes its database; gives what the server had to complain of. */
  stop(): Promise<string>
}

/** Where the databases are, and PostgreSQL once it is needed. */
export interface Workplace {
  /** Whether what is written there never reaches a disk. */
  readonly isInMemory: boolean
  start(kind: DatabaseKind, signal: AbortSignal): Promise<Product>
  /** Removes all of it. */
  close(): Promise<void>
}

/** The type of tmpfs in statfs(2). */
const tmpfs = 0x01021994

/** @param parent of the folder that is made and removed; the one for temporary files if absent */
export async function openWorkplace(parent = tmpdir()): Promise<Workplace> {
  const folder = await mkdtemp(join(parent, 'rollbook-bench-'))
  // PostgreSQL may run under another account, which must get through to its own folder.
  await chmod(folder, 0o711)
  let postgres: Postgres | undefined
  let count = 0
  return {
    isInMemory: (await statfs(folder)).type === tmpfs,
    async start(kind, signal) {
      const dataFolder = join(folder, `data-${++count}`)
      if (kind === 'SQLite') return startProduct(dataFolder, signal)
      postgres ??= await startPostgres({ folder: join(folder, 'postgres'), durable: true })
      return startProduct(dataFolder, signal, postgres)
    },
    async close() {
      await postgres?.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function startProduct(
  dataFolder: string,
  signal: AbortSignal,
  postgres?: Postgres,
): Promise<Product> {
  const database = postgres && (await createDatabase(postgres.url))
  const environment: Environment = {
    ROLLBOOK_DATA_DIR: dataFolder,
    ROLLBOOK_LOG_LEVEL: 'warn',
    ...(database && { ROLLBOOK_DATABASE_URL: database.url }),
  }
  const server = await serve(environment)
  const commandLine = { ...environment, ROLLBOOK_PUBLIC_URL: server.url }
  const stop = async () => {
    const { stderr } = await server.end()
    // Ctrl-C in a terminal has reached PostgreSQL, too: then all of it is removed at once.
    if (!signal.aborted) await database?.drop()
    await rm(dataFolder, { recursive: true, force: true })
    return stderr
  }
  try {
    await rollbook(commandLine, 'organization', 'create', 'bench')
    await rollbook(commandLine, 'connection', 'create', 'bench', '--kind', 'scim', '--name', 'load')
    const made = await rollbook(commandLine, 'token', 'create', 'bench', 'load')
    const { secret, tenantUrl } = made as Record<string, string | undefined>
    if (secret === undefined || tenantUrl === undefined)
      throw new Error('"token create" printed no secret and Tenant URL.')
    const databasePid = postgres && (await pidOf(postgres))
    return { tenantUrl, token: secret, serverPid: server.pid, databasePid, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function rollbook(environment: Environment, ...words: string[]): Promise<unknown> {
  const { exitCode, stdout, stderr } = await run([...words, '--json'], environment)
  if (exitCode !== 0) throw new Error(`rollbook ${words.join(' ')} failed: ${stderr}`)
  return JSON.parse(stdout)
}

async function pidOf({ socketFolder }: Postgres): Promise<number> {
  const file = await readFile(join(socketFolder, 'cluster', 'postmaster.pid'), 'utf8')
  return Number(file.split('\n', 1)[0])
}
