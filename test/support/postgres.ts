/**
 * A PostgreSQL cluster of our own, real and short-lived: started on loopback under a random port,
 * password and folder, and gone with the program that started it. Tests share one per run
 * (start-postgres.ts); people try one with `npm run postgres`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Client } from 'pg'
import { findPrograms, type Programs } from './postgres-programs.ts'
import { type Account, findAccount, runProgram } from './unprivileged.ts'

const startTimeoutMs = 60_000

export interface PostgresOptions {
  /** Keeps the cluster in this folder; a temporary folder, removed at the end, when not given. */
  readonly folder?: string
  /** Whether what is committed survives a power cut. Off for tests: they are faster so. */
  readonly durable?: boolean
  /** A free one when not given. */
  readonly port?: number
}

export interface Postgres {
  /** `postgres://…` of the superuser and the database `postgres`, over TCP. */
  readonly url: string
  /** Where the unix socket is, for `?host=`. */
  readonly socketFolder: string
  /** Settles when the server has ended, whoever ended it. */
  readonly ended: Promise<void>
  /** Ends the server, and removes the folder if it is a temporary one. */
  stop(): Promise<void>
}

/**
 * Starts PostgreSQL 14 or newer and waits until it takes connections. As root it runs under an
 * account without rights, which PostgreSQL insists on. Installs PostgreSQL when it is missing, on
 * Debian as root.
 *
 * @throws {Error} that says what to install when PostgreSQL is missing and cannot be installed,
 *   or what the server printed when it does not start
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const programs = await findPrograms()
  const account = await findAccount(['postgres', 'nobody'])
  const isTemporary = options.folder === undefined
  const folder = await makeFolder(options.folder, account)
  const cluster = join(folder, 'cluster')
  try {
    if (!existsSync(cluster)) await initialise(programs, folder, account)
    const password = await readFile(join(folder, 'password'), 'utf8')
    const port = options.port ?? (await findFreePort())
    const server = await startServer(programs, folder, port, options.durable ?? false, account)
    const ended = new Promise<void>((done) => server.once('exit', () => done()))
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      socketFolder: folder,
      ended,
      async stop() {
        // Fast shutdown; of a cluster that is thrown away, the immediate one.
        server.kill(isTemporary ? 'SIGQUIT' : 'SIGINT')
        await ended
        if (isTemporary) await rm(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    if (isTemporary) await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/**
 * Makes an empty database, for one test file or one test.
 *
 * @param url of the cluster; the run's own when not given
 * @returns its URL, and `drop`, which also ends connections that are still open
 */
export async function createDatabase(
  url = process.env['TEST_POSTGRES_URL'],
): Promise<{ url: string; drop: () => Promise<void> }> {
  if (!url) throw new Error('TEST_POSTGRES_URL is not set: run the tests from the root folder.')
  const name = `test_${randomBytes(8).toString('hex')}`
  await execute(url, `create database ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  return { url: own.href, drop: () => execute(url, `drop database ${name} with (force)`) }
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

async function makeFolder(folder: string | undefined, account?: Account): Promise<string> {
  // A socket's path has room for about a hundred characters, which some temporary folders exceed.
  const short = tmpdir().length > 60 && existsSync('/tmp') ? '/tmp' : tmpdir()
  if (folder === undefined) folder = await mkdtemp(join(short, 'rollbook-postgres-'))
  else await mkdir((folder = resolve(folder)), { recursive: true, mode: 0o700 })
  if (account) await chown(folder, account.uid, account.gid)
  await chmod(folder, 0o700)
  await runProgram('test', ['-x', folder], { account }).catch((error: unknown) => {
    const account = 'the account that PostgreSQL runs under'
    const sentence = `${folder} is in a folder that ${account} may not enter: choose another.`
    throw new Error(sentence, { cause: error })
  })
  return folder
}

async function initialise(programs: Programs, folder: string, account?: Account): Promise<void> {
  const password = join(folder, 'password')
  await writeFile(password, randomBytes(16).toString('hex'), { mode: 0o600 })
  if (account) await chown(password, account.uid, account.gid)
  // Sorts by the rules of a language, as clusters usually do, so that no test leans on byte order
  // by luck.
  const locale =
    programs.version >= 15 ? ['--locale-provider=icu', '--icu-locale=en'] : ['--no-locale']
  const parameters = ['--pgdata', join(folder, 'cluster'), '--username=postgres', '--encoding=UTF8']
  await runProgram(
    programs.initdb,
    [...parameters, ...locale, '--auth=scram-sha-256', `--pwfile=${password}`, '--no-sync'],
    { account, cwd: folder },
  )
}

async function startServer(
  programs: Programs,
  folder: string,
  port: number,
  durable: boolean,
  account?: Account,
): Promise<ChildProcess> {
  const settings = new Map([
    ['listen_addresses', '127.0.0.1'],
    ['port', String(port)],
    ['unix_socket_directories', folder],
    ['max_connections', '200'],
    ['lc_messages', 'C'],
    ['logging_collector', 'off'],
    ['log_destination', 'stderr'],
    ['fsync', durable ? 'on' : 'off'],
    ['synchronous_commit', durable ? 'on' : 'off'],
    ['full_page_writes', durable ? 'on' : 'off'],
  ])
  const commandLine = [
    ...diesWithParent(),
    programs.postgres,
    '-D',
    join(folder, 'cluster'),
    ...[...settings].flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const [program = programs.postgres, ...parameters] = commandLine
  const server = spawn(program, parameters, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...account,
  })
  await isReady(server)
  return server
}

/** Where Linux offers it: the kernel ends the server when the program that started it is gone. */
function diesWithParent(): string[] {
  const setpriv = '/usr/bin/setpriv'
  return existsSync(setpriv) ? [setpriv, '--pdeathsig', 'INT', '--'] : []
}

/** Resolves when the server says so on its log, rejects with the log's end when it stops before. */
function isReady(server: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let log = ''
    const giveUp = (reason: string) => {
      clearTimeout(timer)
      server.kill('SIGQUIT')
      fail(new Error(`PostgreSQL ${reason}. Its log ends with:\n${log.trim()}`))
    }
    const timer = setTimeout(() => giveUp('did not start within a minute'), startTimeoutMs)
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-2000)
      if (!log.includes('database system is ready to accept connections')) return
      clearTimeout(timer)
      done()
    })
    server.once('error', (error) => giveUp(`could not be started (${error.message})`))
    server.once('exit', (code) => giveUp(`ended with ${code ?? 'a signal'} instead of starting`))
  })
}

function findFreePort(): Promise<number> {
  return new Promise((done, fail) => {
    const listener = createServer()
    listener.once('error', fail)
    listener.listen(0, '127.0.0.1', () => {
      const address = listener.address()
      listener.close(() =>
        address !== null && typeof address === 'object'
          ? done(address.port)
          : fail(new Error('The system gave no port.')),
      )
    })
  })
}
