/** RFC 7644 §3.5.1: replacing resources by PUT. */
import { expect, test } from 'vitest'
import {
  base,
  connect,
  core,
  createGroup,
  createUser,
  enterprise,
  group,
  json,
  serve,
  type Json,
} from '../support/scim.ts'

test('§3.5.1 what is put takes the place of what was there', async () => {
  const scim = connect()
  const { id } = await createUser(scim, 'ada', { title: 'Dr', nickName: 'A' })
  const response = await scim.put(`/Users/${id}`, {
    schemas: [core],
    userName: 'ada',
    title: 'Prof',
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('location')).toBe(`${base}/Users/${id}`)
  expect(response.headers.get('etag')).toBe('W/"2"')
  const user = await json(response)
  expect(user).toMatchObject({ id, userName: 'ada', title: 'Prof' })
  expect(user).not.toHaveProperty('nickName')
  expect(await json(scim.get(`/Users/${id}`))).toEqual(user)
})

test('§3.5.1 putting back what was read changes nothing, not even the version', async () => {
  const scim = connect()
  const grace = await createUser(scim, 'grace', { displayName: 'Grace' })
  const { id } = await createUser(scim, 'ada', {
    emails: [{ value: 'a@x.example', type: 'work', primary: true }],
    [enterprise]: { department: 'Mathematics', manager: { value: grace.id } },
  })
  await createGroup(scim, '7b', [id])
  const read = await json(scim.get(`/Users/${id}`))
  expect(read).toHaveProperty('groups')
  const response = await scim.put(`/Users/${id}`, read)
  expect(response.status).toBe(200)
  expect(await json(response)).toEqual(read)
})

test('§3.5.1 a PUT without active leaves the person as active as before', async () => {
  const scim = connect()
  const { id } = await createUser(scim, 'ada', { active: false })
  const user = await json(scim.put(`/Users/${id}`, { schemas: [core], userName: 'ada' }))
  expect(user.active).toBe(false)
})

test('§3.5.1 an extension the body does not name stays', async () => {
  const scim = connect()
  const { id } = await createUser(scim, 'ada', { [enterprise]: { department: 'Mathematics' } })
  const user = await json(scim.put(`/Users/${id}`, { schemas: [core], userName: 'ada' }))
  expect(user[enterprise]).toEqual({ department: 'Mathematics' })
})

test('§3.5.1 PUT of an unknown id is 404 and creates nothing', async () => {
  const scim = connect()
  const response = await scim.put('/Users/nobody', { schemas: [core], userName: 'ada' })
  expect(response.status).toBe(404)
  expect((await json(scim.get('/Users'))).totalResults).toBe(0)
})

test('§3.5.1 a userName that another has is refused with 409, and nothing changes', async () => {
  const scim = connect()
  await createUser(scim, 'grace')
  const ada = await createUser(scim, 'ada')
  const response = await scim.put(`/Users/${ada.id}`, { schemas: [core], userName: 'Grace' })
  expect(response.status).toBe(409)
  expect(await json(scim.get(`/Users/${ada.id}`))).toEqual(ada)
})

test('§3.5.1 a body that is a list of resources is refused and wipes nobody', async () => {
  const scim = connect()
  const ada = await createUser(scim, 'ada')
  const list = await json(scim.get('/Users'))
  const response = await scim.put(`/Users/${ada.id}`, { ...list, active: false })
  expect(response.status).toBe(400)
  expect(await json(scim.get(`/Users/${ada.id}`))).toEqual(ada)
})

test('§3.5.1 another id in the body is refused in strict mode, else the URL counts', async () => {
  const body = { schemas: [core], id: 'other', userName: 'ada' }
  const lenient = connect()
  const { id } = await createUser(lenient, 'ada')
  expect((await json(lenient.put(`/Users/${id}`, body))).id).toBe(id)
  const strict = connect(serve({}, { strict: true }))
  const user = await createUser(strict, 'ada')
  const response = await strict.put(`/Users/${user.id}`, body)
  expect(response.status).toBe(400)
  expect(await json(response)).toMatchObject({ scimType: 'mutability' })
})

test('§3.5.1 PUT of a group sets exactly the members given', async () => {
  const scim = connect()
  const [ada, grace, joan] = [
    await createUser(scim, 'ada'),
    await createUser(scim, 'grace'),
    await createUser(scim, 'joan'),
  ]
  const { id } = await createGroup(scim, '7b', [ada.id, grace.id])
  const members = [{ value: grace.id, display: null }, { value: joan.id }]
  const body = { schemas: [group], id, displayName: '7c', members }
  const response = await scim.put(`/Groups/${id}`, body)
  expect(response.status).toBe(200)
  const put = await json(response)
  expect(put.displayName).toBe('7c')
  expect(put.members.map(({ value }: Json) => value)).toEqual([grace.id, joan.id])
  expect(await json(scim.get(`/Groups/${id}`))).toEqual(put)
})
