import { describe, expect, test } from 'vitest'
import type { ClientOptions, Exchange } from './http.ts'
import { createClient, Unreachable } from './http.ts'
import { forEach } from './each.ts'

const token = 'rbk_secret'

/** A client whose server answers with these, one after the other; the last one stays. */
function connect(answers: readonly (Response | Error)[], options: Partial<ClientOptions> = {}) {
  const requests: Request[] = []
  const waits: number[] = []
  const exchanges: Exchange[] = []
  let time = 0
  const client = createClient({
    url: 'https://host.example/scim/v2/abc',
    token,
    async fetch(request) {
      requests.push(request)
      const answer = answers[Math.min(requests.length, answers.length) - 1]
      if (answer instanceof Error) throw answer
      return answer!.clone()
    },
    wait: async (ms) => void waits.push(ms),
    now: () => (time += 5),
    onExchange: (exchange) => exchanges.push(exchange),
    ...options,
  })
  return { client, requests, waits, exchanges }
}

const ok = Response.json({ schemas: [] })

describe('the client of the simulators', () => {
  test('sends path, token and body as a SCIM client does', async () => {
    const { client, requests } = connect([ok])
    await client.send('POST', '/Users', { userName: 'ada' })
    const [request] = requests
    expect(request?.url).toBe('https://host.example/scim/v2/abc/Users')
    expect(request?.headers.get('authorization')).toBe(`Bearer ${token}`)
    expect(request?.headers.get('accept')).toBe('application/scim+json')
    expect(request?.headers.get('content-type')).toBe('application/scim+json; charset=utf-8')
    expect(await request?.json()).toEqual({ userName: 'ada' })
  })

  test('puts the flag first on every request, without an equals sign (E-06)', async () => {
    const { client, requests } = connect([ok], { query: 'aadOptscim062020' })
    await client.send('GET', '/Users?filter=userName+eq+%22a%22')
    await client.send('POST', '/Users', {})
    expect(requests.map(({ url }) => url.replace(/.*abc/, ''))).toEqual([
      '/Users?aadOptscim062020&filter=userName+eq+%22a%22',
      '/Users?aadOptscim062020',
    ])
  })

  test('takes a Tenant URL with a slash at the end, or with the flag in it', async () => {
    const { client, requests } = connect([ok], { url: 'https://host.example/v2/?aadOptscim062020' })
    await client.send('GET', '/Users/7')
    expect(requests[0]?.url).toBe('https://host.example/v2/Users/7?aadOptscim062020')
  })

  test('waits as long as Retry-After says and repeats the request', async () => {
    const throttled = new Response('', { status: 429, headers: { 'retry-after': '7' } })
    const { client, waits, requests } = connect([throttled, throttled, ok])
    const answer = await client.send('POST', '/Users', { userName: 'ada' })
    expect(answer.status).toBe(200)
    expect(waits).toEqual([7000, 7000])
    expect(await requests[2]?.json()).toEqual({ userName: 'ada' })
  })

  test('doubles its waits without Retry-After, and gives up after ten tries', async () => {
    const { client, waits } = connect([new Response('', { status: 429 })])
    expect((await client.send('GET', '/Users')).status).toBe(429)
    expect(waits.slice(0, 4)).toEqual([1000, 2000, 4000, 8000])
    expect(waits).toHaveLength(9)
    expect(Math.max(...waits)).toBeLessThanOrEqual(300_000)
  })

  test('waits for a 503 that asks for seconds, not for one that asks for an hour', async () => {
    const soon = new Response('', { status: 503, headers: { 'retry-after': '2' } })
    expect((await connect([soon, ok]).client.send('GET', '/Users')).status).toBe(200)
    const later = new Response('', { status: 503, headers: { 'retry-after': '3600' } })
    const { client, waits } = connect([later, ok])
    expect((await client.send('GET', '/Users')).status).toBe(503)
    expect(waits).toEqual([])
  })

  test('tries a server it cannot reach three times', async () => {
    const { client, waits, exchanges } = connect([new TypeError('fetch failed')])
    await expect(client.send('GET', '/Users')).rejects.toThrow(
      new Unreachable('No answer to GET https://host.example/scim/v2/abc/Users: fetch failed'),
    )
    expect(waits).toEqual([1000, 2000])
    expect(exchanges.map(({ status }) => status)).toEqual([0, 0, 0])
  })

  test('records every try with its time, and the token nowhere', async () => {
    const echo = new Response(JSON.stringify({ detail: `Bearer ${token} is odd` }))
    const { client, exchanges } = connect([echo])
    const answer = await client.send('GET', `/Users/${token}`)
    expect(exchanges).toEqual([{ method: 'GET', path: '/Users/[token]', status: 200, ms: 5 }])
    expect(answer.request).toBe('GET /Users/[token]')
    expect(answer.json).toEqual({ detail: 'Bearer [token] is odd' })
  })

  test('takes what is no JSON for an answer without one', async () => {
    const { client } = connect([new Response('<html>', { status: 502 })])
    expect(await client.send('GET', '/Users')).toMatchObject({
      status: 502,
      text: '<html>',
      json: undefined,
    })
  })

  test('never follows a redirect', async () => {
    const { client, requests } = connect([ok])
    await client.send('GET', '/Users')
    expect(requests[0]?.redirect).toBe('manual')
  })

  test('ends with the reason of its signal', async () => {
    const abort = new AbortController()
    abort.abort(new Error('The administrator pressed Ctrl-C.'))
    const { client } = connect([ok], { signal: abort.signal })
    await expect(client.send('GET', '/Users')).rejects.toThrow('Ctrl-C')
  })
})

describe('work on many items', () => {
  test('keeps to the number at once and reaches every item', async () => {
    let now = 0
    let most = 0
    const done: number[] = []
    const items = Array.from({ length: 50 }, (_, index) => index)
    await forEach(items, 4, async (item) => {
      most = Math.max(most, ++now)
      await Promise.resolve()
      now--
      done.push(item)
    })
    expect(done.toSorted((a, b) => a - b)).toEqual(items)
    expect(most).toBe(4)
  })

  test('begins nothing more after a failure, which it throws', async () => {
    const begun: number[] = []
    const work = forEach([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item)
      await Promise.resolve()
      if (item === 2) throw new Error('two')
    })
    await expect(work).rejects.toThrow('two')
    expect(begun.length).toBeLessThan(6)
  })
})
