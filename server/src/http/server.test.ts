import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import {
  echo,
  headOf,
  openSocket,
  startServer,
  type TestServer,
} from '../../../test/support/server.ts'
import type { ScimEndpoint } from '../connections/scim/endpoint.ts'
import { DatabaseUnavailable } from '../database/database.ts'
import { httpLimits } from './limits.ts'

let server: TestServer
afterEach(() => server.stop())

/** A service that keeps every request until it is let go. */
function createGate(): ScimEndpoint & {
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

describe('failures', () => {
  const canary = 'canary-7f3a'
  const failing = (error: unknown): ScimEndpoint => ({
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

  test('what the protocol answers with 500 for a database that does not answer is 503', async () => {
    server = await startServer({
      service: (onError) => ({
        async handle(request) {
          onError(new DatabaseUnavailable('gone'), request)
          return new Response('{}', { status: 500 })
        },
      }),
    })
    expect((await server.fetch('/Users')).status).toBe(503)
    expect(server.log.join('')).toContain('DatabaseUnavailable')
  })

  test('a failure inside an answer that stands is logged under the id of the request', async () => {
    server = await startServer({
      service: (onError) => ({
        async handle(request) {
          for (const name of ['first', 'second']) onError(new TypeError(name), request)
          return new Response('{}', { status: 200 })
        },
      }),
    })
    const answer = await server.fetch('/Bulk', { method: 'POST', body: '{}' })
    expect(answer.status).toBe(200)
    const errors = server.log
      .map((line) => JSON.parse(line) as { level: string; requestId: string; error: unknown })
      .filter(({ level }) => level === 'error')
    const requestId = answer.headers.get('x-request-id')
    expect(errors).toMatchObject([
      { requestId, error: { message: 'first' } },
      { requestId, error: { message: 'second' } },
    ])
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
    const requests =
      headOf(server, 'GET').repeat(many - 1) + headOf(server, 'GET', ['Connection: close'])
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
    socket.write(headOf(server, 'GET'))
    await expect.poll(() => text, { interval: 5 }).toMatch(/keep-alive[\s\S]*}$/i)
    const stopped = server.http.stop()
    text = ''
    socket.write(headOf(server, 'GET'))
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
