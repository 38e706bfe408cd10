/** A whole server over a database of its own, and one connection with a token, for tests. */
import { randomBytes } from 'node:crypto'
import { connect as connectSocket, type Socket } from 'node:net'
import { createAuthentication } from '../../server/src/access/authentication.ts'
import { readExpiry } from '../../server/src/access/expiry.ts'
import { deriveKey } from '../../server/src/access/secret.ts'
import { createToken } from '../../server/src/access/token.ts'
import { type Connection, createConnection } from '../../server/src/connections/connection.ts'
import {
  createScimEndpoint,
  type ScimEndpoint,
} from '../../server/src/connections/scim/endpoint.ts'
import { isMigrated } from '../../server/src/database/migrate.ts'
import { createOrganization, type Organization } from '../../server/src/directory/organization.ts'
import { createLog, type Log } from '../../server/src/http/log.ts'
import type { OnError } from '../../server/src/http/scim.ts'
import { type HttpServer, startHttp } from '../../server/src/http/server.ts'
import type { LogLevel } from '../../server/src/config.ts'
import { databases, type FreshDatabase } from './databases.ts'

export interface TestServer {
  readonly http: HttpServer
  readonly database: FreshDatabase['database']
  readonly organization: Organization
  readonly connection: Connection
  /** The Tenant URL of the connection. */
  readonly tenantUrl: string
  /** The text of its token. */
  readonly token: string
  /** Every line that was logged, as text. */
  readonly log: string[]
  /** Requests the Tenant URL with the token; a path below it. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Sends bytes as they are and reads until the server hangs up, or `until` is there. */
  exchange(request: string | Buffer, until?: RegExp): Promise<string>
  stop(): Promise<void>
}

export interface TestServerOptions {
  /** The index in `databases`; default SQLite. */
  readonly databaseKind?: number
  /** In place of the real one. */
  readonly service?: ScimEndpoint | ((onError: OnError) => ScimEndpoint)
  readonly publicUrl?: string
  readonly logLevel?: LogLevel
  /** In place of one that gathers its lines. */
  readonly log?: Log
  readonly isReady?: () => Promise<boolean>
}

/** Starts a server on a free port. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const fresh = await databases[options.databaseKind ?? 0]!.open()
  const { database } = fresh
  const organization = await createOrganization(database, {
    slug: 'acme',
    name: 'Acme',
    identifier: 'email',
  })
  const connection = await createConnection(database, organization, { name: 'Entra ID' })
  const key = deriveKey(randomBytes(32), 'token digest')
  const { text: token } = await createToken(database, key, connection, {
    label: 'test',
    expires: readExpiry('1d'),
  })
  const log: string[] = []
  const authentication = createAuthentication(database, key, {
    onError: (error) => {
      throw error
    },
  })
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    publicUrl: options.publicUrl,
    createEndpoint(publicUrl, onError) {
      const { service } = options
      if (typeof service === 'function') return service(onError)
      return service ?? createScimEndpoint({ database, publicUrl, onError })
    },
    authentication,
    isReady: options.isReady ?? (() => isMigrated(database)),
    log:
      options.log ??
      createLog(options.logLevel ?? 'debug', { write: (line: string) => log.push(line) }),
  })
  const tenantUrl = `${http.url}/scim/v2/${connection.id}`
  return {
    http,
    database,
    organization,
    connection,
    tenantUrl,
    token,
    log,
    fetch: (path, init = {}) =>
      fetch(`${tenantUrl}${path}`, {
        ...init,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/scim+json',
          ...(init.headers as Record<string, string>),
        },
      }),
    exchange: (request, until) => exchange(http.url, request, until),
    async stop() {
      await http.stop()
      await authentication.close()
      await fresh.drop()
    },
  }
}

/** Opens a connection to a server. */
export function openSocket(url: string): Socket {
  const { hostname, port } = new URL(url)
  return connectSocket(Number(port), hostname)
}

function exchange(url: string, request: string | Buffer, until?: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = openSocket(url)
    let text = ''
    const finish = () => {
      socket.destroy()
      resolve(text)
    }
    socket.setEncoding('utf8')
    socket.setTimeout(5000, () => reject(new Error(`nothing more came after: ${text}`)))
    socket.on('data', (chunk: string) => {
      text += chunk
      if (until?.test(text)) finish()
    })
    socket.on('end', finish)
    socket.on('close', finish)
    // A server that hangs up while we still write is what some tests want to see.
    socket.on('error', finish)
    socket.write(request)
  })
}

/** A service that answers with the number of bytes it was sent. */
export const echo: ScimEndpoint = {
  async handle(request) {
    const bytes = await request.arrayBuffer()
    return new Response(JSON.stringify({ bytes: bytes.byteLength }), {
      headers: { 'content-type': 'application/scim+json' },
    })
  },
}

/** The head of a request to `/Users`, as it goes over the wire. */
export function headOf(
  server: TestServer,
  method: string,
  fields: readonly string[] = [],
  token = server.token,
): string {
  return [
    `${method} /scim/v2/${server.connection.id}/Users HTTP/1.1`,
    'Host: school.example',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/scim+json',
    ...fields,
    '',
    '',
  ].join('\r\n')
}
