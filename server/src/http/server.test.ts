import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { openSocket, startServer, type TestServer } from '../../../test/support/server.ts'
import type { ScimService } from '../connections/scim/service.ts'
import { DatabaseUnavailable } from '../database/database.ts'
import { httpLimits } from './limits.ts'

let server: TestServer
afterEach(() => server.stop())

/** A service that keeps every request until it is let go. */
function createGate(): ScimService & {
  waiting: number
  open(): void
  arrived(n: number): Promise<void>
} {
  let letGo = () => {}
  const opened = new Promise<void>((resolve) => {
    letGo = resolve
  })
  return {
    waiting: 0,
    async handle() {
      this.waiting++
      await opened
      return new Response('{}', { headers: { 'content-type': 'application/scim+json' } })
    },
    open: () => letGo(),
    arrived(count) {
      return expect.poll(() => this.waiting, { timeout: 5000, interval: 5 }).toBe(count)
    },
  }
}

const echo: ScimService = {
  async handle(request) {
    const bytes = await request.arrayBuffer()
    return new Response(JSON.stringify({ bytes: bytes.byteLength }), {
      headers: { 'content-type': 'application/scim+json' },
    })
  },
}

const head = (method: string, fields: readonly string[] = [], token = server.token) =>
  [
    `${method} /scim/v2/${server.connection.id}/Users HTTP/1.1`,
    'Host: school.example',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/scim+json',
    ...fields,
    '',
    '',
  ].join('\r\n')

describe('bodies', () => {
  test('one of 8 MiB is taken, with a length and in chunks', async () => {
    server = await startServer({ service: echo })
    const bytes = httpLimits.bodyBytesMax
    const body = Buffer.alloc(bytes, 'a')
    const whole = await server.fetch('/Users', { method: 'POST', body })
    expect(await whole.json()).toEqual({ bytes })
    const chunked = await server.fetch('/Users', {
      method: 'POST',
      body: new Blob([body]).stream(),
      duplex: 'half',
      // Node's own types have `duplex`, the browser's do not yet.
    } as RequestInit)
    expect(await chunked.json()).toEqual({ bytes })
  })

  test('one that says it is larger is refused before any of it is read', async () => {
    server = await startServer({ service: echo })
    const fields = [`Content-Length: ${httpLimits.bodyBytesMax + 1}`]
    const answer = await server.exchange(head('POST', fields), /}$/)
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toContain('"status":"413"')
  })

  test('one that grows too large is refused on the way', async () => {
    server = await startServer({ service: echo })
    const chunk = `100000\r\n${'a'.repeat(0x100000)}\r\n`
    const fields = ['Transfer-Encoding: chunked']
    const answer = await server.exchange(head('POST', fields) + chunk.repeat(9), /}$/)
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  })

  test('one without a valid token is not waited for', async () => {
    server = await startServer({ service: echo })
    const fields = ['Content-Length: 1000000']
    const answer = await server.exchange(head('POST', fields, 'wrong'), /}$/)
    expect(answer).toMatch(/^HTTP\/1\.1 401 /)
  })

  test('whoever was refused and goes on sending is cut off', async () => {
    server = await startServer({ service: echo })
    const socket = openSocket(server.http.url)
    let sent = 0
    const cut = new Promise((resolve) => socket.on('error', () => {}).once('close', resolve))
    socket.write(head('POST', ['Transfer-Encoding: chunked'], 'wrong'))
    const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`
    const push = () => {
      while (!socket.destroyed && socket.write(chunk)) sent += chunk.length
    }
    socket.on('drain', push)
    push()
    await cut
    // What the two systems buffer between them is more than what the server reads.
    expect(sent).toBeLessThan(8 * 1024 * 1024)
  })

  test('one is asked for only from whoever has a valid token', async () => {
    server = await startServer({ service: echo })
    const fields = ['Content-Length: 2', 'Expect: 100-continue']
    const refused = await server.exchange(head('POST', fields, 'wrong'), /}$/)
    expect(refused).toMatch(/^HTTP\/1\.1 401 /)
    expect(await server.exchange(head('POST', fields), /\r\n\r\n/)).toBe(
      'HTTP/1.1 100 Continue\r\n\r\n',
    )
  })

  test('the body of a request that is cut off is never acted on', async () => {
    let handled = 0
    server = await startServer({
      service: {
        async handle() {
          handled++
          return new Response(null, { status: 204 })
        },
      },
    })
    const socket = openSocket(server.http.url)
    socket.write(`${head('POST', ['Content-Length: 10'])}12345`)
    const gone = () => server.log.some((line) => line.includes('"status":499'))
    await once(socket, 'connect')
    setImmediate(() => socket.destroy())
    await expect.poll(gone, { timeout: 5000, interval: 5 }).toBe(true)
    expect(handled).toBe(0)
    expect((await server.fetch('/Users', { method: 'DELETE' })).status).toBe(204)
  })
})

describe('malformed requests', () => {
  test.each([
    ['a header of 17 KiB', `X-Long: ${'a'.repeat(17 * 1024)}`, '431'],
    [
      'more than 200 header fields',
      Array.from({ length: 201 }, (_, i) => `A${i}: b`).join('\r\n'),
      '431',
    ],
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6', '400'],
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked', '400'],
    ['an unknown coding', 'Transfer-Encoding: xchunked', '400'],
    ['a folded header', 'X-Folded: a\r\n b', '400'],
    ['a bare line feed', 'X-Bare: a\nX-Other: b', '400'],
  ])('%s ends the connection, and what follows is not read', async (_, field, status) => {
    let handled = 0
    server = await startServer({
      service: {
        async handle() {
          handled++
          return new Response(null, { status: 204 })
        },
      },
    })
    const second = `GET /scim/v2/${server.connection.id}/Users HTTP/1.1\r\nHost: a\r\n\r\n`
    const answer = await server.exchange(`${head('POST', [field])}12345${second}`)
    expect(answer.slice(9, 12)).toBe(status)
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
    expect(handled).toBe(0)
  })
})

describe('failures', () => {
  const canary = 'canary-7f3a'
  const failing = (error: unknown): ScimService => ({
    async handle() {
      throw error
    },
  })

  test('a bug is answered with 500 and an id, under which the log tells where', async () => {
    server = await startServer({ service: failing(new TypeError(`no "${canary}" in select x`)) })
    const answer = await server.fetch(`/Users?filter=${canary}`)
    expect(answer.status).toBe(500)
    const { status, detail } = (await answer.json()) as { status: string; detail: string }
    const requestId = answer.headers.get('x-request-id') ?? 'none'
    expect(status).toBe('500')
    expect(detail).toContain(requestId)
    expect(detail).not.toMatch(/canary|select|TypeError|\.ts/)
    const line = server.log.find((text) => text.includes('TypeError'))
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      level: 'error',
      requestId,
      error: { name: 'TypeError', message: 'no "…" in select x' },
    })
    expect(server.log.join('')).not.toContain(canary)
  })

  test('a database that does not answer is 503, to be tried again', async () => {
    server = await startServer({ service: failing(new DatabaseUnavailable(canary)) })
    const answer = await server.fetch('/Users')
    expect(answer.status).toBe(503)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    const body = await answer.text()
    expect(body).toContain('"status":"503"')
    expect(body).not.toContain(canary)
  })

  test('more requests at once than can be answered are 503, the others are answered', async () => {
    const gate = createGate()
    server = await startServer({ service: gate })
    // Whoever comes first is looked up; the others find it remembered.
    const many = httpLimits.requestsTogetherMax + 5
    const requests = head('GET').repeat(many - 1) + head('GET', ['Connection: close'])
    const answering = server.exchange(requests)
    await gate.arrived(httpLimits.requestsTogetherMax)
    gate.open()
    const answer = await answering
    expect(answer.match(/HTTP\/1\.1 200 /g)).toHaveLength(httpLimits.requestsTogetherMax)
    expect(answer.match(/HTTP\/1\.1 503 [\s\S]*?retry-after: 1/g)).toHaveLength(5)
  })
})

describe('stopping', () => {
  test('what is under way is answered, and then the connection ends', async () => {
    const gate = createGate()
    server = await startServer({ service: gate })
    const under = server.fetch('/Users')
    await gate.arrived(1)
    const stopped = server.http.stop()
    gate.open()
    expect((await under).status).toBe(200)
    await stopped
    await expect(server.fetch('/Users')).rejects.toThrow('fetch failed')
  })

  test('a client that waits on an open connection is answered once more, and asked to close it', async () => {
    server = await startServer({ service: echo })
    const socket = openSocket(server.http.url).setEncoding('utf8')
    let text = ''
    socket.on('data', (chunk: string) => (text += chunk))
    socket.write(head('GET'))
    await expect.poll(() => text, { interval: 5 }).toMatch(/keep-alive[\s\S]*}$/i)
    const stopped = server.http.stop()
    text = ''
    socket.write(head('GET'))
    await once(socket, 'close')
    expect(text).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close/i)
    await stopped
  })

  test('an idle connection does not hold the end up', async () => {
    server = await startServer({ service: echo })
    const socket = openSocket(server.http.url)
    await once(socket, 'connect')
    const started = performance.now()
    await server.http.stop()
    expect(performance.now() - started).toBeLessThan(3000)
    socket.destroy()
  })
})

test('behind a proxy that keeps the path of the public URL, requests still arrive', async () => {
  server = await startServer({ publicUrl: 'https://school.example/rollbook' })
  const { id } = server.connection
  const body = JSON.stringify({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'ada@school.example',
  })
  for (const [path, status] of [
    [`/rollbook/scim/v2/${id}/Users`, 201],
    [`/scim/v2/${id}/Users`, 409],
  ] as const) {
    const answer = await fetch(`${server.http.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
      body,
    })
    expect(answer.status).toBe(status)
    if (status === 201)
      expect(answer.headers.get('location')).toMatch(
        `https://school.example/rollbook/scim/v2/${id}/Users/`,
      )
  }
})
