import { describe, expect, test } from 'vitest'
import type { Defect } from './test-defects.ts'
import {
  inEach,
  inEnterprise,
  inLists,
  instead,
  isUser,
  onMethod,
  runInto,
  scim,
  withHeader,
} from './test-defects.ts'
import { eachResource, spoil, spoilBody, without, url } from './test-server.ts'

const defects: readonly Defect[] = [
  {
    what: 'counts as text',
    case: 'E-01',
    plant: inLists((body) => ({ ...body, totalResults: String(body['totalResults']) })),
  },
  {
    what: 'the number of resources wrong',
    case: 'O-06',
    kind: 'okta',
    plant: inLists((body) => ({ ...body, itemsPerPage: 100 })),
  },
  {
    what: 'no Resources when nothing is found',
    case: 'E-01',
    plant: inLists(({ Resources, ...rest }) =>
      Array.isArray(Resources) && Resources.length === 0 ? rest : { ...rest, Resources },
    ),
  },
  {
    what: '404 when nothing is found',
    case: 'O-06',
    kind: 'okta',
    plant: instead(/\/Users\?filter/, 'GET', () => scim(404, {})),
  },
  {
    what: 'a list without its schema',
    case: 'E-22',
    plant: inLists((body) => ({ ...body, schemas: [] })),
  },
  {
    what: 'another media type',
    case: 'E-46',
    plant: (fetch) =>
      spoil(fetch, (response) => withHeader(response, 'content-type', 'application/json')),
  },
  {
    what: 'members though they are excluded from a search',
    case: 'E-22',
    again: true,
    plant: (fetch) =>
      spoilBody(fetch, (body, request) =>
        request.url.includes('excludedAttributes=members')
          ? eachResource(body, (group) => ({ ...group, members: [] }))
          : undefined,
      ),
  },
  {
    what: 'members though they are excluded from a read',
    case: 'E-23',
    options: { cycles: 2 },
    plant: (fetch) =>
      spoilBody(fetch, (body, request) =>
        request.url.includes('excludedAttributes=members')
          ? eachResource(body, (group) => ({ ...group, members: [] }))
          : undefined,
      ),
  },
  {
    what: 'a number for an id',
    case: 'E-46',
    plant: inEach((resource) => ({ ...resource, id: 7 })),
  },
  {
    what: 'null for what is not there',
    case: 'E-31',
    plant: inEach((resource) => (isUser(resource) ? { ...resource, nickName: null } : resource)),
  },
  {
    what: 'null deep inside a group',
    case: 'T-31',
    plant: inEach((resource) =>
      isUser(resource) ? resource : { ...resource, owner: [{ name: null }] },
    ),
  },
  {
    what: '"True" for active',
    case: 'E-46',
    plant: inEach((resource) => (isUser(resource) ? { ...resource, active: 'True' } : resource)),
  },
  {
    what: 'true after "False"',
    case: 'E-52',
    options: { cycles: 4 },
    plant: inEach((resource) => (isUser(resource) ? { ...resource, active: true } : resource)),
  },
  {
    what: 'no schemas on resources',
    case: 'E-130',
    plant: inEach((resource) => without(resource, 'schemas')),
  },
  {
    what: 'the enterprise schema unlisted',
    case: 'E-64',
    plant: inEach((resource) => ({
      ...resource,
      schemas: Array.isArray(resource['schemas']) ? resource['schemas'].slice(0, 1) : [],
    })),
  },
  {
    what: 'an empty enterprise extension',
    case: 'E-94',
    plant: inEnterprise(() => ({})),
  },
  {
    what: 'a relative location',
    case: 'E-46',
    plant: inEach((resource) => ({
      ...resource,
      meta: { resourceType: 'User', location: `/Users/${String(resource['id'])}` },
    })),
  },
  {
    what: 'the location of somebody else',
    case: 'O-20',
    kind: 'okta',
    plant: inEach((resource) => ({
      ...resource,
      meta: { resourceType: 'User', location: `${url}/Users/somebody-else` },
    })),
  },
  {
    what: 'no Location header',
    case: 'E-46',
    plant: onMethod('POST', (response) => withHeader(response, 'location', undefined)),
  },
  {
    what: '200 for a creation',
    case: 'O-20',
    kind: 'okta',
    plant: onMethod(
      'POST',
      (response) => new Response(response.body, { ...response, status: 200 }),
    ),
  },
  {
    what: 'nothing in the body of a creation',
    case: 'O-20',
    kind: 'okta',
    plant: onMethod('POST', () => new Response(null, { status: 201 })),
  },
  {
    what: 'the password',
    case: 'O-20',
    kind: 'okta',
    plant: inEach((resource) => (isUser(resource) ? { ...resource, password: 'x' } : resource)),
  },
  {
    what: 'employee numbers as numbers, without their zeros',
    case: 'E-48',
    plant: inEnterprise((enterprise) => ({
      ...enterprise,
      employeeNumber: Number(enterprise['employeeNumber']),
    })),
  },
  {
    what: 'names in another normal form',
    case: 'E-48',
    plant: inEach((resource) =>
      'displayName' in resource
        ? { ...resource, displayName: String(resource['displayName']).normalize('NFD') }
        : resource,
    ),
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
