/** The whole program as it is installed: servers, the command line, and the database they share. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '../../server/src/database/database.ts'
import { openDatabase } from '../../server/src/database/open.ts'
import { type Ended, type Environment, run, serve, type Serving } from './command.ts'
import { createDatabase } from './postgres.ts'
import { base, connect, type Connection } from './scim.ts'

/** On what an installation stores, for `describe.each(kinds)('on %s', …)`. */
export const kinds = ['SQLite', 'PostgreSQL'] as const

export interface Installation {
  /** Runs a command to its end. */
  run(...words: readonly string[]): Promise<Ended>
  /** Runs a command with `--json`; what it printed. Throws when the command fails. */
  rollbook<Printed>(...words: readonly string[]): Promise<Printed>
  /** Starts a server; on PostgreSQL there may be several. */
  serve(): Promise<Serving>
  /** Opens the database beside the servers for as long as `work` takes. */
  look<Result>(work: (database: Database) => Promise<Result>): Promise<Result>
  /** Ends the servers that still run, and removes everything. */
  remove(): Promise<void>
}

/** An empty installation: nothing runs, and the database has no tables yet. */
export async function install(kind: (typeof kinds)[number]): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'rollbook-installation-'))
  const postgres = kind === 'PostgreSQL' ? await createDatabase() : undefined
  const url = postgres?.url ?? `sqlite:${join(folder, 'rollbook.db')}`
  const environment: Environment = {
    ROLLBOOK_DATA_DIR: folder,
    ROLLBOOK_DATABASE_URL: url,
    ROLLBOOK_LOG_LEVEL: 'warn',
  }
  const servers: Serving[] = []
  return {
    run: (...words) => run(words, environment),
    async rollbook<Printed>(...words: readonly string[]) {
      const { exitCode, stdout, stderr } = await run([...words, '--json'], environment)
      if (exitCode !== 0) throw new Error(`rollbook ${words.join(' ')} failed: ${stderr}`)
      return JSON.parse(stdout) as Printed
    },
    async serve() {
      const server = await serve(environment)
      servers.push(server)
      return server
    },
    async look(work) {
      const database = await openDatabase(url)
      try {
        return await work(database)
      } finally {
        await database.close()
      }
    },
    async remove() {
      await Promise.all(servers.map((server) => server.end()))
      await postgres?.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What an identity provider is given: the connection and a token of it. */
export interface Access {
  readonly connectionId: string
  readonly secret: string
  /** The token's look-up id, which is no secret. */
  readonly tokenId: string
}

/** Makes a connection of an organization, and a token, by the command line. */
export async function makeAccess(
  { rollbook }: Installation,
  organization: string,
  name: string,
): Promise<Access> {
  const words = ['connection', 'create', organization, '--kind', 'scim', '--name', name]
  const { id: connectionId } = await rollbook<{ id: string }>(...words)
  return { connectionId, ...(await makeToken({ rollbook }, organization, name)) }
}

/** Makes one more token of a connection. */
export async function makeToken(
  { rollbook }: Pick<Installation, 'rollbook'>,
  organization: string,
  connection: string,
): Promise<{ secret: string; tokenId: string }> {
  const words = ['token', 'create', organization, connection]
  const { id: tokenId, secret } = await rollbook<{ id: string; secret: string }>(...words)
  return { secret, tokenId }
}

/** The Tenant URL of a connection at one server; the command line knows only the public one. */
export const tenantUrlAt = ({ url }: Pick<Serving, 'url'>, { connectionId }: Access) =>
  `${url}/scim/v2/${connectionId}`

/** A client over the network, with the credentials of the access unless others are given. */
export function connectTo(
  server: Pick<Serving, 'url'>,
  access: Access,
  authorization: string | undefined = `Bearer ${access.secret}`,
): Connection {
  const tenantUrl = tenantUrlAt(server, access)
  return connect(async (request) => {
    const headers = new Headers(request.headers)
    if (authorization) headers.set('authorization', authorization)
    const body = await request.text()
    return fetch(request.url.replace(base, tenantUrl), {
      method: request.method,
      headers,
      ...(body !== '' && { body }),
    })
  })
}
