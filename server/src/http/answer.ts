/** Answers that are given before or beside any handler: refusals in SCIM form. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ScimError } from '@rollbook/scim'
import { DatabaseUnavailable } from '../database/database.ts'
import { httpLimits } from './limits.ts'

/** Header fields of every answer below a Tenant URL. RFC 7644 §7.5.2 asks for no caching. */
export const scimHeaders: readonly (readonly [name: string, value: string])[] = [
  ['cache-control', 'no-store'],
  ['x-content-type-options', 'nosniff'],
]

/** Writes a refusal. What was answered in part already is cut off. */
export function refuse(outgoing: ServerResponse, error: ScimError): void {
  if (outgoing.headersSent || outgoing.destroyed) {
    outgoing.destroy()
    return
  }
  const body = Buffer.from(JSON.stringify(error))
  outgoing.writeHead(error.status, {
    ...error.headers,
    'content-type': 'application/scim+json',
    'content-length': body.length,
  })
  outgoing.end(body)
}

/** What a failure is answered with: nothing of the failure itself, but the id to find it by. */
export function refusalOf(error: unknown, requestId: string): ScimError {
  if (error instanceof ScimError) return error
  if (error instanceof DatabaseUnavailable)
    return new ScimError(
      503,
      `The database does not answer at this moment. Send the request again shortly: should it have ` +
        `been carried out, nothing is done twice. ` +
        `(Request ${requestId})`,
      { headers: { 'retry-after': '5' } },
    )
  return new ScimError(
    500,
    `Rollbook failed to answer this request; nothing is wrong with the request itself. Its log ` +
      `tells more under the request id ${requestId}.`,
  )
}

/**
 * After a refusal in the middle of a body: takes a little more of it and then nothing, so that the
 * client reads our answer instead of a broken connection, and hangs up after a moment.
 */
export function discardRest(incoming: IncomingMessage): void {
  if (incoming.complete || incoming.destroyed) return
  let size = 0
  const timer = setTimeout(() => incoming.socket.destroySoon(), httpLimits.restMs)
  const stop = () => clearTimeout(timer)
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > httpLimits.strangerBytesMax) incoming.pause()
  })
  // An error here means that the client hung up first, as it should.
  incoming.once('end', stop).once('close', stop).on('error', stop)
  incoming.resume()
}
