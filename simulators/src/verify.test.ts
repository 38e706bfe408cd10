import { describe, expect, test } from 'vitest'
import type { JsonObject } from './flat.ts'
import { isObject } from './flat.ts'
import { instead, runInto } from './test-defects.ts'
import type { Fetch } from './test-server.ts'
import { spoilBody } from './test-server.ts'

describe('a server is found out on reading back that', () => {
  const done = (): Response => new Response(null, { status: 204 })

  test.each<{ what: string; who: RegExp; about: string; plant: (fetch: Fetch) => Fetch }>([
    {
      what: 'drops memberships',
      who: /./,
      about: 'members',
      plant: instead(/\/Groups\/[^/]+$/, 'PATCH', done),
    },
    {
      what: 'drops managers',
      who: /@/,
      about: 'manager',
      plant: instead(/\/Users\/[^/]+$/, 'PATCH', done),
    },
    {
      what: 'leaves somebody out of its list',
      who: /^ada\.lovelace@/,
      about: 'person',
      plant: (fetch) =>
        spoilBody(fetch, (body, request) =>
          request.url.includes('/Users?startIndex') && Array.isArray(body['Resources'])
            ? withoutAda(body, body['Resources'])
            : undefined,
        ),
    },
    {
      what: 'holds a person twice',
      who: /^ada\.lovelace@/,
      about: 'userName',
      plant: (fetch) =>
        spoilBody(fetch, (body, request) =>
          request.url.includes('/Users?startIndex') && Array.isArray(body['Resources'])
            ? withAdaTwice(body, body['Resources'])
            : undefined,
        ),
    },
  ])('$what', async ({ who, about, plant }) => {
    const report = await runInto({ what: about, case: '', plant })
    const found = report.verified?.differences.find(({ what }) => what === about)
    expect(found?.who).toMatch(who)
    expect(report.verified?.differenceCount).toBeGreaterThan(0)
  })

  const isAda = (one: unknown): boolean =>
    isObject(one) && String(one['userName']).startsWith('ada.lovelace@')

  function withoutAda(body: JsonObject, resources: readonly unknown[]): JsonObject {
    const rest = resources.filter((one) => !isAda(one))
    return { ...body, Resources: rest, totalResults: rest.length, itemsPerPage: rest.length }
  }

  function withAdaTwice(body: JsonObject, resources: readonly unknown[]): JsonObject {
    const ada = resources.find(isAda)
    const both = isObject(ada) ? [...resources, { ...ada, id: 'second-ada' }] : resources
    return { ...body, Resources: both, totalResults: both.length, itemsPerPage: both.length }
  }
})
