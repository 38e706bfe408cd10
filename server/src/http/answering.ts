/** How every request is answered: which way it goes, under which id, and what is noted of it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { ScimError } from '@rollbook/scim'
import type { Authentication } from '../access/authentication.ts'
import { randomBase62 } from '../access/base62.ts'
import type { ScimEndpoint } from '../connections/scim/endpoint.ts'
import { discardRest, refuse, scimHeaders } from './answer.ts'
import { createBodies } from './body.ts'
import { httpLimits } from './limits.ts'
import type { Log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { createScimDoor, type OnError, scimRoot } from './scim.ts'
import { createSite, siteRoutes } from './site.ts'

export interface AnsweringOptions {
  /** Where clients reach us, without a slash at the end. */
  readonly publicUrl: string
  readonly createEndpoint: (onError: OnError) => ScimEndpoint
  readonly authentication: Authentication
  /** Says false, or rejects, when requests cannot be answered now. */
  readonly isReady: () => Promise<boolean>
  readonly log: Log
}

export interface Answering {
  /** Answers a request, whatever it is; never throws. */
  readonly answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void
  /** From now on clients are asked to close their connections, and we are not ready any more. */
  readonly stop: () => void
}

/** Makes the one listener of the server. */
export function createAnswering(options: AnsweringOptions): Answering {
  const { logger } = options.log
  let inFlight = 0
  let isStopping = false
  const metrics = createMetrics(() => inFlight)
  const door = createScimDoor({
    createEndpoint: options.createEndpoint,
    authentication: options.authentication,
    bodies: createBodies(),
    onError: (error, requestId) =>
      logger.error({ requestId, error }, 'a request could not be answered'),
  })
  const site = createSite({
    metrics,
    isReady: async () => !isStopping && (await options.isReady()),
  })
  const visit = getRequestListener(site.fetch, {
    autoCleanupIncoming: false,
    errorHandler: () => new Response('Host and path make no valid URL.\n', { status: 400 }),
  })
  const basePath = new URL(options.publicUrl).pathname.replace(/\/$/, '')
  const nextRequestId = createRequestIds()

  async function answerScim(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    requestId: string,
    started: number,
  ): Promise<void> {
    const { method } = incoming
    for (const [name, value] of scimHeaders) outgoing.setHeader(name, value)
    const { operation, connectionId, status } = await door.pass(incoming, outgoing, requestId)
    const ms = performance.now() - started
    metrics.observe(operation.name, status, connectionId, ms / 1000)
    logger.info({
      requestId,
      method,
      route: operation.route,
      status,
      ms: Math.round(ms * 100) / 100,
      connection: connectionId,
    })
  }

  async function answerSite(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    requestId: string,
    started: number,
  ): Promise<void> {
    await visit(incoming, outgoing)
    discardRest(incoming)
    const path = incoming.url?.split('?', 1)[0] ?? ''
    logger.debug({
      requestId,
      method: incoming.method,
      route: siteRoutes.has(path) ? path : 'other',
      status: outgoing.statusCode,
      ms: Math.round((performance.now() - started) * 100) / 100,
    })
  }

  /** Refuses what is refused without looking; true when it was. */
  function turnAway(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
    if (incoming.rawHeaders.length > 2 * httpLimits.headerFieldsMax)
      refuse(outgoing, new ScimError(431, 'The request has too many header fields.'))
    else if (inFlight > httpLimits.requestsTogetherMax && incoming.url?.startsWith(scimRoot))
      refuse(outgoing, overloaded())
    else return false
    discardRest(incoming)
    return true
  }

  return {
    answer(incoming, outgoing) {
      const started = performance.now()
      const requestId = nextRequestId()
      outgoing.setHeader('x-request-id', requestId)
      if (isStopping) outgoing.setHeader('connection', 'close')
      const url = pathOf(incoming.url ?? '/', basePath)
      incoming.url = url
      inFlight++
      const isScim = url.startsWith(scimRoot)
      const answered = turnAway(incoming, outgoing)
        ? Promise.resolve()
        : (isScim ? answerScim : answerSite)(incoming, outgoing, requestId, started)
      void answered
        .catch((error: unknown) => {
          logger.error({ requestId, error }, 'an answer was cut off')
          outgoing.destroy()
        })
        .finally(() => {
          inFlight--
          watchSlowReader(outgoing)
        })
    },
    stop() {
      isStopping = true
    },
  }
}

/** The path and query of a request, also when a proxy sends the whole URL or our base path. */
function pathOf(url: string, basePath: string): string {
  const path = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '') || '/'
  return basePath !== '' && path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path
}

/** Ids that no two requests share, in any process; short, as people read them out. */
function createRequestIds(): () => string {
  const own = randomBase62(10)
  let count = 0
  return () => `${own}-${(++count).toString(36)}`
}

/** Hangs up on a client that does not take its answer. */
function watchSlowReader(outgoing: ServerResponse): void {
  const { socket } = outgoing
  // Nearly always the system has taken all of it by now.
  if (!socket || socket.writableLength === 0 || outgoing.writableFinished) return
  const timer = setTimeout(() => socket.destroy(), httpLimits.answerMs)
  outgoing.once('close', () => clearTimeout(timer))
}

const overloaded = () =>
  new ScimError(503, 'Too many requests are being answered at this moment. Try again shortly.', {
    headers: { 'retry-after': '1' },
  })
