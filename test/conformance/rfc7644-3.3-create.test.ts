/** RFC 7644 §3.3: creating resources. */
import { expect, test } from 'vitest'
import { base, connect, core, createUser, json, serve } from '../support/scim.ts'

const ada = { schemas: [core], userName: 'ada', name: { givenName: 'Ada' }, active: true }

test('§3.3 a created resource is answered with 201, Location, ETag and itself', async () => {
  const scim = connect()
  const response = await scim.post('/Users', ada)
  expect(response.status).toBe(201)
  const user = await json(response)
  expect(user).toMatchObject(ada)
  expect(response.headers.get('location')).toBe(`${base}/Users/${user.id}`)
  expect(response.headers.get('location')).toBe(user.meta.location)
  expect(response.headers.get('etag')).toBe(user.meta.version)
  expect(response.headers.get('content-type')).toBe('application/scim+json')
  expect(await json(scim.get(`/Users/${user.id}`))).toEqual(user)
})

test('§3.3 a duplicate is refused with 409 uniqueness and leaves nothing behind', async () => {
  const scim = connect()
  await createUser(scim, 'ada')
  const response = await scim.post('/Users', ada)
  expect(response.status).toBe(409)
  const error = await json(response)
  expect(error.scimType).toBe('uniqueness')
  expect(error.detail).toContain('userName')
  expect((await json(scim.get('/Users'))).totalResults).toBe(1)
})

test('§3.3 the answer to a POST can be projected', async () => {
  const response = await connect().post('/Users?attributes=userName', ada)
  expect(Object.keys(await json(response)).toSorted()).toEqual(['id', 'schemas', 'userName'])
})

test('§3.3 a projection that names nothing is refused before anything is created', async () => {
  const scim = connect(serve({}, { strict: true }))
  const response = await scim.post('/Users?attributes=userName&excludedAttributes=title', ada)
  expect(response.status).toBe(400)
  expect((await json(scim.get('/Users'))).totalResults).toBe(0)
})

test('§3.3 somebody created inactive is inactive', async () => {
  const scim = connect()
  const { id } = await createUser(scim, 'ada', { active: false })
  expect((await json(scim.get(`/Users/${id}`))).active).toBe(false)
})

test.each([
  ['an empty body', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['a text', '"ada"'],
  ['what is no JSON', '{"userName":"ada"'],
  ['trailing garbage', '{"userName":"ada"}x'],
  ['a name given twice', '{"userName":"ada","userName":"grace"}'],
  ['bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
])('§3.3 %s is refused with 400 invalidSyntax', async (_, body) => {
  const response = await connect().post('/Users', body)
  expect(response.status).toBe(400)
  expect(await json(response)).toMatchObject({ status: '400', scimType: 'invalidSyntax' })
})

test('§3.3 a byte order mark before the JSON is passed over', async () => {
  const bytes = new TextEncoder().encode(`\u{feff}${JSON.stringify(ada)}`)
  expect((await connect().post('/Users', bytes)).status).toBe(201)
})

test('§3.3 of 30 requests for one userName at once one is met', async () => {
  const scim = connect()
  const responses = await Promise.all(Array.from({ length: 30 }, () => scim.post('/Users', ada)))
  const statuses = responses.map(({ status }) => status).toSorted()
  expect(statuses).toEqual([201, ...Array.from({ length: 29 }, () => 409)])
})
