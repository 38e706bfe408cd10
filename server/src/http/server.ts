/** The HTTP server: where it listens, what it waits for and how long, and an orderly end. */
import { createServer, type Server } from 'node:http'
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net'
import type { ScimEndpoint } from '../connections/scim/endpoint.ts'
import { Refusal } from '../directory/refusal.ts'
import { type AnsweringOptions, createAnswering } from './answering.ts'
import { httpLimits } from './limits.ts'
import type { OnError } from './scim.ts'

export interface HttpServer {
  /** Where it listens, with the port the system gave when 0 was asked for. */
  readonly url: string
  /**
   * Takes no new connection, answers what has come, and hangs up on what is left after
   * `httpLimits.stopMs`.
   */
  stop(): Promise<void>
}

export interface HttpOptions extends Omit<AnsweringOptions, 'publicUrl' | 'createEndpoint'> {
  readonly host: string
  readonly port: number
  /** Where clients reach us, without a slash at the end; undefined: where we listen. */
  readonly publicUrl: string | undefined
  readonly createEndpoint: (publicUrl: string, onError: OnError) => ScimEndpoint
}

/**
 * Starts to listen and to answer.
 *
 * @throws {Refusal} when the address cannot be listened on
 */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const server = createServer({
    maxHeaderSize: httpLimits.headerBytesMax,
    headersTimeout: httpLimits.headersMs,
    // The reading of bodies has its own, shorter time-out, with an answer.
    requestTimeout: httpLimits.headersMs + httpLimits.bodyMs + 5000,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: httpLimits.keepAliveMs,
    noDelay: true,
  })
  // Node would leave out the fields beyond; we refuse the request instead.
  server.maxHeadersCount = 0
  server.maxConnections = httpLimits.connectionsMax
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await listen(server, options.host, options.port)
  // Before any connection is taken: those come with the next turn of the event loop.
  const url = urlOf(server)
  const publicUrl = options.publicUrl ?? url
  const { answer, stop } = createAnswering({
    ...options,
    publicUrl,
    createEndpoint: (onError) => options.createEndpoint(publicUrl, onError),
  })
  server.on('request', answer)
  // With a listener of its own, a body that was announced is asked for only when it is wanted.
  server.on('checkContinue', answer)
  return {
    url,
    async stop() {
      stop()
      await close(server, sockets)
    },
  }
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port, backlog: 1024 }, () => {
        server.off('error', reject)
        resolve()
      })
    })
  } catch (error) {
    const reason =
      reasons.get((error as NodeJS.ErrnoException).code ?? '') ?? (error as Error).message
    throw new Refusal(`Rollbook cannot listen on ${host}, port ${port}: ${reason}.`, {
      cause: error,
    })
  }
}

const reasons = new Map([
  ['EADDRINUSE', 'another program listens there already. Stop it, or set PORT to another number'],
  ['EACCES', 'the system does not allow it. Set PORT to a number from 1024 on'],
  [
    'EADDRNOTAVAIL',
    'this machine has no such address. Set HOST to one it has, or to 0.0.0.0 for all',
  ],
  ['ENOTFOUND', 'there is no such name. Set HOST to an address of this machine'],
])

function urlOf(server: Server): string {
  // A server that listens on TCP has an address object.
  const { address, port } = server.address() as AddressInfo
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`
}

/**
 * Node's own `close` hangs up on idle connections at once, and so cuts off a request that is on
 * its way; here each client has a moment to hear with an answer that the connection ends.
 */
async function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const started = performance.now()
  const closed = new Promise<void>((resolve) => {
    NetServer.prototype.close.call(server, () => resolve())
  })
  const timer = setInterval(() => {
    const elapsedMs = performance.now() - started
    if (elapsedMs > httpLimits.stopMs) server.closeAllConnections()
    if (elapsedMs <= httpLimits.stopGraceMs) return
    server.closeIdleConnections()
    // Node takes a connection on which nothing came yet for a busy one.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  }, 50)
  await closed
  clearInterval(timer)
  // Ends Node's own watch over time-outs; that the server is closed already is no matter.
  server.close(() => {})
}
