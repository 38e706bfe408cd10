import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type TestServer } from '../../../test/support/server.ts'

let server: TestServer
let isReady: () => Promise<boolean> = async () => true
beforeAll(async () => {
  server = await startServer({ isReady: () => isReady() })
})
afterAll(() => server.stop())

const get = (path: string, init?: RequestInit) => fetch(server.http.url + path, init)

test('the first page says what runs here and what to do next', async () => {
  const answer = await get('/')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toContain('text/html')
  const page = await answer.text()
  for (const command of ['organization create', 'connection create', 'token create'])
    expect(page).toContain(`rollbook ${command}`)
  expect(page).not.toMatch(/\d+\.\d+\.\d+/)
})

test.each(['/', '/nothing', '/healthz', '/api/people'])(
  '%s cannot be framed, sniffed or kept',
  async (path) => {
    const { headers } = await get(path)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-request-id')).toMatch(/^\w{10}-\w+$/)
  },
)

test('the first page may load and run nothing but its own style', async () => {
  const answer = await get('/')
  const policy = answer.headers.get('content-security-policy')
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]+='; base-uri 'none'/)
  expect(await answer.text()).not.toMatch(/<script|\son\w+=|style="/)
})

test('/healthz tells of the process alone', async () => {
  isReady = async () => false
  const answer = await get('/healthz')
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({ status: 'ok' })
})

describe('/readyz', () => {
  const answers: [string, number, () => Promise<boolean>][] = [
    ['ready', 200, async () => true],
    ['unavailable', 503, async () => false],
    ['unavailable', 503, async () => Promise.reject(new Error('down'))],
    ['unavailable', 503, () => new Promise(() => {})],
  ]
  test.each(answers)('says %s with %i', async (status, code, ready) => {
    isReady = ready
    const started = performance.now()
    const answer = await get('/readyz')
    expect(answer.status).toBe(code)
    expect(await answer.json()).toEqual({ status })
    expect(performance.now() - started).toBeLessThan(3000)
  })
})

describe('/metrics', () => {
  test('is read from this machine', async () => {
    await server.fetch('/Users')
    const answer = await get('/metrics')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/plain')
    const text = await answer.text()
    expect(text).toContain(
      `operation="list_user",outcome="ok",connection="${server.connection.id}"`,
    )
    expect(text).not.toContain('Acme')
  })

  test.each(['x-forwarded-for', 'forwarded', 'via'])(
    'is refused when it comes by way of a proxy, as %s tells',
    async (name) => {
      expect((await get('/metrics', { headers: { [name]: '198.51.100.1' } })).status).toBe(403)
    },
  )
})

test.each(['/scim', '/scim/', '/scim/v2', '/scim/v1/x/Users'])(
  'whoever enters %s for a Tenant URL is told what one looks like',
  async (path) => {
    const answer = await get(path)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('application/scim+json')
    expect(await answer.json()).toMatchObject({
      status: '404',
      detail: expect.stringContaining('rollbook connection list'),
    })
  },
)

test('a large body to a page that takes none is not read', async () => {
  const answer = await get('/', { method: 'POST', body: 'x'.repeat(1_000_000) })
  expect(answer.status).toBe(404)
})
