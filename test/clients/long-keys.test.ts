import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { core, createUser, enterprise, group, json } from '../support/scim.ts'

/** Text that no compression makes shorter, as an index sees it. */
const long = Array.from({ length: 4000 }, (_, i) =>
  String.fromCodePoint(0x4e00 + ((i * 7919) % 20000)),
).join('')

onEachDatabase('values too long for an index', ({ connect }) => {
  test.each([
    ['userName', { userName: long }],
    ['emails.value', { userName: 'ada', emails: [{ value: long }] }],
    ['externalId', { userName: 'ada', externalId: long }],
    ['employeeNumber', { userName: 'ada', [enterprise]: { employeeNumber: long } }],
  ])('%s: 400 invalidValue that names it, and nobody is made', async (name, body) => {
    const scim = await connect()
    const response = await scim.post('/Users', { schemas: [core, enterprise], ...body })
    expect(response.status).toBe(400)
    expect(await json(response)).toMatchObject({
      scimType: 'invalidValue',
      detail: expect.stringContaining(name),
    })
    expect((await json(scim.get('/Users'))).totalResults).toBe(0)
  })

  test('a manager, a member or a filter that long means nobody, and is no error', async () => {
    const scim = await connect()
    const ada = await createUser(scim, 'ada', { [enterprise]: { manager: { value: long } } })
    const made = await json(scim.post('/Groups', { schemas: [group], displayName: '7b' }))
    const patched = await scim.patch(`/Groups/${made.id}`, [
      { op: 'add', path: 'members', value: [{ value: long }, { value: ada.id }] },
    ])
    expect(patched.status).toBe(204)
    const { members } = await json(scim.get(`/Groups/${made.id}`))
    expect(members.map((member: { value: string }) => member.value)).toEqual([ada.id])
    const found = await scim.get(
      `/Users?filter=${encodeURIComponent(`externalId eq "${long.slice(0, 2000)}"`)}`,
    )
    expect((await json(found)).totalResults).toBe(0)
  })

  test('a name of a group that long is refused, on POST and on PATCH', async () => {
    const scim = await connect()
    expect((await scim.post('/Groups', { schemas: [group], displayName: long })).status).toBe(400)
    const made = await json(scim.post('/Groups', { schemas: [group], displayName: '7b' }))
    const renamed = await scim.patch(`/Groups/${made.id}`, [
      { op: 'replace', path: 'displayName', value: long },
    ])
    expect(renamed.status).toBe(400)
    expect(await json(scim.get(`/Groups/${made.id}`))).toMatchObject({ displayName: '7b' })
  })
})
