/** RFC 7643 §2 and §3: what every resource has, and how attributes behave. */
import { expect, test } from 'vitest'
import { base, connect, core, createGroup, createUser, enterprise, json } from '../support/scim.ts'

test('§2.1 attribute names are read in any letter case and shown as the schema spells them', async () => {
  const scim = connect()
  const { id } = await json(
    scim.post('/Users', { SCHEMAS: [core], USERNAME: 'ada', Name: { GIVENNAME: 'Ada' } }),
  )
  const user = await json(scim.get(`/Users/${id}`))
  expect(user).toMatchObject({ userName: 'ada', name: { givenName: 'Ada' } })
  expect(user).not.toHaveProperty('USERNAME')
})

test('§2.2 what the client cannot write is ignored when a resource is created', async () => {
  const scim = connect()
  const user = await createUser(scim, 'ada', {
    id: 'mine',
    meta: { created: '1815-12-10T00:00:00Z', resourceType: 'Robot' },
    groups: [{ value: 'admins' }],
  })
  expect(user.id).not.toBe('mine')
  expect(user.meta.resourceType).toBe('User')
  expect(user.meta.created).not.toContain('1815')
  expect(user).not.toHaveProperty('groups')
})

test('§2.4 the canonical type of a value is kept as it was sent', async () => {
  const scim = connect()
  const emails = [{ value: 'a@x.example', type: 'work', primary: true }, { value: 'b@x.example' }]
  const user = await createUser(scim, 'ada', { emails })
  expect(user.emails).toEqual(emails)
})

test('§2.4 no more than one value may be primary', async () => {
  const scim = connect()
  const emails = [
    { value: 'a@x.example', primary: true },
    { value: 'b@x.example', primary: true },
  ]
  const response = await scim.post('/Users', { schemas: [core], userName: 'ada', emails })
  if (response.status === 201) {
    const kept = (await json(response)).emails.filter(
      (email: { primary?: boolean }) => email.primary,
    )
    expect(kept).toHaveLength(1)
  } else expect(response.status).toBe(400)
})

test('§2.5 null and the empty list are unassigned, and unassigned is not shown', async () => {
  const scim = connect()
  const user = await createUser(scim, 'ada', { title: null, emails: [], name: { givenName: null } })
  const shown = await json(scim.get(`/Users/${user.id}`))
  for (const name of ['title', 'emails', 'name']) expect(shown).not.toHaveProperty(name)
})

test('§3 schemas lists the URNs of the schemas in use, and of no others', async () => {
  const scim = connect()
  const plain = await createUser(scim, 'ada')
  expect(plain.schemas).toEqual([core])
  const extended = await createUser(scim, 'grace', {
    schemas: [core, enterprise],
    [enterprise]: { department: 'Mathematics' },
  })
  expect(extended.schemas).toEqual([core, enterprise])
  expect((await json(scim.get(`/Users/${extended.id}`))).schemas).toEqual([core, enterprise])
})

test('§3 the last attribute of an extension takes its URN out of schemas with it', async () => {
  const scim = connect()
  const { id } = await createUser(scim, 'ada', { [enterprise]: { department: 'Mathematics' } })
  const path = `${enterprise}:department`
  const user = await json(scim.patch(`/Users/${id}`, [{ op: 'remove', path }]))
  expect(user.schemas).toEqual([core])
  expect(user).not.toHaveProperty(enterprise)
})

test('§3.1 id is a text the service provider chose, and no two resources share it', async () => {
  const scim = connect()
  const [ada, grace, group] = [
    await createUser(scim, 'ada'),
    await createUser(scim, 'grace'),
    await createGroup(scim, '7b'),
  ]
  expect(new Set([ada.id, grace.id, group.id]).size).toBe(3)
  for (const { id } of [ada, grace, group]) expect(id).toEqual(expect.any(String))
})

test('§3.1 externalId is the client’s, byte for byte, and need not be unique', async () => {
  const scim = connect()
  const externalId = ' AbC-1/é '
  const ada = await createUser(scim, 'ada', { externalId })
  const grace = await createUser(scim, 'grace', { externalId })
  expect([ada.externalId, grace.externalId]).toEqual([externalId, externalId])
})

test('§3.1 meta tells type, times, location and version of every resource', async () => {
  const scim = connect()
  for (const [path, resource, type] of [
    ['/Users', await createUser(scim, 'ada'), 'User'],
    ['/Groups', await createGroup(scim, '7b'), 'Group'],
  ] as const) {
    expect(resource.meta).toEqual({
      resourceType: type,
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      lastModified: resource.meta.created,
      location: `${base}${path}/${resource.id}`,
      version: 'W/"1"',
    })
  }
})

test('§3.1 created stays and lastModified follows the changes', async () => {
  const scim = connect()
  const { id, meta } = await createUser(scim, 'ada')
  const user = await json(scim.patch(`/Users/${id}`, [{ op: 'add', path: 'title', value: 'Dr' }]))
  expect(user.meta.created).toBe(meta.created)
  expect(Date.parse(user.meta.lastModified)).toBeGreaterThanOrEqual(Date.parse(meta.created))
})
