/** RFC 7644 §3.6: deleting resources. */
import { expect, test } from 'vitest'
import { connect, core, createGroup, createUser, json } from '../support/scim.ts'

test('§3.6 a deleted resource is answered with 204, is gone, and is found nowhere', async () => {
  const scim = connect()
  const ada = await createUser(scim, 'ada')
  const grace = await createUser(scim, 'grace')
  const { id } = await createGroup(scim, '7b', [ada.id, grace.id])
  const response = await scim.delete(`/Users/${ada.id}`)
  expect(response.status).toBe(204)
  expect(await response.text()).toBe('')
  expect((await scim.get(`/Users/${ada.id}`)).status).toBe(404)
  expect((await json(scim.get('/Users?filter=userName+eq+%22ada%22'))).totalResults).toBe(0)
  expect((await json(scim.get(`/Groups/${id}`))).members).toMatchObject([{ value: grace.id }])
})

test('§3.6 deleting again is 404, as is every other request for it', async () => {
  const scim = connect()
  const { id } = await createUser(scim, 'ada')
  await scim.delete(`/Users/${id}`)
  expect((await scim.delete(`/Users/${id}`)).status).toBe(404)
  expect((await scim.put(`/Users/${id}`, { schemas: [core], userName: 'ada' })).status).toBe(404)
  expect((await scim.patch(`/Users/${id}`, [{ op: 'remove', path: 'title' }])).status).toBe(404)
})

test('§3.6 what was unique is free again', async () => {
  const scim = connect()
  const { id } = await createUser(scim, 'ada')
  await scim.delete(`/Users/${id}`)
  expect((await createUser(scim, 'ada')).id).not.toBe(id)
})

test('§3.6 deleting a group leaves its members', async () => {
  const scim = connect()
  const ada = await createUser(scim, 'ada')
  const { id } = await createGroup(scim, '7b', [ada.id])
  expect((await scim.delete(`/Groups/${id}`)).status).toBe(204)
  expect((await scim.get(`/Users/${ada.id}`)).status).toBe(200)
})

test('§3.6 of 20 requests to delete one user at once one is 204', async () => {
  const scim = connect()
  const { id } = await createUser(scim, 'ada')
  const responses = await Promise.all(Array.from({ length: 20 }, () => scim.delete(`/Users/${id}`)))
  expect(responses.filter(({ status }) => status === 204)).toHaveLength(1)
  expect(responses.filter(({ status }) => status === 404)).toHaveLength(19)
})
