/** RFC 7644 §3.7: bulk. */
import { describe, expect, test } from 'vitest'
import { bulk, bulkRequest, user, groupOf, statusesOf } from '../support/bulk.ts'
import {
  base,
  connect,
  core,
  createUser,
  json,
  patchOp,
  serve,
  messages,
  type Json,
} from '../support/scim.ts'

describe('§3.7 operations', () => {
  test('§3.7 every kind of write is carried out, in order, and answered in order', async () => {
    const scim = connect()
    const ada = await createUser(scim, 'ada')
    const grace = await createUser(scim, 'grace')
    const joan = await createUser(scim, 'joan')
    const outcomes = await bulk(scim, [
      user('mary'),
      {
        method: 'PUT',
        path: `/Users/${ada.id}`,
        data: { schemas: [core], userName: 'lovelace' },
      },
      {
        method: 'PATCH',
        path: `/Users/${grace.id}`,
        data: patchOp([{ op: 'add', path: 'title', value: 'Dr' }]),
      },
      { method: 'DELETE', path: `/Users/${joan.id}` },
    ])
    expect(outcomes).toEqual([
      {
        method: 'POST',
        bulkId: 'mary',
        version: 'W/"1"',
        location: expect.stringContaining(`${base}/Users/`),
        status: '201',
      },
      { method: 'PUT', version: 'W/"2"', location: `${base}/Users/${ada.id}`, status: '200' },
      { method: 'PATCH', version: 'W/"2"', location: `${base}/Users/${grace.id}`, status: '200' },
      { method: 'DELETE', location: `${base}/Users/${joan.id}`, status: '204' },
    ])
    const { Resources } = await json(scim.get('/Users?sortBy=userName'))
    expect(Resources.map(({ userName }: Json) => userName)).toEqual(['grace', 'lovelace', 'mary'])
  })

  test('§3.7 an operation that fails is told of with its error, and the others go on', async () => {
    const scim = connect()
    await createUser(scim, 'ada')
    const outcomes = await bulk(scim, [user('1', 'grace'), user('2', 'ADA'), user('3', 'joan')])
    expect(statusesOf(outcomes)).toEqual(['201', '409', '201'])
    expect(outcomes[1]).toMatchObject({
      method: 'POST',
      bulkId: '2',
      response: { schemas: [`${messages}:Error`], status: '409', scimType: 'uniqueness' },
    })
    expect(outcomes[1]).not.toHaveProperty('location')
  })

  test('§3.7.3 a failed PUT, PATCH or DELETE tells where', async () => {
    const [outcome] = await bulk(connect(), [{ method: 'DELETE', path: '/Users/gone' }])
    expect(outcome).toMatchObject({ status: '404', location: `${base}/Users/gone` })
  })

  test('§3.7 one userName created 50 times is created once', async () => {
    const outcomes = await bulk(
      connect(),
      Array.from({ length: 50 }, (_, n) => user(`b${n}`, 'ada')),
    )
    expect(statusesOf(outcomes)).toEqual(['201', ...Array.from({ length: 49 }, () => '409')])
  })

  test('§3.7 version makes an operation depend on the version of the resource', async () => {
    const scim = connect()
    const { id } = await createUser(scim, 'ada')
    const patch = (version: string, value: string) => ({
      method: 'PATCH',
      path: `/Users/${id}`,
      version,
      data: patchOp([{ op: 'replace', path: 'title', value }]),
    })
    const outcomes = await bulk(scim, [
      patch('W/"1"', 'Dr'),
      patch('W/"1"', 'Prof'),
      { method: 'DELETE', path: `/Users/${id}`, version: 'W/"1"' },
    ])
    expect(statusesOf(outcomes)).toEqual(['200', '412', '412'])
    expect((await json(scim.get(`/Users/${id}`))).title).toBe('Dr')
  })

  test.each([
    [{ method: 'POST', path: '/Bulk', bulkId: 'a', data: {} }],
    [{ method: 'POST', path: '/Users/.search', bulkId: 'a', data: {} }],
    [{ method: 'POST', path: '/Me', bulkId: 'a', data: {} }],
    [{ method: 'POST', path: '/Schemas', bulkId: 'a', data: {} }],
    [{ method: 'GET', path: '/Users/1' }],
    [{ method: 'DELETE', path: 'https://elsewhere.example/Users/1' }],
    [{ method: 'DELETE', path: '/T2/Users/1' }],
    [{ method: 'DELETE', path: '../Users/1' }],
    [{ method: 'POST', path: '/Users?filter=a', bulkId: 'a', data: {} }],
    [{ method: 'DELETE', path: '/Users' }],
    [{ method: 'DELETE', path: '/Users/%zz' }],
    [{ method: 'DELETE', path: '/Users/%ff' }],
    [{ method: 'DELETE' }],
    [{ path: '/Users', bulkId: 'a', data: {} }],
    [{ method: 'POST', path: '/Users', bulkId: 'a' }],
    [{ method: 'POST', path: '/Users', bulkId: 7, data: {} }],
    [{ method: 'PUT', path: '/Users/1', data: {}, version: 3 }],
    ['x'],
    [null],
    [[]],
  ])('§3.7 the operation %j is answered with 400', async (operation) => {
    const scim = connect()
    const outcomes = await bulk(scim, [operation, user('ada')])
    expect(statusesOf(outcomes)).toEqual(['400', '201'])
  })

  test('§3.7 a POST without bulkId is refused in strict mode only', async () => {
    const { bulkId: _, ...operation } = user('ada')
    expect(statusesOf(await bulk(connect(), [operation]))).toEqual(['201'])
    const strict = connect(serve({}, { strict: true }))
    expect(statusesOf(await bulk(strict, [operation]))).toEqual(['400'])
  })
})

describe('§3.7.3 failOnErrors', () => {
  test('§3.7.3 after that many errors the rest is left undone and unanswered', async () => {
    const scim = connect()
    await createUser(scim, 'ada')
    const operations = [user('1', 'grace'), user('2', 'joan'), user('3', 'ada'), user('4', 'mary')]
    const outcomes = await bulk(scim, operations, { failOnErrors: 1 })
    expect(statusesOf(outcomes)).toEqual(['201', '201', '409'])
    expect((await json(scim.get('/Users'))).totalResults).toBe(3)
  })

  test('§3.7.3 what waited for a resource that was not reached is left undone too', async () => {
    const scim = connect()
    const operations = [groupOf('7b', 'bulkId:ada'), user('bad', ''), user('ada')]
    expect(statusesOf(await bulk(scim, operations, { failOnErrors: 1 }))).toEqual(['400'])
    expect((await json(scim.get('/Groups'))).totalResults).toBe(0)
  })

  test.each([0, -1, '1', 1.5, {}])('§3.7.3 failOnErrors of %j is refused', async (failOnErrors) => {
    const scim = connect()
    const response = await scim.post('/Bulk', bulkRequest([user('ada')], { failOnErrors }))
    expect(response.status).toBe(400)
    expect((await json(scim.get('/Users'))).totalResults).toBe(0)
  })
})

describe('§3.7.4 limits', () => {
  test('§3.7.4 more operations than allowed are 413 and none is carried out', async () => {
    const scim = connect()
    const operations = Array.from({ length: 1001 }, (_, n) => user(`u${n}`))
    const response = await scim.post('/Bulk', bulkRequest(operations))
    expect(response.status).toBe(413)
    const error = await json(response)
    expect(error.status).toBe('413')
    expect(error.detail).toContain('1000')
    expect((await json(scim.get('/Users'))).totalResults).toBe(0)
  })

  test.each([
    ['[]'],
    ['{}'],
    ['{"Operations":{}}'],
    ['null'],
    ['{"Operations":[],"operations":[]}'],
  ])('§3.7 the message %s is 400', async (body) => {
    expect((await connect().post('/Bulk', body)).status).toBe(400)
  })
})
