/** The SCIM client that comes with the engine, against the engine. */
import { describe, expect, test } from 'vitest'
import { ScimError } from '@rollbook/scim'
import { createScimClient } from '@rollbook/scim/client'
import { base, core, serve } from './support/scim.ts'

function client() {
  const requests: Request[] = []
  const fetch = serve()
  const scim = createScimClient({
    base: `${base}/`,
    token: 'secret',
    fetch(request) {
      requests.push(request.clone())
      return fetch(request)
    },
  })
  return { scim, requests }
}

const ada = { schemas: [core], userName: 'ada' }

test('creates, reads, replaces, patches and deletes', async () => {
  const { scim, requests } = client()
  const created = await scim.create('/Users', ada)
  expect(await scim.get('/Users', created.id)).toEqual(created)
  const put = await scim.replace('/Users', created.id, { ...ada, title: 'Dr' }, 'W/"1"')
  expect(put).toMatchObject({ title: 'Dr', meta: { version: 'W/"2"' } })
  const patched = await scim.patch('/Users', created.id, [{ op: 'remove', path: 'title' }])
  expect(patched).not.toHaveProperty('title')
  await scim.delete('/Users', created.id, patched?.meta?.version)
  await expect(scim.get('/Users', created.id)).rejects.toMatchObject({ status: 404 })
  for (const request of requests) expect(request.headers.get('authorization')).toBe('Bearer secret')
})

test('a PATCH that is answered without a body gives undefined', async () => {
  const { scim } = client()
  const { id } = await scim.create('/Groups', { displayName: '7b' })
  const operations = [{ op: 'add', path: 'members', value: [{ value: 'x' }] }] as const
  expect(await scim.patch('/Groups', id, operations)).toBeUndefined()
})

describe('lists', () => {
  async function seven() {
    const { scim, requests } = client()
    for (let n = 0; n < 7; n++) await scim.create('/Users', { ...ada, userName: `u${n}` })
    requests.length = 0
    return { scim, requests }
  }

  test.each(['list', 'search'] as const)('%s walks all pages', async (method) => {
    const { scim, requests } = await seven()
    const names = []
    for await (const user of scim[method]('/Users', { count: 3, filter: 'userName ne "u4"' }))
      names.push(user['userName'])
    expect(names).toEqual(['u0', 'u1', 'u2', 'u3', 'u5', 'u6'])
    expect(requests).toHaveLength(2)
  })

  test('fetches no page that nobody asked for', async () => {
    const { scim, requests } = await seven()
    for await (const user of scim.list('/Users', { count: 2, attributes: ['userName'] })) {
      expect(Object.keys(user).toSorted()).toEqual(['id', 'schemas', 'userName'])
      break
    }
    expect(requests).toHaveLength(1)
  })
})

test('sends bulk requests and hands over what came of each operation', async () => {
  const { scim } = client()
  const operation = { method: 'POST', path: '/Users', data: ada } as const
  const outcomes = await scim.bulk([
    { ...operation, bulkId: '1' },
    { ...operation, bulkId: '2' },
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['201', '409'])
})

describe('errors', () => {
  test('carry status, keyword and words of the server', async () => {
    const { scim } = client()
    await scim.create('/Users', ada)
    const error = await scim.create('/Users', ada).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(ScimError)
    expect(error).toMatchObject({
      status: 409,
      scimType: 'uniqueness',
      message: expect.stringContaining('ada'),
    })
  })

  test.each([
    ['<html>', 502],
    ['', 404],
    ['null', 400],
    ['{"scimType":"made-up","detail":7}', 418],
  ])('survive an answer of %j', async (body, status) => {
    const fetch = async () => new Response(body, { status })
    const scim = createScimClient({ base, fetch })
    const error = await scim.get('/Users', '1').catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(ScimError)
    expect(error).toMatchObject({ status, scimType: undefined })
  })
})
