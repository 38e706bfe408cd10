import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type Client, createClient } from './client.ts'

let server: Server | undefined
let client: Client | undefined

afterEach(() => {
  client?.close()
  server?.close()
})

/** A server that gives each request, as text, and its connection to a function. */
async function start(answer: (request: string, socket: Socket) => void): Promise<Client> {
  server = createServer((socket) => {
    socket.on('data', (piece) => answer(piece.toString(), socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return (client = createClient(`http://127.0.0.1:${port}/scim/v2/x`, 'secret'))
}

const ok = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`

test('a request carries the token, and its body as JSON with its length in bytes', async () => {
  const requests: string[] = []
  const { request } = await start((text, socket) => {
    requests.push(text)
    socket.write(ok('{}'))
  })
  expect(await request('POST', '/Users', { name: 'Zoë' })).toMatchObject({ status: 200 })
  expect(requests).toEqual([
    expect.stringMatching(
      /^POST \/scim\/v2\/x\/Users HTTP\/1.1\r\n[^]*Authorization: Bearer secret\r\n[^]*Content-Length: 15\r\n\r\n{"name":"Zoë"}$/,
    ),
  ])
})

test('a connection is used again, and requests at the same time have one each', async () => {
  const sockets = new Set<Socket>()
  const { request } = await start((_, socket) => {
    sockets.add(socket)
    socket.write(ok('1'))
  })
  await request('GET', '/a')
  await request('GET', '/b')
  expect(sockets.size).toBe(1)
  await Promise.all([request('GET', '/c'), request('GET', '/d')])
  expect(sockets.size).toBe(2)
})

test('a connection that the server has ended is replaced by another', async () => {
  let count = 0
  const { request } = await start((_, socket) => {
    if (++count === 2) socket.destroy()
    else socket.write(ok(String(count)))
  })
  await request('GET', '/a')
  expect((await request('GET', '/b')).body.toString()).toBe('3')
})

test('a server that ends a new connection without an answer is not asked again', async () => {
  let count = 0
  const { request } = await start((_, socket) => {
    count++
    socket.destroy()
  })
  await expect(request('GET', '/a')).rejects.toThrow('without an answer')
  expect(count).toBe(1)
})

test('an answer that breaks off is an error', async () => {
  const { request } = await start((_, socket) => socket.end(ok('whole').slice(0, -1)))
  await expect(request('GET', '/a')).rejects.toThrow('without an answer')
})

test('a server that is not there is an error', async () => {
  const { request } = await start(() => {})
  server?.close()
  await once(server!, 'close')
  await expect(request('GET', '/a')).rejects.toThrow('ECONNREFUSED')
})
