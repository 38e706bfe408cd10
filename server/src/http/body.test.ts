import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { ScimError } from '@rollbook/scim'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ClientGone, createBodies } from './body.ts'

const limits = {
  bodyBytesMax: 100_000,
  bodyMs: 30_000,
  bodyGraceMs: 10_000,
  bodyBytesPerSecondMin: 1024,
  bodyBytesTogetherMax: 150_000,
}

/** As much of a request as the reading of its body looks at. */
function request(headers: Record<string, string> = { 'transfer-encoding': 'chunked' }) {
  const stream = new PassThrough()
  return { stream, incoming: Object.assign(stream, { headers }) as unknown as IncomingMessage }
}

async function refusal(reading: Promise<unknown>): Promise<unknown> {
  return await reading.then(
    () => undefined,
    (reason: unknown) => reason,
  )
}

const status = async (reading: Promise<unknown>) => {
  const error = await refusal(reading)
  return error instanceof ScimError ? error.status : error
}

describe('size', () => {
  test('a body is whole however it was cut', async () => {
    const { stream, incoming } = request()
    const reading = createBodies(limits).read(incoming)
    for (const part of ['a', 'da ', 'Löve', 'lace']) stream.write(part)
    stream.end()
    expect((await reading).toString()).toBe('ada Lövelace')
  })

  test.each([{}, { 'content-length': '0' }])('a request with %j has no body', async (headers) => {
    expect(await createBodies(limits).read(request(headers).incoming)).toHaveLength(0)
  })

  test('one byte too many is refused, by the length it says and by the length it has', async () => {
    const bodies = createBodies(limits)
    expect(await status(bodies.read(request({ 'content-length': '100001' }).incoming))).toBe(413)
    const { stream, incoming } = request()
    const reading = bodies.read(incoming)
    stream.end(Buffer.alloc(100_001))
    expect(await status(reading)).toBe(413)
  })

  test('all bodies together have a limit too, until they are released', async () => {
    const bodies = createBodies(limits)
    const read = (size: number) => {
      const { stream, incoming } = request()
      const reading = bodies.read(incoming)
      stream.end(Buffer.alloc(size))
      return { incoming, reading }
    }
    const first = read(100_000)
    await first.reading
    const second = read(60_000)
    const error = await refusal(second.reading)
    expect(error).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
    bodies.release(first.incoming)
    bodies.release(second.incoming)
    bodies.release(second.incoming)
    expect(await read(100_000).reading).toHaveLength(100_000)
    expect(await status(read(60_000).reading)).toBe(503)
  })
})

describe('time', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
  afterEach(() => void vi.useRealTimers())

  /** Writes so many bytes every second, and tells after how many seconds the reading ended. */
  async function drip(bytesPerSecond: number): Promise<{ seconds: number; status: unknown }> {
    const { stream, incoming } = request()
    const reading = status(
      createBodies({ ...limits, bodyBytesMax: 1e9, bodyBytesTogetherMax: 1e9 }).read(incoming),
    )
    let seconds = 0
    let ended = false
    void reading.then(() => (ended = true))
    for (; !ended && seconds < 60; seconds++) {
      stream.write(Buffer.alloc(bytesPerSecond))
      await vi.advanceTimersByTimeAsync(1000)
      await new Promise((resolve) => setImmediate(resolve))
    }
    return { seconds, status: await reading }
  }

  test('a byte a second is given ten seconds', async () => {
    expect(await drip(1)).toEqual({ seconds: 10, status: 408 })
  })

  test('two kilobytes a second are given thirty seconds', async () => {
    expect(await drip(2048)).toEqual({ seconds: 30, status: 408 })
  })
})

test('a client that hangs up is nobody to answer', async () => {
  const { stream, incoming } = request()
  const reading = createBodies(limits).read(incoming)
  stream.write('half')
  stream.destroy()
  expect(await refusal(reading)).toBeInstanceOf(ClientGone)
})
