/** RFC 7643 §4: User, Group and the enterprise extension. */
import { expect, test } from 'vitest'
import { base, connect, core, createGroup, createUser, enterprise, json } from '../support/scim.ts'

test('§4.1.1 userName is required', async () => {
  const response = await connect().post('/Users', { schemas: [core], displayName: 'Ada' })
  expect(response.status).toBe(400)
  const error = await json(response)
  expect(error.scimType).toBe('invalidValue')
  expect(error.detail).toContain('userName')
})

test('§4.1.1 userName is unique whatever its letter case', async () => {
  const scim = connect()
  await createUser(scim, 'ada@school.example')
  const response = await scim.post('/Users', { schemas: [core], userName: 'ADA@school.example' })
  expect(response.status).toBe(409)
  expect(await json(response)).toMatchObject({ status: '409', scimType: 'uniqueness' })
})

test('§4.1.1 the password is taken and never returned', async () => {
  const scim = connect()
  const { id, ...created } = await createUser(scim, 'ada', { password: 'hunter2' })
  for (const text of [
    JSON.stringify(created),
    await (await scim.get(`/Users/${id}`)).text(),
    await (await scim.get(`/Users/${id}?attributes=password`)).text(),
    await (await scim.get('/Users')).text(),
  ])
    expect(text).not.toContain('hunter2')
})

test('§4.1.2 groups shows the groups the person is in, and follows them', async () => {
  const scim = connect()
  const ada = await createUser(scim, 'ada')
  const class7b = await createGroup(scim, '7b', [ada.id])
  expect((await json(scim.get(`/Users/${ada.id}`))).groups).toEqual([
    { value: class7b.id, $ref: `${base}/Groups/${class7b.id}`, display: '7b', type: 'direct' },
  ])
  await scim.delete(`/Groups/${class7b.id}`)
  expect(await json(scim.get(`/Users/${ada.id}`))).not.toHaveProperty('groups')
})

test('§4.2 displayName of a group is required', async () => {
  const response = await connect().post('/Groups', { members: [] })
  expect(response.status).toBe(400)
  expect((await json(response)).detail).toContain('displayName')
})

test('§4.2 members carry the type and the URL of whom they refer to', async () => {
  const scim = connect()
  const ada = await createUser(scim, 'ada', { displayName: 'Ada Lovelace' })
  const inner = await createGroup(scim, 'Choir')
  const { id } = await createGroup(scim, 'School', [ada.id, inner.id])
  const { members } = await json(scim.get(`/Groups/${id}`))
  expect(members).toEqual([
    {
      value: ada.id,
      type: 'User',
      $ref: `${base}/Users/${ada.id}`,
      display: 'Ada Lovelace',
    },
    { value: inner.id, type: 'Group', $ref: `${base}/Groups/${inner.id}`, display: 'Choir' },
  ])
})

test('§4.2 a group without members shows an empty list', async () => {
  const scim = connect()
  const created = await createGroup(scim, '7b')
  expect(created.members).toEqual([])
  expect((await json(scim.get(`/Groups/${created.id}`))).members).toEqual([])
  expect((await json(scim.get('/Groups'))).Resources[0]?.members).toEqual([])
})

test('§4.2 1,500 members are all read back', async () => {
  const scim = connect()
  const ids = []
  for (let n = 0; n < 1500; n++) ids.push((await createUser(scim, `student-${n}`)).id)
  const { id } = await createGroup(scim, 'School', ids)
  expect((await json(scim.get(`/Groups/${id}`))).members).toHaveLength(1500)
  const trimmed = await json(scim.get(`/Groups/${id}?excludedAttributes=displayName`))
  expect(trimmed.members).toHaveLength(1500)
})

test('§4.3 the manager is shown with URL and name once they are known', async () => {
  const scim = connect()
  const grace = await createUser(scim, 'grace', { displayName: 'Grace Hopper' })
  const ada = await createUser(scim, 'ada', { [enterprise]: { manager: { value: grace.id } } })
  expect(ada[enterprise].manager).toEqual({
    value: grace.id,
    $ref: `${base}/Users/${grace.id}`,
    displayName: 'Grace Hopper',
  })
})
