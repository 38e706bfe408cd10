/** RFC 7644 §3.4.1 and §3.9: reading one resource, and projections. */
import { expect, test } from 'vitest'
import { createMemoryProvider } from '@rollbook/scim/memory'
import {
  base,
  connect,
  createGroup,
  createUser,
  enterprise,
  json,
  serve,
  withFunctions,
} from '../support/scim.ts'

test('§3.4.1 a resource is answered with 200, Location and ETag', async () => {
  const scim = connect()
  const ada = await createUser(scim, 'ada')
  const response = await scim.get(`/Users/${ada.id}`)
  expect(response.status).toBe(200)
  expect(response.headers.get('location')).toBe(`${base}/Users/${ada.id}`)
  expect(response.headers.get('etag')).toBe('W/"1"')
  expect(await json(response)).toEqual(ada)
})

test.each(['00919288221112222', 'abc', 'GUID-IN-CAPITALS', '%00', '..%2f..', 'a'.repeat(4000)])(
  '§3.4.1 the unknown id %s is answered with 404 in SCIM form',
  async (id) => {
    for (const path of ['/Users', '/Groups']) {
      const response = await connect().get(`${path}/${id}`)
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toBe('application/scim+json')
      const error = await json(response)
      expect(error.status).toBe('404')
      expect(error.detail).not.toBe('')
      expect(error.detail.length).toBeLessThan(300)
    }
  },
)

test('§3.4.1 a user is not found among the groups', async () => {
  const scim = connect()
  const { id } = await createUser(scim, 'ada')
  expect((await scim.get(`/Groups/${id}`)).status).toBe(404)
})

test('§3.9 attributes shows those named and what is always returned', async () => {
  const scim = connect()
  const { id } = await createUser(scim, 'ada', {
    title: 'Countess',
    name: { givenName: 'Ada', familyName: 'Lovelace' },
    [enterprise]: { department: 'Mathematics', costCenter: '1' },
  })
  const query = `attributes=title,name.givenName,${enterprise}:department`
  const user = await json(scim.get(`/Users/${id}?${query}`))
  expect(user).toMatchObject({
    id,
    title: 'Countess',
    name: { givenName: 'Ada' },
    [enterprise]: { department: 'Mathematics' },
  })
  expect(user).toHaveProperty('schemas')
  expect(user).not.toHaveProperty('userName')
  expect(user).not.toHaveProperty('name.familyName')
  expect(user[enterprise]).not.toHaveProperty('costCenter')
})

test('§3.9 excludedAttributes leaves out those named, and neither id nor extensions', async () => {
  const scim = connect()
  const { id } = await createUser(scim, 'ada', {
    title: 'Countess',
    [enterprise]: { department: 'Mathematics' },
  })
  const user = await json(scim.get(`/Users/${id}?excludedAttributes=title,id,MEMBERS`))
  expect(user).toMatchObject({ id, userName: 'ada', [enterprise]: { department: 'Mathematics' } })
  expect(user).not.toHaveProperty('title')
})

test.each(['members', 'Members', 'urn:ietf:params:scim:schemas:core:2.0:Group:members'])(
  '§3.9 excludedAttributes=%s shows no members and never loads them',
  async (name) => {
    const provider = createMemoryProvider()
    const { id } = await createGroup(connect(serve({ provider })), '7b', ['x'])
    const asked: boolean[] = []
    const scim = connect(
      serve({
        provider: withFunctions(provider, {
          get(type, wanted, selection, call) {
            asked.push(selection.includes('members'))
            return provider.get(type, wanted, selection, call)
          },
          list(type, query, selection, call) {
            asked.push(selection.includes('members'))
            return provider.list(type, query, selection, call)
          },
        }),
      }),
    )
    const one = await json(scim.get(`/Groups/${id}?excludedAttributes=${name}`))
    const list = await json(scim.get(`/Groups?excludedAttributes=${name}`))
    for (const shown of [one, list.Resources[0]]) {
      expect(shown).not.toHaveProperty('members')
      expect(shown?.displayName).toBe('7b')
    }
    expect(asked).toEqual([false, false])
    await scim.get(`/Groups/${id}`)
    expect(asked).toEqual([false, false, true])
  },
)

test('§3.9 the groups of a user are not looked for when they are not shown', async () => {
  const provider = createMemoryProvider()
  const asked: boolean[] = []
  const watched = withFunctions(provider, {
    get(type, id, selection, call) {
      asked.push(selection.includes('groups'))
      return provider.get(type, id, selection, call)
    },
  })
  const scim = connect(serve({ provider: watched }))
  const { id } = await createUser(scim, 'ada')
  await scim.get(`/Users/${id}?attributes=userName`)
  await scim.get(`/Users/${id}?excludedAttributes=groups`)
  await scim.get(`/Users/${id}`)
  expect(asked).toEqual([false, false, true])
})

test('§3.9 an empty list of attributes is none', async () => {
  const scim = connect()
  const ada = await createUser(scim, 'ada')
  expect(await json(scim.get(`/Users/${ada.id}?attributes=`))).toEqual(ada)
})
