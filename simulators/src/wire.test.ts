import { describe, expect, test } from 'vitest'
import { isObject, ownValue } from './flat.ts'
import type { Kind, SimulateOptions } from './run.ts'
import { simulate } from './run.ts'
import { startServer, url } from './test-server.ts'

interface Wired {
  readonly line: string
  readonly headers: Headers
  readonly body: unknown
}

/** Ada, Grace and one group: every request as it went over the wire, ids as names. */
async function tap(kind: Kind, options: Partial<SimulateOptions> = {}): Promise<Wired[]> {
  const server = startServer()
  const wired: Wired[] = []
  const names = new Map<string, string>()
  const named = (text: string): string => {
    let result = text
    for (const [id, name] of names) result = result.replaceAll(id, name)
    return result
  }
  await simulate(kind, {
    url,
    token: 'rbk_secret',
    people: 2,
    groups: 1,
    concurrency: 1,
    ...options,
    async fetch(request) {
      const { method, headers } = request
      const text = await request.clone().text()
      const response = await server(request)
      const answer: unknown = await response
        .clone()
        .json()
        .catch(() => undefined)
      const name = ownValue(answer, 'userName') ?? ownValue(answer, 'displayName')
      if (method === 'POST' && isObject(answer))
        names.set(String(answer['id']), String(name).replace(/\..*/, '').toLowerCase())
      wired.push({
        line: named(`${method} ${request.url.slice(url.length)}`),
        headers,
        body: text === '' ? undefined : JSON.parse(named(text)),
      })
      return response
    },
  })
  return wired
}

const find = (wired: readonly Wired[], line: string): unknown =>
  wired.find((one) => one.line === line)?.body

describe('over the wire', () => {
  test('Entra matches, creates, and then links, in the order of S-01', async () => {
    const wired = await tap('entra')
    const at = 'analytical-engines.example.com'
    expect(wired.slice(1, 11).map(({ line }) => line)).toEqual([
      `GET /Users?filter=userName+eq+%22ada.lovelace%40${at}%22`,
      'POST /Users',
      `GET /Users?filter=userName+eq+%22grace.hopper%40${at}%22`,
      'POST /Users',
      'GET /Groups?excludedAttributes=members&filter=displayName+eq+%22All+employees%22',
      'POST /Groups',
      'GET /Users?filter=id+eq+%22grace%22+and+manager+eq+%22ada%22&attributes=id',
      'PATCH /Users/grace',
      'PATCH /Groups/all employees',
      expect.stringContaining('GET /Users?filter=userName+eq+%22ADA.LOVELACE'),
    ])
    expect(find(wired, 'PATCH /Users/grace')).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [
        {
          op: 'Add',
          path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager',
          value: 'ada',
        },
      ],
    })
    expect(find(wired, 'PATCH /Groups/all employees')).toMatchObject({
      Operations: [
        {
          op: 'Add',
          path: 'members',
          value: [
            { $ref: null, value: 'ada' },
            { $ref: null, value: 'grace' },
          ],
        },
      ],
    })
  })

  test('Entra with the flag has it in every URL', async () => {
    const wired = await tap('entra', { flag: true, cycles: 3 })
    expect(wired.length).toBeGreaterThan(20)
    for (const { line } of wired) expect(line).toMatch(/^[A-Z]+ [^?]+\?aadOptscim062020(&|$)/)
  })

  test.each(['entra', 'okta'] as const)('%s sends the token as bearer', async (kind) => {
    for (const { headers } of await tap(kind))
      expect(headers.get('authorization')).toBe('Bearer rbk_secret')
  })

  test('Okta tests, matches and creates as in S-06, with its header fields', async () => {
    const wired = await tap('okta')
    const lines = wired.map(({ line }) => line)
    expect(lines.slice(0, 4)).toEqual([
      'GET /Users?startIndex=1&count=2',
      'GET /Groups?count=100&startIndex=1',
      'GET /Users?filter=userName%20eq%20%22ada.lovelace%40analytical-engines.example.com%22' +
        '&startIndex=1&count=100',
      'POST /Users',
    ])
    expect(wired[0]?.headers.get('user-agent')).toBe('Okta SCIM Client 1.0.0')
    expect(wired[0]?.headers.get('content-type')).toBe('application/scim+json; charset=utf-8')
    expect(wired[3]?.body).toMatchObject({
      userName: 'ada.lovelace@analytical-engines.example.com',
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      emails: [{ primary: true, type: 'work' }],
      displayName: 'Ada Lovelace',
      locale: 'en-GB',
      externalId: expect.stringMatching(/^00u\w{17}$/),
      groups: [],
      password: expect.stringMatching(/^[a-z0-9]{8}$/),
      active: true,
    })
  })

  test('Okta names the manager by login, and pushes a small group with its members', async () => {
    const wired = await tap('okta')
    const bodies = wired.filter(({ line }) => line.startsWith('POST')).map(({ body }) => body)
    const ada = 'ada.lovelace@analytical-engines.example.com'
    expect(bodies[1]).toMatchObject({
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
        manager: { value: ada, displayName: 'Ada Lovelace' },
      },
    })
    expect(bodies[2]).toMatchObject({
      displayName: 'All employees',
      members: [{ value: 'ada', display: ada }, { value: 'grace' }],
    })
  })

  test('Okta writes back what it read, with its own attributes merged in', async () => {
    const server = startServer()
    const puts: unknown[] = []
    const options = { url, token: 'rbk_secret', people: 1, groups: 0 }
    await simulate('entra', { ...options, fetch: server })
    await simulate('okta', {
      ...options,
      async fetch(request) {
        if (request.method === 'PUT') puts.push(await request.clone().json())
        return server(request)
      },
    })
    expect(puts).toHaveLength(1)
    expect(puts[0]).toMatchObject({
      id: expect.any(String),
      meta: { resourceType: 'User', location: expect.stringContaining('/Users/') },
      // Entra's alone, and so Okta leaves it in.
      addresses: [{ type: 'work', formatted: 'London, Gordon Square', locality: 'London' }],
      externalId: expect.stringMatching(/^00u/),
      locale: 'en-GB',
      active: true,
    })
    expect(puts[0]).not.toHaveProperty('password')
  })
})
