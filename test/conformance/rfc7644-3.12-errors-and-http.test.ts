/** RFC 7644 §3.1, §3.8, §3.11 and §3.12: HTTP, what is not there, and errors. */
import { describe, expect, test, vi } from 'vitest'
import { ScimError } from '@rollbook/scim'
import { createMemoryProvider } from '@rollbook/scim/memory'
import {
  base,
  connect,
  core,
  createUser,
  errorSchema,
  json,
  serve,
  withFunctions,
} from '../support/scim.ts'

const ada = { schemas: [core], userName: 'ada' }

/** The status of an error that is in SCIM form in all other respects. */
async function statusOfError(response: Response): Promise<number> {
  expect(response.headers.get('content-type')).toBe('application/scim+json')
  const error = await json(response)
  expect(error.schemas).toEqual([errorSchema])
  expect(error.status).toBe(String(response.status))
  expect(error.detail).toMatch(/\S/)
  return response.status
}

describe('§3.2 endpoints and methods', () => {
  test.each(['/b6f4c4d0-7c5e-4a52-9f0e-3c1d2c0f8a11', '/users', '/Users/a/b', '/Bulk/x', '/a%zz'])(
    '§3.2 the unknown path %s is 404 in SCIM form',
    async (path) => {
      expect(await statusOfError(await connect().get(path))).toBe(404)
    },
  )

  test('§3.2 what lies outside the SCIM root is 404', async () => {
    expect(await statusOfError(await connect().get('https://school.example/other/Users'))).toBe(404)
  })

  test.each([
    ['PATCH', '/Users', 'GET, HEAD, POST, OPTIONS'],
    ['DELETE', '/Groups', 'GET, HEAD, POST, OPTIONS'],
    ['POST', '/Users/1', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
    ['GET', '/Bulk', 'POST, OPTIONS'],
    ['GET', '/Users/.search', 'POST, OPTIONS'],
    ['PUT', '/.search', 'POST, OPTIONS'],
    ['POST', '/', 'GET, HEAD, OPTIONS'],
    ['PROPFIND', '/Users', 'GET, HEAD, POST, OPTIONS'],
  ])('§3.2 %s %s is 405 with Allow', async (method, path, allow) => {
    const body = method === 'GET' || method === 'DELETE' ? undefined : {}
    const response = await connect().request(method, path, body)
    expect(response.headers.get('allow')).toBe(allow)
    expect(await statusOfError(response)).toBe(405)
  })

  test('§3.2 OPTIONS is 204 with Allow', async () => {
    const response = await connect().request('OPTIONS', '/Users/1')
    expect(response.status).toBe(204)
    expect(response.headers.get('allow')).toBe('GET, HEAD, PUT, PATCH, DELETE, OPTIONS')
  })

  test('§3.2 HEAD is GET without the body', async () => {
    const scim = connect()
    const { id } = await createUser(scim, 'ada')
    for (const path of [`/Users/${id}`, '/Users', '/Schemas', '/Users/gone']) {
      const [head, get] = [await scim.request('HEAD', path), await scim.get(path)]
      expect(head.status).toBe(get.status)
      expect([...head.headers]).toEqual([...get.headers])
      expect(await head.text()).toBe('')
    }
  })

  test('§3.2 doubled and closing slashes of a pasted URL are harmless', async () => {
    const scim = connect()
    const { id } = await createUser(scim, 'ada')
    for (const path of ['//Users', '/Users/', '/Users/?filter=userName+pr', `//Users//${id}/`])
      expect((await scim.get(path)).status).toBe(200)
  })

  test('§3.2 flags that ride along in the URL change nothing', async () => {
    const scim = connect()
    for (const flag of [
      'aadOptscim062020',
      'aadOptscim062020=true',
      'AzureAdScimPatch062020&',
      '&&=',
    ]) {
      const filter = 'filter=userName+eq+%22nobody%22'
      const list = await json(scim.get(`/Users?${flag}&${filter}`))
      expect(list.totalResults).toBe(0)
    }
    const response = await scim.post('/Users?aadOptscim062020', ada)
    expect(response.status).toBe(201)
  })

  test('§3.2 a badly escaped query is 400, a badly escaped id 404', async () => {
    const scim = connect()
    for (const query of ['filter=%', 'filter=%zz', 'filter=%ff%fe'])
      expect(await statusOfError(await scim.get(`/Users?${query}`))).toBe(400)
    for (const id of ['%', '%zz', '%ff'])
      expect(await statusOfError(await scim.get(`/Users/${id}`))).toBe(404)
  })

  test('§3.2 escapes are taken off once', async () => {
    const scim = connect()
    await createUser(scim, 'a+b@school.example')
    const find = async (value: string) =>
      (await json(scim.get(`/Users?filter=userName+eq+%22${value}%22`))).totalResults
    expect(await find('a%2Bb%40school.example')).toBe(1)
    expect(await find('a+b%40school.example')).toBe(0)
    expect(await find('a%252Bb%2540school.example')).toBe(0)
  })
})

describe('§3.1 media types', () => {
  test.each([
    'application/scim+json',
    'application/json',
    'application/scim+json; charset=utf-8',
    'Application/JSON;charset="UTF-8"',
  ])('§3.1 a body of %s is read', async (type) => {
    const response = await connect().post('/Users', ada, { 'content-type': type })
    expect(response.status).toBe(201)
  })

  test.each(['text/plain', 'application/xml', 'application/json; charset=iso-8859-1', 'x'])(
    '§3.1 a body of %s is 415',
    async (type) => {
      const scim = connect()
      expect(await statusOfError(await scim.post('/Users', ada, { 'content-type': type }))).toBe(
        415,
      )
      expect((await json(scim.get('/Users'))).totalResults).toBe(0)
    },
  )

  test('§3.1 a compressed body is 415', async () => {
    expect(
      await statusOfError(await connect().post('/Users', ada, { 'content-encoding': 'gzip' })),
    ).toBe(415)
  })

  test('§3.1 a body without a media type is read, but not in strict mode', async () => {
    const send = (strict: boolean) => {
      const body = new TextEncoder().encode(JSON.stringify(ada))
      return serve({}, { strict })(new Request(`${base}/Users`, { method: 'POST', body }))
    }
    expect((await send(false)).status).toBe(201)
    expect(await statusOfError(await send(true))).toBe(415)
  })

  test.each([undefined, '*/*', 'application/json', 'text/html', 'image/png;q=x'])(
    '§3.8 whatever the client accepts (%s), it gets SCIM',
    async (accept) => {
      const scim = connect()
      const headers: Record<string, string> = accept === undefined ? {} : { accept }
      for (const path of ['/Users', '/Users/gone', '/Schemas']) {
        const response = await scim.get(path, headers)
        expect([200, 404]).toContain(response.status)
        expect(response.headers.get('content-type')).toBe('application/scim+json')
      }
    },
  )

  test('§3.1 a media type on a request without a body means nothing', async () => {
    const response = await connect().get('/Users', { 'content-type': 'text/plain' })
    expect(response.status).toBe(200)
  })
})

describe('§3.12 sizes', () => {
  const tooLarge = 8 * 1024 * 1024 + 1

  test('§3.12 a body that says it is too large is 413 before it is read', async () => {
    const body = new ReadableStream(
      { pull: () => expect.fail('the body was read') },
      { highWaterMark: 0 },
    )
    const request = new Request(`${base}/Users`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'content-length': String(tooLarge) },
      duplex: 'half',
    } as RequestInit)
    expect(await statusOfError(await serve()(request))).toBe(413)
  })

  test('§3.12 a body that turns out too large is 413, and is not read to its end', async () => {
    const chunk = new Uint8Array(1024 * 1024).fill(0x20)
    let chunks = 0
    const body = new ReadableStream({
      pull(controller) {
        chunks += 1
        controller.enqueue(chunk)
      },
    })
    const request = new Request(`${base}/Users`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
      duplex: 'half',
    } as RequestInit)
    expect(await statusOfError(await serve()(request))).toBe(413)
    expect(chunks).toBeLessThan(12)
  })

  test('§3.12 a body that belies its length is 413', async () => {
    const body = new Uint8Array(tooLarge).fill(0x20)
    expect(
      await statusOfError(await connect().post('/Users', body, { 'content-length': '2' })),
    ).toBe(413)
  })

  test('§3.12 JSON nested too deep is 400', async () => {
    for (const body of ['['.repeat(100_000), `{"a":${'['.repeat(40)}${']'.repeat(40)}}`])
      expect(await statusOfError(await connect().post('/Users', body))).toBe(400)
  })
})

describe('§3.11 /Me', () => {
  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    '§3.11 %s is 501',
    async (method) => {
      const hasBody = method !== 'GET' && method !== 'DELETE' && method !== 'OPTIONS'
      expect(
        await statusOfError(await connect().request(method, '/Me', hasBody ? {} : undefined)),
      ).toBe(501)
    },
  )
})

describe('§3.12 failures', () => {
  test('§3.12 a bug is 500 without a word of it, and is reported', async () => {
    const bug = new Error('password=hunter2 at db.internal')
    const onError = vi.fn<(error: unknown, request: Request) => void>()
    const provider = withFunctions(createMemoryProvider(), { get: () => Promise.reject(bug) })
    const response = await connect(serve({ provider, onError })).get('/Users/1')
    expect(await response.clone().text()).not.toContain('hunter2')
    expect(await statusOfError(response)).toBe(500)
    expect(onError).toHaveBeenCalledExactlyOnceWith(bug, expect.any(Request))
  })

  test('§3.12 a body that breaks off is 400, and no bug', async () => {
    const onError = vi.fn<(error: unknown, request: Request) => void>()
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) })
    const request = new Request(`${base}/Users`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
      duplex: 'half',
    } as RequestInit)
    expect(await statusOfError(await serve({ onError })(request))).toBe(400)
    expect(onError).not.toHaveBeenCalled()
  })

  test('§3.12 a body that somebody else has read is a bug, and reported', async () => {
    const onError = vi.fn<(error: unknown, request: Request) => void>()
    const headers = { 'content-type': 'application/json' }
    const request = new Request(`${base}/Users`, { method: 'POST', body: '{}', headers })
    await request.text()
    expect(await statusOfError(await serve({ onError })(request))).toBe(500)
    expect(onError).toHaveBeenCalledOnce()
  })

  test('§3.12 a refusal of the provider is passed on, with its header fields', async () => {
    const busy = new ScimError(503, 'Waiting for an administrator.', {
      headers: { 'retry-after': '60' },
    })
    const onError = vi.fn<(error: unknown, request: Request) => void>()
    const provider = withFunctions(createMemoryProvider(), { list: () => Promise.reject(busy) })
    const response = await connect(serve({ provider, onError })).get('/Users')
    expect(response.headers.get('retry-after')).toBe('60')
    expect(await statusOfError(response)).toBe(503)
    expect(onError).not.toHaveBeenCalled()
  })

  test('§3.12 a bug in one operation of a bulk request is 500 there, and is reported', async () => {
    const onError = vi.fn<(error: unknown, request: Request) => void>()
    const provider = withFunctions(createMemoryProvider(), {
      create: () => Promise.reject(new Error('hunter2')),
    })
    const operations = [{ method: 'POST', path: '/Users', bulkId: 'a', data: ada }]
    const response = await connect(serve({ provider, onError })).post('/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: operations,
    })
    const text = await response.text()
    expect(JSON.parse(text).Operations[0].status).toBe('500')
    expect(text).not.toContain('hunter2')
    expect(onError).toHaveBeenCalledOnce()
  })
})
