/** RFC 7644 §3.5.2: changing resources by PATCH, as it shows from outside. */
import { describe, expect, test } from 'vitest'
import { createMemoryProvider } from '@rollbook/scim/memory'
import {
  base,
  connect,
  createGroup,
  createUser,
  enterprise,
  json,
  patchOp,
  serve,
  withFunctions,
  type Connection,
  type Json,
} from '../support/scim.ts'

describe('§3.5.2 users', () => {
  test('§3.5.2 the answer is 200 with the whole resource, Location and the next version', async () => {
    const scim = connect()
    const { id } = await createUser(scim, 'ada', { displayName: 'Ada' })
    const response = await scim.patch(`/Users/${id}`, [
      { op: 'replace', path: 'displayName', value: 'Ada Lovelace' },
      { op: 'add', path: `${enterprise}:department`, value: 'Mathematics' },
    ])
    expect(response.status).toBe(200)
    expect(response.headers.get('location')).toBe(`${base}/Users/${id}`)
    expect(response.headers.get('etag')).toBe('W/"2"')
    const user = await json(response)
    expect(user).toMatchObject({
      displayName: 'Ada Lovelace',
      [enterprise]: { department: 'Mathematics' },
    })
    expect(user.schemas).toContain(enterprise)
    expect(await json(scim.get(`/Users/${id}`))).toEqual(user)
  })

  test('§3.5.2 the answer can be projected', async () => {
    const scim = connect()
    const { id } = await createUser(scim, 'ada')
    const operations = [{ op: 'add', path: 'title', value: 'Dr' }]
    const user = await json(scim.patch(`/Users/${id}?attributes=title`, operations))
    expect(Object.keys(user).toSorted()).toEqual(['id', 'schemas', 'title'])
  })

  test('§3.5.2 one bad operation undoes all of them', async () => {
    const scim = connect(serve({}, { strict: true }))
    const ada = await createUser(scim, 'ada')
    const response = await scim.patch(`/Users/${ada.id}`, [
      { op: 'replace', path: 'title', value: 'Dr' },
      { op: 'replace', path: 'shoeSize', value: '38' },
    ])
    expect(response.status).toBe(400)
    expect(await json(response)).toMatchObject({ scimType: 'invalidPath' })
    expect(await json(scim.get(`/Users/${ada.id}`))).toEqual(ada)
  })

  test('§3.5.2 a PATCH that changes nothing keeps version and lastModified', async () => {
    const scim = connect()
    const ada = await createUser(scim, 'ada', { title: 'Dr' })
    const operations = [{ op: 'replace', path: 'title', value: 'Dr' }]
    const response = await scim.patch(`/Users/${ada.id}`, operations)
    expect(response.status).toBe(200)
    expect(await json(response)).toEqual(ada)
  })

  test('§3.5.2 no operations at all are 200 and unchanged, and refused in strict mode', async () => {
    const scim = connect()
    const ada = await createUser(scim, 'ada')
    const response = await scim.patch(`/Users/${ada.id}`, [])
    expect(response.status).toBe(200)
    expect(await json(response)).toEqual(ada)
    const strict = connect(serve({}, { strict: true }))
    const { id } = await createUser(strict, 'ada')
    expect((await strict.patch(`/Users/${id}`, [])).status).toBe(400)
  })

  test('§3.5.2 readOnly attributes cannot be patched', async () => {
    const scim = connect()
    const ada = await createUser(scim, 'ada')
    const operations = [{ op: 'replace', path: 'id', value: 'x' }]
    const response = await scim.patch(`/Users/${ada.id}`, operations)
    expect(response.status).toBe(400)
    expect(await json(response)).toMatchObject({ scimType: 'mutability' })
  })

  test('§3.5.2 an unknown id is 404', async () => {
    const response = await connect().patch('/Users/gone', [
      { op: 'replace', path: 'active', value: false },
    ])
    expect(response.status).toBe(404)
  })

  test('§3.5.2 a body that is no PatchOp is 400', async () => {
    const scim = connect()
    const { id } = await createUser(scim, 'ada')
    for (const body of [[1], {}, { Operations: {} }, patchOp(['x']), patchOp([{ op: 'delete' }])])
      expect((await scim.patch(`/Users/${id}`, JSON.stringify(body))).status).toBe(400)
  })

  test('§3.5.2 a renamed user keeps id, groups and history of versions', async () => {
    const scim = connect()
    const ada = await createUser(scim, 'ada')
    await createGroup(scim, '7b', [ada.id])
    const operations = [{ op: 'replace', path: 'userName', value: 'lovelace' }]
    const user = await json(scim.patch(`/Users/${ada.id}`, operations))
    expect(user).toMatchObject({ id: ada.id, userName: 'lovelace', groups: [{ display: '7b' }] })
    expect((await json(scim.get('/Users?filter=userName+eq+%22ada%22'))).totalResults).toBe(0)
    expect((await json(scim.get('/Users?filter=userName+eq+%22lovelace%22'))).totalResults).toBe(1)
  })
})

describe('§3.5.2 groups', () => {
  async function class7b(): Promise<{ scim: Connection; ids: string[]; path: string }> {
    const scim = connect()
    const ids: string[] = []
    for (const name of ['ada', 'grace', 'joan', 'mary', 'lise'])
      ids.push((await createUser(scim, name)).id)
    const { id } = await createGroup(scim, '7b', ids.slice(0, 3))
    return { scim, ids, path: `/Groups/${id}` }
  }

  async function membersOf(scim: Connection, path: string): Promise<string[]> {
    return (await json(scim.get(path))).members.map(({ value }: Json) => value)
  }

  test('§3.5.2 a change of members alone is 204 with the new version and no body', async () => {
    const { scim, ids, path } = await class7b()
    const response = await scim.patch(path, [
      { op: 'add', path: 'members', value: [{ value: ids[3] }, { value: ids[4] }] },
      { op: 'remove', path: `members[value eq "${ids[0]}"]` },
    ])
    expect(response.status).toBe(204)
    expect(await response.text()).toBe('')
    expect(response.headers.get('etag')).toBe('W/"2"')
    expect(await membersOf(scim, path)).toEqual(ids.slice(1))
  })

  test('§3.5.2 with a projection in the query the answer is 200 with the resource', async () => {
    const { scim, ids, path } = await class7b()
    const operations = [{ op: 'add', path: 'members', value: [{ value: ids[3] }] }]
    const response = await scim.patch(`${path}?attributes=members`, operations)
    expect(response.status).toBe(200)
    expect((await json(response)).members).toHaveLength(4)
    const excluded = await scim.patch(`${path}?excludedAttributes=members`, operations)
    expect(excluded.status).toBe(200)
    expect(await json(excluded)).not.toHaveProperty('members')
  })

  test('§3.5.2 a connection may have every PATCH answered with the resource', async () => {
    const scim = connect(serve({}, { memberPatchStatus: 200 }))
    const ada = await createUser(scim, 'ada')
    const { id } = await createGroup(scim, '7b')
    const response = await scim.patch(`/Groups/${id}`, [
      { op: 'add', path: 'members', value: [{ value: ada.id }] },
    ])
    expect(response.status).toBe(200)
    expect(await json(response)).toMatchObject({ displayName: '7b', members: [{ value: ada.id }] })
  })

  test('§3.5.2 a renamed group is 200, and keeps its members', async () => {
    const { scim, ids, path } = await class7b()
    const response = await scim.patch(path, [{ op: 'replace', value: { displayName: '7c' } }])
    expect(response.status).toBe(200)
    const renamed = await json(response)
    expect(renamed.displayName).toBe('7c')
    expect(renamed.members.map(({ value }: Json) => value)).toEqual(ids.slice(0, 3))
  })

  test('§3.5.2 name and members change in one request and one version', async () => {
    const { scim, ids, path } = await class7b()
    const response = await scim.patch(path, [
      { op: 'replace', path: 'displayName', value: '7c' },
      { op: 'replace', path: 'members', value: [{ value: ids[4] }] },
    ])
    expect(await json(response)).toMatchObject({
      displayName: '7c',
      members: [{ value: ids[4] }],
      meta: { version: 'W/"2"' },
    })
  })

  test('§3.5.2 remove without value empties the group, with an empty list it does not', async () => {
    const { scim, ids, path } = await class7b()
    await scim.patch(path, [{ op: 'remove', path: 'members', value: [] }])
    expect(await membersOf(scim, path)).toEqual(ids.slice(0, 3))
    await scim.patch(path, [{ op: 'remove', path: 'members' }])
    expect(await membersOf(scim, path)).toEqual([])
  })

  test('§3.5.2 members that match a filter on something else than value are found', async () => {
    const { scim, ids, path } = await class7b()
    await scim.patch(path, [{ op: 'remove', path: 'members[display eq "grace"]' }])
    expect(await membersOf(scim, path)).toEqual([ids[0], ids[2]])
  })

  test('§3.5.2 the group is not read when only members change, nor its members when it is', async () => {
    const provider = createMemoryProvider()
    const asked: string[] = []
    const scim = connect(
      serve({
        provider: withFunctions(provider, {
          get(type, id, selection, call) {
            asked.push(selection.includes('members') ? 'members' : 'group')
            return provider.get(type, id, selection, call)
          },
        }),
      }),
    )
    const { id } = await createGroup(scim, '7b', ['x'])
    await scim.patch(`/Groups/${id}`, [{ op: 'add', path: 'members', value: [{ value: 'y' }] }])
    expect(asked).toEqual([])
    await scim.patch(`/Groups/${id}?excludedAttributes=members`, [
      { op: 'replace', path: 'displayName', value: '7c' },
    ])
    expect(asked).toEqual(['group'])
  })

  test('§3.5.2 20 requests that add members at once add all of them', async () => {
    const scim = connect()
    const ids = []
    for (let n = 0; n < 20; n++) ids.push((await createUser(scim, `student-${n}`)).id)
    const { id } = await createGroup(scim, '7b')
    const responses = await Promise.all(
      ids.map((value) =>
        scim.patch(`/Groups/${id}`, [{ op: 'add', path: 'members', value: [{ value }] }]),
      ),
    )
    for (const { status } of responses) expect(status).toBe(204)
    expect((await membersOf(scim, `/Groups/${id}`)).toSorted()).toEqual(ids.toSorted())
  })

  test('§3.5.2 members of a group that is gone cannot be changed', async () => {
    const response = await connect().patch('/Groups/gone', [
      { op: 'add', path: 'members', value: [{ value: 'x' }] },
    ])
    expect(response.status).toBe(404)
  })
})
