import { describe, expect, test } from 'vitest'
import type { Progress } from './play.ts'
import { exitStatus, printReport } from './report.ts'
import type { SimulateOptions } from './run.ts'
import { simulate } from './run.ts'
import type { Fetch } from './test-server.ts'
import { spoil, startServer, url } from './test-server.ts'

const token = 'rbk_secret'
const size = { people: 60, groups: 8 }

function options(fetch: Fetch, more: Partial<SimulateOptions> = {}): SimulateOptions {
  return { url, token, ...size, fetch, wait: async () => {}, ...more }
}

/** Refuses to create people, as a server does whose other connection manages them. */
function refusing(fetch: Fetch, body: object): Fetch {
  return async (request) =>
    request.method === 'POST' && request.url.includes('/Users')
      ? Response.json(body, {
          status: 409,
          headers: { 'content-type': 'application/scim+json' },
        })
      : fetch(request)
}

const managedElsewhere = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
  status: '409',
  scimType: 'uniqueness',
  detail: 'The userName belongs to a person whom the connection "Entra" manages.',
}

describe.each([{ flag: false }, { flag: true }])('Entra over a new server, $flag', ({ flag }) => {
  test('brings everybody, every manager and every membership', async () => {
    const report = await simulate('entra', options(startServer(), { flag }))
    expect(report.deviations).toEqual([])
    expect(report).toMatchObject({ created: 68, adopted: 0, updated: 0, refused: [] })
    expect(report.verified).toMatchObject({ people: 60, managers: 59, groups: 8, others: 0 })
    expect(report.verified?.expected).toMatchObject({ people: 60, managers: 59, groups: 8 })
    expect(report.verified?.memberships).toBe(report.verified?.expected.memberships)
    expect(report.verified?.memberships).toBeGreaterThan(90)
    expect(report.verified?.differences).toEqual([])
    expect(exitStatus(report)).toBe(0)
  })

  test('writes nothing when it is started again', async () => {
    const server = startServer()
    const first = await simulate('entra', options(server, { flag }))
    const second = await simulate('entra', options(server, { flag }))
    expect(second).toMatchObject({ created: 0, updated: 0, unchanged: 68, writes: 0 })
    expect(second.sent.byMethod).toMatchObject({ POST: 0, PUT: 0, PATCH: 0, DELETE: 0 })
    expect(second.ids).toEqual(first.ids)
    expect(exitStatus(second)).toBe(0)
  })

  test('follows the company from day to day', async () => {
    const server = startServer()
    const report = await simulate('entra', options(server, { flag, cycles: 8 }))
    expect(report.deviations).toEqual([])
    expect(report.verified?.differences).toEqual([])
    expect(report.updated).toBeGreaterThan(10)
    expect(report.deactivated).toBeGreaterThan(3)
    expect(report.deleted).toBeGreaterThan(0)
    const again = await simulate('entra', options(server, { flag, day: 7 }))
    expect(again).toMatchObject({ writes: 0, deviationCount: 0 })
  })
})

test('both dialects of Entra leave the same people and groups behind', async () => {
  const servers = [startServer(), startServer()] as const
  await simulate('entra', options(servers[0], { cycles: 5 }))
  await simulate('entra', options(servers[1], { cycles: 5, flag: true }))
  const [plain, flagged] = await Promise.all(
    servers.map(async (fetch) => {
      const answer = await fetch(new Request(`${url}/Users?count=500&sortBy=userName`))
      const text = JSON.stringify(await answer.json())
      // Ids and times differ by nature.
      return text.replaceAll(/[\da-f]{8}-[\da-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+Z|W\/\\"\d+\\"/g, '')
    }),
  )
  expect(plain?.length).toBeGreaterThan(10_000)
  expect(flagged).toBe(plain)
})

describe.each(['aiw', 'oin'] as const)('Okta over a new server, %s', (app) => {
  test('brings everybody and every membership', async () => {
    const report = await simulate('okta', options(startServer(), { app }))
    expect(report.deviations).toEqual([])
    expect(report).toMatchObject({ created: 68, dialect: app })
    expect(report.verified).toMatchObject({ people: 60, managers: 59, groups: 8 })
    expect(exitStatus(report)).toBe(0)
  })

  test('creates nobody twice when it is started again', async () => {
    const server = startServer()
    const first = await simulate('okta', options(server, { app }))
    const second = await simulate('okta', options(server, { app }))
    expect(second).toMatchObject({ created: 0, updated: 0, unchanged: 68 })
    // Okta writes everybody whom it links, whether they differ or not.
    expect(second.sent.byMethod).toMatchObject({ POST: 0, PUT: 60, DELETE: 0 })
    expect(second.ids).toEqual(first.ids)
  })

  test('follows the company from day to day and deletes nobody', async () => {
    const report = await simulate('okta', options(startServer(), { app, cycles: 8 }))
    expect(report.deviations).toEqual([])
    expect(report.verified?.differences).toEqual([])
    expect(report.deactivated).toBeGreaterThan(3)
    const kinds = report.sent.kinds.map(({ request }) => request)
    expect(kinds).not.toContain('DELETE /Users/{id}')
    expect(kinds.includes('PATCH /Groups/{id}')).toBe(app === 'oin')
    expect(kinds.includes('PUT /Groups/{id}')).toBe(app === 'aiw')
  })
})

test.each(['aiw', 'oin'] as const)(
  'Okta links whom Entra brought to the same connection, by %s',
  async (app) => {
    const server = startServer()
    const entra = await simulate('entra', options(server))
    const okta = await simulate('okta', options(server, { app }))
    expect(okta.deviations).toEqual([])
    expect(okta).toMatchObject({ created: 0, updated: 60 })
    expect(okta.ids.people).toEqual(entra.ids.people)
    expect(okta.verified?.people).toBe(60)
  },
)

describe('people managed by somebody else', () => {
  test.each(['entra', 'okta'] as const)(
    'are refused to %s one by one, with the reason, and the run goes on',
    async (kind) => {
      const report = await simulate(kind, options(refusing(startServer(), managedElsewhere)))
      expect(report.refused).toHaveLength(60)
      expect(report.refused[0]).toMatchObject({ status: 409, detail: managedElsewhere.detail })
      expect(report).toMatchObject({ created: 8, deviationCount: 0 })
      expect(report.verified).toMatchObject({ people: 0, groups: 8, differences: [] })
      expect(exitStatus(report)).toBe(1)
      expect(printReport(report)).toContain('Refused 60 with 409: The userName belongs to')
    },
  )

  test('are adopted when they are older than the run and answered 201', async () => {
    const server = startServer()
    const older = spoil(server, async (response, request) => {
      if (request.method !== 'POST') return response
      const text = await response.text()
      const aged = text.replace(/"created":"[^"]*"/, '"created":"2020-01-01T00:00:00.000Z"')
      return new Response(aged, response)
    })
    expect(await simulate('okta', options(older))).toMatchObject({ created: 0, adopted: 68 })
  })
})

describe('a run', () => {
  test('tells how far it is, each phase up to its end', async () => {
    const told: Progress[] = []
    await simulate('entra', options(startServer(), { onProgress: (p) => told.push(p) }))
    const labels = [...new Set(told.map(({ label }) => label))]
    expect(labels.slice(0, 4)).toEqual(['People', 'Groups', 'Managers', 'Memberships'])
    for (const label of labels) {
      const last = told.findLast((progress) => progress.label === label)
      expect(last?.done).toBe(last?.total)
    }
  })

  test('ends at once when the token is refused, and says so without naming it', async () => {
    const closed: Fetch = async () =>
      Response.json(
        {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
          status: '401',
          detail: `The token ${token} is unknown.`,
        },
        {
          status: 401,
          headers: { 'content-type': 'application/scim+json', 'www-authenticate': 'Bearer' },
        },
      )
    const report = await simulate('entra', options(closed))
    expect(report.stopped).toBe('The server refuses the token: The token [token] is unknown.')
    expect(report).toMatchObject({ deviationCount: 0, writes: 0 })
    expect(report).not.toHaveProperty('verified')
    expect(exitStatus(report)).toBe(1)
    expect(JSON.stringify(report) + printReport(report)).not.toContain(token)
  })

  test('ends at once at a server that speaks no SCIM', async () => {
    const web: Fetch = async () => new Response('<html>Not found</html>', { status: 404 })
    const report = await simulate('okta', options(web))
    expect(report.stopped).toContain('404')
    expect(report.deviations).toMatchObject([{ case: 'O-01', expected: '200' }])
  })

  test('ends at once when nobody answers', async () => {
    const dead: Fetch = () => Promise.reject(new TypeError('fetch failed'))
    const report = await simulate('entra', options(dead))
    expect(report.stopped).toMatch(/^No answer to GET https:\/\/rollbook/)
    expect(printReport(report)).toContain('no answer')
  })

  test('waits while it is throttled', async () => {
    const server = startServer()
    let count = 0
    const busy: Fetch = async (request) =>
      ++count % 10 === 0
        ? new Response('', { status: 429, headers: { 'retry-after': '1' } })
        : server(request)
    const report = await simulate('entra', options(busy))
    expect(report.throttled).toBeGreaterThan(10)
    expect(report).toMatchObject({ created: 68, deviationCount: 0 })
    expect(report.verified?.differences).toEqual([])
  })

  test('takes "not now" for a refusal, not for a deviation', async () => {
    const server = startServer()
    const holding: Fetch = async (request) =>
      request.method === 'PATCH' && request.url.includes('/Groups')
        ? Response.json(
            { ...managedElsewhere, status: '503', detail: 'Held until an administrator approves.' },
            { status: 503, headers: { 'retry-after': '3600' } },
          )
        : server(request)
    const report = await simulate('entra', options(holding))
    expect(report.deviations).toEqual([])
    expect(report.refused.length).toBeGreaterThan(0)
    expect(report.refused.every(({ status }) => status === 503)).toBe(true)
  })

  test.each([{ people: 0 }, { cycles: 0 }, { concurrency: 0.5 }, { day: -1 }])(
    'is not begun with %j',
    async (wrong) => {
      await expect(simulate('entra', options(startServer(), wrong))).rejects.toThrow(RangeError)
    },
  )

  test('sums up what was sent', async () => {
    const report = await simulate('entra', options(startServer()))
    const { sent } = report
    expect(sent.kinds.reduce((sum, { count }) => sum + count, 0)).toBe(sent.requests)
    expect(sent.writes).toBe(sent.byMethod.POST + sent.byMethod.PATCH)
    expect(sent.kinds).toContainEqual(
      expect.objectContaining({ request: 'POST /Users', status: 201, count: 60 }),
    )
    expect(printReport(report)).toMatch(/60 × 201 {2}POST \/Users/)
    expect(printReport(report)).toContain('No deviations.')
  })
})
