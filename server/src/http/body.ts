/** Reads request bodies: counted, timed, and never more of them at once than there is room for. */
import type { IncomingMessage } from 'node:http'
import { ScimError } from '@rollbook/scim'
import { httpLimits } from './limits.ts'

/** The client hung up before its request was whole: there is nobody to answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone'
}

export interface Bodies {
  /**
   * Reads the whole body of a request.
   *
   * @throws {ScimError} 413 when it is too large, 408 when it comes too slowly, 503 when there is
   *   no room for it now
   * @throws {ClientGone} when the client hung up
   */
  read(incoming: IncomingMessage): Promise<Buffer>
  /** Says that a body which was read, or given up, is no longer held. */
  release(incoming: IncomingMessage): void
}

const empty = Buffer.alloc(0)

/** @param limits shorter ones for tests */
export function createBodies(limits: Limits = httpLimits): Bodies {
  const held = new WeakMap<IncomingMessage, number>()
  let heldBytes = 0

  function hold(incoming: IncomingMessage, size: number): boolean {
    if (heldBytes + size > limits.bodyBytesTogetherMax) return false
    heldBytes += size
    held.set(incoming, (held.get(incoming) ?? 0) + size)
    return true
  }

  return {
    async read(incoming) {
      const { 'content-length': length, 'transfer-encoding': coding } = incoming.headers
      if (length !== undefined && Number(length) > limits.bodyBytesMax) throw tooLarge(limits)
      if (coding === undefined && (length === undefined || Number(length) === 0)) return empty
      return receive(incoming, limits, hold)
    },
    release(incoming) {
      heldBytes -= held.get(incoming) ?? 0
      held.delete(incoming)
    },
  }
}

type Limits =
  Pick<
    typeof httpLimits,
    'bodyBytesMax' | 'bodyMs' | 'bodyGraceMs' | 'bodyBytesPerSecondMin' | 'bodyBytesTogetherMax'
  > extends infer Known
    ? { readonly [name in keyof Known]: number }
    : never

function receive(
  incoming: IncomingMessage,
  limits: Limits,
  hold: (incoming: IncomingMessage, size: number) => boolean,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const chunks: Buffer[] = []
    let size = 0
    let timer = setTimeout(checkPace, limits.bodyGraceMs)

    function checkPace(): void {
      const elapsedMs = performance.now() - started
      const leftMs = limits.bodyMs - elapsedMs
      const isSlow = size < (elapsedMs / 1000) * limits.bodyBytesPerSecondMin
      if (leftMs <= 0 || isSlow) finish(() => reject(tooSlow()))
      else timer = setTimeout(checkPace, Math.min(limits.bodyGraceMs, leftMs))
    }
    function onData(chunk: Buffer): void {
      size += chunk.length
      if (size > limits.bodyBytesMax) finish(() => reject(tooLarge(limits)))
      else if (!hold(incoming, chunk.length)) finish(() => reject(noRoom()))
      else chunks.push(chunk)
    }
    const onEnd = () =>
      finish(() => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    const onGone = (cause?: unknown) =>
      finish(() => reject(new ClientGone('The client hung up in the middle of a body.', { cause })))
    function finish(settle: () => void): void {
      clearTimeout(timer)
      incoming.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone)
      incoming.pause()
      settle()
      chunks.length = 0
    }
    incoming.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone)
  })
}

const tooLarge = (limits: Limits) =>
  new ScimError(
    413,
    `The body is larger than ${limits.bodyBytesMax} bytes. Send it in smaller parts.`,
  )

const tooSlow = () => new ScimError(408, 'The body of the request came too slowly. Send it again.')

const noRoom = () =>
  new ScimError(503, 'Too many large requests are being read at this moment. Try again shortly.', {
    headers: { 'retry-after': '1' },
  })
