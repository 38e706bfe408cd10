import { describe, expect, test } from 'vitest'
import { isObject } from './flat.ts'
import type { Defect } from './test-defects.ts'
import {
  conflict,
  inEnterprise,
  inErrors,
  inLists,
  instead,
  list,
  onMethod,
  runInto,
  scim,
} from './test-defects.ts'
import type { Fetch } from './test-server.ts'
import { spoilBody, without, url } from './test-server.ts'

const defects: readonly Defect[] = [
  {
    what: 'only userNames of the same letter case',
    case: 'E-08',
    plant: instead(/userName\+eq\+"[A-Z.0-9@'-]+"$/, 'GET', () => list(0, [])),
  },
  {
    what: 'everybody whatever the filter',
    case: 'E-08',
    plant: (fetch) => (request) =>
      fetch(new Request(request.url.replace(/[?&]filter=[^&]*/, ''), request)),
  },
  {
    what: 'everything though only ids are asked for',
    case: 'E-19',
    plant: (fetch) => {
      const whole: Fetch = (request) =>
        fetch(new Request(request.url.replace('&attributes=id', ''), request))
      return async (request) => {
        const path = `${url}/Users?count=1`
        return request.url.includes('attributes=id') && request.method === 'GET'
          ? spoilBody(whole, (body) => body)(new Request(path, request))
          : whole(request)
      }
    },
  },
  {
    what: '400 to a search by manager',
    case: 'E-19',
    plant: instead(/and\+manager/, 'GET', () => scim(400, {})),
  },
  {
    what: 'a manager it forgot',
    case: 'E-110',
    plant: inEnterprise((enterprise) => without(enterprise, 'manager')),
  },
  {
    what: '200 with nothing where a 404 belongs',
    case: 'E-17',
    plant: instead(/\/Users\/[0-9a-f-]{36}$/, 'GET', () => scim(200, {})),
  },
  {
    what: 'an HTML page for an id of another form',
    case: 'E-18',
    plant: instead(/\/Users\/abc$/, 'GET', () => new Response('<html>', { status: 404 })),
  },
  {
    what: 'errors with their status as a number',
    case: 'E-17',
    plant: inErrors((error) => ({ ...error, status: Number(error['status']) })),
  },
  {
    what: 'errors that explain nothing',
    case: 'O-10',
    kind: 'okta',
    plant: inErrors((error) => ({ ...error, detail: '' })),
  },
  {
    what: 'conflicts that name neither attribute nor value',
    case: 'E-173',
    plant: instead(/\/Users$/, 'POST', () => conflict('Conflict.')),
  },
  {
    what: 'conflicts without their keyword',
    case: 'O-23',
    kind: 'okta',
    plant: instead(/\/Users$/, 'POST', () => conflict('The userName is taken.', {})),
  },
  {
    what: '400 to a new group',
    case: 'E-130',
    plant: instead(/\/Groups$/, 'POST', () => scim(400, {})),
  },
  {
    what: '500 to added members',
    case: 'E-133',
    plant: instead(/\/Groups\/[^/]+$/, 'PATCH', () => scim(500, {})),
  },
  {
    what: '400 to an unchanged profile',
    case: 'O-08',
    kind: 'okta',
    options: { cycles: 2 },
    plant: instead(/\/Users\/[^/]+$/, 'PUT', () => scim(400, {})),
  },
  {
    what: '429 that does not say when to come back',
    case: 'E-171',
    plant: (fetch) => {
      let count = 0
      return (request) =>
        ++count === 5 ? Promise.resolve(new Response('', { status: 429 })) : fetch(request)
    },
  },
  {
    what: 'nobody inactive in a search',
    case: 'E-12',
    options: { cycles: 4 },
    plant: (fetch) =>
      spoilBody(fetch, (body, { url: asked }) => {
        const { Resources } = body
        if (!asked.includes('filter=') || !Array.isArray(Resources)) return undefined
        const active = Resources.filter((one) => isObject(one) && one['active'] !== false)
        return {
          ...body,
          Resources: active,
          totalResults: active.length,
          itemsPerPage: active.length,
        }
      }),
  },
  {
    what: 'the first page again and again',
    case: 'E-195',
    options: { people: 120 },
    plant: (fetch) => (request) =>
      fetch(new Request(request.url.replace(/startIndex=\d+/, 'startIndex=1'), request)),
  },
  {
    what: 'fewer pages than it announced',
    case: 'E-195',
    plant: inLists((body) => ({ ...body, totalResults: Number(body['totalResults']) + 5 })),
  },
  {
    what: '200 with a text for a deletion',
    case: 'E-164',
    options: { cycles: 8 },
    plant: onMethod('DELETE', () => new Response('deleted')),
  },
  {
    what: 'an empty 200 to added members',
    case: 'E-133',
    plant: instead(/\/Groups\/[^/]+$/, 'PATCH', () => new Response('', { status: 200 })),
  },
]

describe('a server is found out that answers with', () => {
  test.each(defects)('$what ($case)', async (defect) => {
    const report = await runInto(defect)
    expect(report.deviations.map((deviation) => deviation.case)).toContain(defect.case)
    for (const { request, expected, got } of report.deviations) {
      expect(request).toMatch(/^(GET|POST|PUT|PATCH|DELETE) \//)
      expect(expected).not.toBe(got)
      expect(got.length).toBeLessThan(400)
    }
  })
})
