import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import {
  echo,
  headOf,
  openSocket,
  startServer,
  type TestServer,
} from '../../../test/support/server.ts'
import { httpLimits } from './limits.ts'

let server: TestServer
afterEach(() => server.stop())

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
    const answer = await server.exchange(headOf(server, 'POST', fields), /}$/)
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toContain('"status":"413"')
  })

  test('one that grows too large is refused on the way', async () => {
    server = await startServer({ service: echo })
    const chunk = `100000\r\n${'a'.repeat(0x100000)}\r\n`
    const fields = ['Transfer-Encoding: chunked']
    const answer = await server.exchange(headOf(server, 'POST', fields) + chunk.repeat(9), /}$/)
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  })

  test('one without a valid token is not waited for', async () => {
    server = await startServer({ service: echo })
    const fields = ['Content-Length: 1000000']
    const answer = await server.exchange(headOf(server, 'POST', fields, 'wrong'), /}$/)
    expect(answer).toMatch(/^HTTP\/1\.1 401 /)
  })

  test('whoever was refused and goes on sending is cut off', async () => {
    server = await startServer({ service: echo })
    const socket = openSocket(server.http.url)
    let sent = 0
    const cut = new Promise((resolve) => socket.on('error', () => {}).once('close', resolve))
    socket.write(headOf(server, 'POST', ['Transfer-Encoding: chunked'], 'wrong'))
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
    const refused = await server.exchange(headOf(server, 'POST', fields, 'wrong'), /}$/)
    expect(refused).toMatch(/^HTTP\/1\.1 401 /)
    expect(await server.exchange(headOf(server, 'POST', fields), /\r\n\r\n/)).toBe(
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
    socket.write(`${headOf(server, 'POST', ['Content-Length: 10'])}12345`)
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
    const answer = await server.exchange(`${headOf(server, 'POST', [field])}12345${second}`)
    expect(answer.slice(9, 12)).toBe(status)
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
    expect(handled).toBe(0)
  })
})
