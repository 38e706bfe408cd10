/**
 * The door of the Tenant URLs, `/scim/v2/{connection}`: who is there, what do they send, and on to
 * the protocol. It is passed thousands of times a second; everything else goes another way.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener, RequestError } from '@hono/node-server'
import { ScimError } from '@rollbook/scim'
import type { Authentication, Grant } from '../access/authentication.ts'
import { isId } from '../database/ids.ts'
import type { ScimCaller, ScimEndpoint } from '../connections/scim/endpoint.ts'
import { discardRest, refusalOf, refuse } from './answer.ts'
import { type Bodies, ClientGone } from './body.ts'
import { type Operation, operationOf } from './operation.ts'

export const scimRoot = '/scim/v2/'

/** Told of bugs and failures, with the request that met them. */
export type OnError = (error: unknown, request?: Request) => void

/** What is known of a request while and after it is answered. */
export interface Passage {
  readonly operation: Operation
  /** Undefined unless the request was let in. */
  connectionId: string | undefined
  /** What is answered, or 499 when nobody was there any more. */
  status: number
}

export interface ScimDoor {
  /** Answers a request whose URL begins with `scimRoot`, whatever happens. */
  pass(incoming: IncomingMessage, outgoing: ServerResponse, requestId: string): Promise<Passage>
}

/** What travels with Node's request to the Fetch side of it. */
interface Carrier extends IncomingMessage {
  /** Taken by @hono/node-server instead of reading the stream. */
  rawBody?: Buffer
  caller?: ScimCaller
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** @param options `onError` hears of what was answered with 500 or 503 */
export function createScimDoor(options: {
  readonly createEndpoint: (onError: OnError) => ScimEndpoint
  readonly authentication: Authentication
  readonly bodies: Bodies
  readonly onError: (error: unknown, requestId?: string) => void
}): ScimDoor {
  const { authentication, bodies, onError } = options
  const failures = new WeakMap<Request, unknown[]>()
  const service = options.createEndpoint((error, request) => {
    if (!request) return onError(error)
    const some = failures.get(request)
    if (some) some.push(error)
    else failures.set(request, [error])
  })

  function explain(error: unknown, requestId: string): ScimError {
    const refusal = refusalOf(error, requestId)
    if (refusal !== error) onError(error, requestId)
    return refusal
  }

  async function callEndpoint(request: Request, caller: ScimCaller): Promise<Response> {
    const { requestId } = caller
    try {
      const response = await service.handle(request, caller)
      const some = failures.get(request)
      for (const error of some ?? []) onError(error, requestId)
      // It answers every failure alike, and knows no request ids; why, it has told beside that.
      return response.status === 500 ? responseOf(refusalOf(some?.at(-1), requestId)) : response
    } catch (error) {
      return responseOf(explain(error, requestId))
    }
  }

  const forward = getRequestListener(
    (request, { incoming }) => {
      const { caller } = incoming as Carrier
      if (!caller) throw new TypeError('the request came without its caller')
      return callEndpoint(request, caller)
    },
    {
      autoCleanupIncoming: false,
      errorHandler(error) {
        if (!(error instanceof RequestError)) throw error
        return responseOf(new ScimError(400, 'The Host header and the path make no valid URL.'))
      },
    },
  )

  async function admit(incoming: IncomingMessage, target: Target): Promise<Grant> {
    const { authorization } = incoming.headers
    if (target.isCrooked)
      throw new ScimError(404, 'This path leads nowhere: it holds dot segments or backslashes.')
    if (authorization === undefined && isOpen(incoming.method, target)) return stranger
    const address = incoming.socket.remoteAddress
    return await authentication.authenticate(authorization, target.connectionId, address)
  }

  async function receive(incoming: Carrier, outgoing: ServerResponse): Promise<void> {
    const { method = '', headers } = incoming
    if (!methods.has(method)) throw new ScimError(501, `SCIM has no method ${method}.`)
    if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return
    // Whoever asks first is told to send only now, when nothing speaks against it.
    if (headers.expect !== undefined) outgoing.writeContinue()
    incoming.rawBody = await bodies.read(incoming)
  }

  return {
    async pass(incoming: Carrier, outgoing, requestId) {
      const target = parseTarget(incoming.url ?? '')
      const operation = operationOf(incoming.method ?? '', target.path)
      const passage: Passage = { operation, connectionId: undefined, status: 0 }
      try {
        const grant = await admit(incoming, target)
        if (grant !== stranger) passage.connectionId = grant.connection.id
        await receive(incoming, outgoing)
        // Node leaves the body of the answer out, and still says how long it would be.
        if (incoming.method === 'HEAD') incoming.method = 'GET'
        incoming.caller = callerOf(grant, target, requestId)
        await forward(incoming, outgoing)
        passage.status = outgoing.statusCode
      } catch (error) {
        if (error instanceof ClientGone) {
          passage.status = 499
          outgoing.destroy()
        } else {
          const refusal = explain(error, requestId)
          passage.status = refusal.status
          refuse(outgoing, refusal)
          discardRest(incoming)
        }
      } finally {
        bodies.release(incoming)
      }
      return passage
    },
  }
}

interface Target {
  /** The segment that should name a connection, as it was sent. */
  readonly connectionId: string
  /** What follows it, without query. */
  readonly path: string
  /** Whether another reader of URLs might see another path in it. */
  readonly isCrooked: boolean
}

const crooked = /\\|%5c|\/(?:\.|%2e){1,2}(?:\/|$)/i

function parseTarget(url: string): Target {
  const mark = url.indexOf('?')
  const whole = mark === -1 ? url : url.slice(0, mark)
  const slash = whole.indexOf('/', scimRoot.length)
  const end = slash === -1 ? whole.length : slash
  return {
    connectionId: whole.slice(scimRoot.length, end),
    path: whole.slice(end),
    isCrooked: crooked.test(whole),
  }
}

/** RFC 7644 §4 lets this one be read by strangers; it is the same below every Tenant URL. */
function isOpen(method: string | undefined, { connectionId, path }: Target): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    (path === '/ServiceProviderConfig' || path === '/ServiceProviderConfig/') &&
    isId(connectionId)
  )
}

/** For whom what is the same for everybody is read. */
const stranger: Grant = {
  organization: { id: '', slug: '', name: '', identifier: 'email', settings: {}, created: '' },
  connection: {
    id: '',
    organizationId: '',
    kind: 'scim',
    name: '',
    state: 'live',
    settings: {},
    created: '',
  },
  token: {
    id: '',
    organizationId: '',
    connectionId: '',
    label: '',
    created: '',
    expires: null,
    revoked: null,
    lastUsed: null,
  },
}

function callerOf(grant: Grant, target: Target, requestId: string): ScimCaller {
  return {
    organization: grant.organization,
    connection: grant.connection,
    actor: `token:${grant.token.label}`,
    requestId,
    prefix: `${scimRoot}${target.connectionId}`,
  }
}

function responseOf(error: ScimError): Response {
  return new Response(JSON.stringify(error), {
    status: error.status,
    headers: { ...error.headers, 'content-type': 'application/scim+json' },
  })
}
