/** Whatever is sent, the answer is SCIM and never a 500. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  base,
  connect,
  core,
  createGroup,
  createUser,
  enterprise,
  group,
  messages,
  serve,
} from '../support/scim.ts'

const hostile = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'bulkId:a',
  'bulkId:__proto__',
  '*',
  '\u0000',
  '\ud800',
  'emails[type eq "work"].value',
  'members[value eq "x"]',
  `${enterprise}:manager`,
  '((((',
  'x'.repeat(5000),
)

/** What real requests are made of, so that mutations get past the first check. */
const known = fc.constantFrom(
  'schemas',
  'Operations',
  'op',
  'path',
  'value',
  'add',
  'Replace',
  'remove',
  'members',
  'userName',
  'active',
  'emails',
  'name',
  'method',
  'POST',
  'PATCH',
  'DELETE',
  '/Users',
  '/Groups/1',
  'bulkId',
  'data',
  'version',
  'W/"1"',
  'failOnErrors',
  'filter',
  'count',
  'cursor',
  'id',
  'meta',
  core,
  group,
  enterprise,
  `${messages}:PatchOp`,
)
const word = fc.oneof(
  { weight: 6, arbitrary: known },
  { weight: 2, arbitrary: hostile },
  fc.string(),
)

const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    word,
    fc.constantFrom(null, true, false, 0, -1, 1e300, 'True', ''),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(word, tie('value')), { maxLength: 5 })
      .map((entries) => Object.fromEntries(entries)),
  ),
}))

const operation = fc.record(
  { op: fc.oneof(known, hostile), path: word, value: anything },
  { requiredKeys: ['op'] },
)
const bulkOperation = fc.record(
  {
    method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'GET'),
    path: fc.constantFrom('/Users', '/Groups', '/Users/1', '/Groups/bulkId:a', '/Users/%zz'),
    bulkId: fc.constantFrom('a', 'b', '__proto__'),
    version: word,
    data: fc.oneof(
      anything,
      fc.record({ userName: word, members: fc.constant([{ value: 'bulkId:b' }]) }),
    ),
  },
  { requiredKeys: ['method'] },
)
const body = fc.oneof(
  anything,
  fc.record({ Operations: fc.array(operation, { maxLength: 5 }) }),
  fc.record({ Operations: fc.array(bulkOperation, { maxLength: 6 }) }),
  fc.record({ userName: word, displayName: word, emails: anything, [enterprise]: anything }),
)

const queryName = fc.constantFrom(
  'filter',
  'sortBy',
  'sortOrder',
  'startIndex',
  'count',
  'cursor',
  'attributes',
  'excludedAttributes',
)
const queryText = fc.oneof(
  word.map((text) => encodeURIComponent(text.toWellFormed())),
  fc.constantFrom('%', '%zz', '%ff', '+', '&', '=', '-1', '0', '1e9', '', 'userName+pr'),
)

const path = fc.constantFrom(
  '/Users',
  '/Groups',
  '/Users/USER',
  '/Groups/GROUP',
  '/Bulk',
  '/.search',
  '/Users/.search',
  '/Me',
  '/Schemas',
  '/ResourceTypes/User',
  '/ServiceProviderConfig',
  '',
  '/%',
  '//Users//%00',
)

test.each([false, true])(
  'no request, however mutated, is answered with 500 or not in SCIM form (strict: %s)',
  async (strict) => {
    const errors: unknown[] = []
    const fetch = serve({ onError: (error) => errors.push(error) }, { strict })
    const scim = connect(fetch)
    const user = await createUser(scim, 'ada', { emails: [{ value: 'a@x.example', type: 'work' }] })
    const { id } = await createGroup(scim, '7b', [user.id])
    const request = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'),
      path,
      query: fc.array(fc.tuple(queryName, queryText), { maxLength: 3 }),
      body,
      tag: fc.option(fc.constantFrom('W/"1"', '*', 'x', '"'), { nil: undefined, freq: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(request, async (given) => {
        const { method } = given
        const query = given.query.map(([name, value]) => `${name}=${value}`).join('&')
        // Whom the requests are about is not to go away at the first DELETE.
        const isSpared = method === 'DELETE'
        const place = given.path
          .replace('USER', isSpared ? 'gone' : user.id)
          .replace('GROUP', isSpared ? 'gone' : id)
        const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH'
        const headers: Record<string, string> = given.tag ? { 'if-match': given.tag } : {}
        const response = await fetch(
          new Request(`${base}${place}?${query}`, {
            method,
            headers: { ...headers, ...(hasBody && { 'content-type': 'application/json' }) },
            ...(hasBody && { body: JSON.stringify(given.body) }),
          }),
        )
        expect(errors).toEqual([])
        expect(response.status).not.toBe(500)
        const text = await response.text()
        if (text === '') return
        expect(response.headers.get('content-type')).toBe('application/scim+json')
        expect(JSON.parse(text)).toHaveProperty('schemas')
      }),
      { numRuns: 2000 },
    )
  },
  30_000,
)
