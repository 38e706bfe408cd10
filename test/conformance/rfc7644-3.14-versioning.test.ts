/** RFC 7644 §3.14: versions and preconditions. */
import { describe, expect, test } from 'vitest'
import { connect, core, createGroup, createUser, json } from '../support/scim.ts'

describe('§3.14 reading', () => {
  test('§3.14 an unchanged resource is 304 with its ETag and no body', async () => {
    const scim = connect()
    const { id } = await createUser(scim, 'ada')
    for (const tag of ['W/"1"', '"1"', '"0", W/"1"', '*']) {
      const response = await scim.get(`/Users/${id}`, { 'if-none-match': tag })
      expect(response.status).toBe(304)
      expect(response.headers.get('etag')).toBe('W/"1"')
      expect(await response.text()).toBe('')
    }
  })

  test('§3.14 a changed resource is sent', async () => {
    const scim = connect()
    const { id } = await createUser(scim, 'ada')
    await scim.patch(`/Users/${id}`, [{ op: 'add', path: 'title', value: 'Dr' }])
    const response = await scim.get(`/Users/${id}`, { 'if-none-match': 'W/"1"' })
    expect(response.status).toBe(200)
    expect(response.headers.get('etag')).toBe('W/"2"')
  })

  test('§3.14 meta.version is the ETag', async () => {
    const scim = connect()
    const { id } = await createUser(scim, 'ada')
    const response = await scim.get(`/Users/${id}`)
    expect((await json(response)).meta.version).toBe(response.headers.get('etag'))
  })

  test('§3.14 the version of a group follows its members', async () => {
    const scim = connect()
    const ada = await createUser(scim, 'ada')
    const { id } = await createGroup(scim, '7b')
    const add = [{ op: 'add', path: 'members', value: [{ value: ada.id }] }]
    expect((await scim.patch(`/Groups/${id}`, add)).headers.get('etag')).toBe('W/"2"')
    expect((await scim.patch(`/Groups/${id}`, add)).headers.get('etag')).toBe('W/"2"')
  })
})

describe.each(['PUT', 'PATCH', 'DELETE'])('§3.14 %s', (method) => {
  const title = 'Dr'
  const bodies: Record<string, object | undefined> = {
    PUT: { schemas: [core], userName: 'ada', title },
    PATCH: { Operations: [{ op: 'add', path: 'title', value: title }] },
  }

  async function send(headers: Record<string, string>) {
    const scim = connect()
    const { id } = await createUser(scim, 'ada')
    const response = await scim.request(method, `/Users/${id}`, bodies[method], headers)
    const after = await scim.get(`/Users/${id}`)
    const isChanged = after.status === 404 || (await json(after)).title === title
    return { status: response.status, isChanged }
  }

  test.each(['W/"1"', '"1"', '*', '"7", W/"1"'])('§3.14 If-Match: %s is met', async (tag) => {
    const status = method === 'DELETE' ? 204 : 200
    expect(await send({ 'if-match': tag })).toEqual({ status, isChanged: true })
  })

  test.each(['W/"2"', '"0"', '"11", "2"'])('§3.14 If-Match: %s is stale: 412', async (tag) => {
    expect(await send({ 'if-match': tag })).toEqual({ status: 412, isChanged: false })
  })

  test.each(['1', '', 'W/1'])('§3.14 If-Match: %j is no entity tag: 400', async (tag) => {
    expect(await send({ 'if-match': tag })).toEqual({ status: 400, isChanged: false })
  })

  test.each(['W/"1"', '*'])('§3.14 If-None-Match: %s forbids: 412', async (tag) => {
    expect(await send({ 'if-none-match': tag })).toEqual({ status: 412, isChanged: false })
  })

  test('§3.14 If-None-Match of another version is met', async () => {
    expect((await send({ 'if-none-match': 'W/"7"' })).isChanged).toBe(true)
  })

  test('§3.14 a resource that is not there is 404 whatever the precondition', async () => {
    for (const name of ['if-match', 'if-none-match'])
      for (const tag of ['W/"1"', '*']) {
        const headers = { [name]: tag }
        const response = await connect().request(method, '/Users/x', bodies[method], headers)
        expect(response.status).toBe(404)
      }
  })
})

describe('§3.14 members', () => {
  const add = [{ op: 'add', path: 'members', value: [{ value: 'x' }] }]

  test('§3.14 members change only when If-Match is met', async () => {
    const scim = connect()
    const { id } = await createGroup(scim, '7b')
    const stale = await scim.patch(`/Groups/${id}`, add, { 'if-match': 'W/"7"' })
    expect(stale.status).toBe(412)
    const fresh = await scim.patch(`/Groups/${id}`, add, { 'if-match': 'W/"1"' })
    expect(fresh.status).toBe(204)
    const gone = await scim.patch('/Groups/gone', add, { 'if-match': 'W/"1"' })
    expect(gone.status).toBe(404)
  })

  test('§3.14 members do not change when If-None-Match forbids', async () => {
    const scim = connect()
    const { id } = await createGroup(scim, '7b')
    const response = await scim.patch(`/Groups/${id}`, add, { 'if-none-match': 'W/"1"' })
    expect(response.status).toBe(412)
  })
})

test('§3.14 of 20 writes with one ETag one is met', async () => {
  const scim = connect()
  const { id } = await createUser(scim, 'ada')
  const responses = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      scim.patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: `Dr ${n}` }], {
        'if-match': 'W/"1"',
      }),
    ),
  )
  expect(responses.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(responses.filter(({ status }) => status === 412)).toHaveLength(19)
})
