/** What Entra does with groups themselves: E-130 to E-132, E-146 to E-152. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { base, createGroup, createUser, group, json, type Connection } from '../support/scim.ts'
import {
  change,
  changeMembers,
  countOf,
  expectGone,
  expectRefusal,
  find,
  flag,
  membersOf,
  stateOf,
} from '../support/state.ts'

const adscim = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'

onEachDatabase('Entra keeps groups', ({ connect }) => {
  async function createSeen(scim: Connection, body: object) {
    const response = await scim.post('/Groups', body)
    expect(response.status).toBe(201)
    const created = await json(response)
    expect(response.headers.get('location')).toBe(`${base}/Groups/${created.id}`)
    expect(created).toEqual(await stateOf(scim, `/Groups/${created.id}`))
    return created
  }

  test('E-130 a new group with the schema of Microsoft, which is not sent back', async () => {
    const scim = await connect()
    const created = await createSeen(scim, {
      schemas: [group, adscim],
      externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
      displayName: 'Sales',
      meta: { resourceType: 'Group' },
    })
    expect(created).toEqual({
      schemas: [group],
      id: expect.any(String),
      externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
      displayName: 'Sales',
      members: [],
      meta: {
        resourceType: 'Group',
        created: expect.any(String),
        lastModified: created.meta.created,
        location: `${base}/Groups/${created.id}`,
        version: 'W/"1"',
      },
    })
  })

  test.each([[[]], [null]])('E-131 a new group with members %j is empty', async (members) => {
    const scim = await connect()
    const created = await createSeen(scim, { schemas: [group], displayName: 'Sales', members })
    expect(created.members).toEqual([])
  })

  test('E-132 two groups may have one name, as they may in Entra', async () => {
    const scim = await connect()
    const one = await createSeen(scim, { schemas: [group], displayName: 'Sales', externalId: '1' })
    const two = await createSeen(scim, { schemas: [group], displayName: 'SALES', externalId: '2' })
    expect(two.id).not.toBe(one.id)
    expect(await find(scim, '/Groups', 'displayName eq "sales"')).toEqual([one, two])
    expect(await find(scim, '/Groups', 'externalId eq "2"')).toEqual([two])
  })

  test('E-132 a connection may want names unique: 409 uniqueness, in any letter case', async () => {
    const scim = await connect({ uniqueGroupNames: true })
    const sales = await createSeen(scim, { schemas: [group], displayName: 'Sales' })
    const other = await createSeen(scim, { schemas: [group], displayName: 'Other' })
    const again = scim.post('/Groups', { schemas: [group], displayName: 'SALES' })
    expect((await expectRefusal(again, 409, 'uniqueness')).detail).toContain('displayName')
    const operations = [{ op: 'Replace', path: 'displayName', value: 'sales' }]
    const renamed = scim.patch(`/Groups/${other.id}`, operations)
    expect((await expectRefusal(renamed, 409, 'uniqueness')).detail).toContain('displayName')
    expect(await countOf(scim, '/Groups')).toBe(2)
    expect(await stateOf(scim, `/Groups/${other.id}`)).toEqual(other)
    const own = await change(scim, `/Groups/${sales.id}`, operations)
    expect(own.displayName).toBe('sales')
  })

  test.each([
    [{ op: 'Replace', path: 'displayName', value: 'Sales EU' }, ''],
    [{ op: 'Replace', path: 'displayName', value: ['Sales EU'] }, ''],
    [{ op: 'Add', path: 'displayName', value: 'Sales EU' }, ''],
    [{ op: 'replace', value: { displayName: 'Sales EU', externalId: 'e2' } }, flag],
    [{ op: 'replace', path: 'displayName', value: 'Sales EU' }, flag],
  ])('E-146 a new name leaves id and members as they are: %j %s', async (operation, query) => {
    const scim = await connect()
    const ada = await createUser(scim, 'ada@school.example')
    const bo = await createUser(scim, 'bo@school.example')
    const { id } = await createGroup(scim, 'Sales', [ada.id, bo.id])
    const before = await stateOf(scim, `/Groups/${id}`)
    const state = await change(scim, `/Groups/${id}${query}`, [operation])
    expect(state).toEqual({
      ...before,
      displayName: 'Sales EU',
      ...(query && 'value' in operation && typeof operation.value === 'object'
        ? { externalId: 'e2' }
        : {}),
      meta: { ...before.meta, version: 'W/"2"', lastModified: state.meta.lastModified },
    })
    expect(await find(scim, '/Groups', 'displayName eq "Sales"')).toEqual([])
    expect((await stateOf(scim, `/Users/${ada.id}`)).groups).toMatchObject([
      { value: id, display: 'Sales EU' },
    ])
  })

  test('E-146 a new name in strict mode, too', async () => {
    const scim = await connect({ strict: true })
    const { id } = await createGroup(scim, 'Sales')
    const operations = [{ op: 'replace', path: 'displayName', value: 'Sales EU' }]
    expect((await change(scim, `/Groups/${id}`, operations)).displayName).toBe('Sales EU')
  })

  test('E-147 groups may hold groups, each other too', async () => {
    const scim = await connect()
    const ada = await createUser(scim, 'ada@school.example')
    const inner = await createGroup(scim, 'Class 7b', [ada.id])
    const outer = await createGroup(scim, 'School', [inner.id])
    expect((await stateOf(scim, `/Groups/${outer.id}`)).members).toEqual([
      {
        value: inner.id,
        $ref: `${base}/Groups/${inner.id}`,
        type: 'Group',
        display: 'Class 7b',
      },
    ])
    for (const value of [outer.id, inner.id])
      await changeMembers(scim, `/Groups/${inner.id}`, [
        { op: 'Add', path: 'members', value: [{ $ref: null, value }] },
      ])
    const state = await stateOf(scim, `/Groups/${inner.id}`)
    expect(membersOf(state)).toEqual([ada.id, inner.id, outer.id].toSorted())
    // Only direct membership is shown, as Entra knows no other.
    expect((await stateOf(scim, `/Users/${ada.id}`)).groups).toMatchObject([{ value: inner.id }])
    expect((await scim.delete(`/Groups/${outer.id}`)).status).toBe(204)
    const left = await stateOf(scim, `/Groups/${inner.id}`)
    expect(membersOf(left)).toEqual([ada.id, inner.id].toSorted())
  })

  test.each(['untyped', 'Untyped', 'user', 'User', '', null])(
    'E-148 a member of type %j is accepted, and of type User',
    async (type) => {
      const scim = await connect()
      const ada = await createUser(scim, 'ada@school.example', { displayName: 'Ada' })
      const { id } = await createGroup(scim, 'Class 7b')
      const value = [{ type, value: ada.id }]
      const operations = [{ op: 'Add', path: 'members', value }]
      const shown = [
        { value: ada.id, $ref: `${base}/Users/${ada.id}`, type: 'User', display: 'Ada' },
      ]
      const state = await changeMembers(scim, `/Groups/${id}`, operations)
      expect(state.members).toEqual(shown)
      const body = { schemas: [group], displayName: 'Class 7c', members: value }
      expect((await createSeen(scim, body)).members).toEqual(shown)
    },
  )

  test('E-149 a deleted group is gone, its people stay and are in one group fewer', async () => {
    const scim = await connect()
    const ada = await createUser(scim, 'ada@school.example')
    const gone = await createGroup(scim, 'Class 7b', [ada.id])
    const kept = await createGroup(scim, 'Choir', [ada.id])
    expect((await stateOf(scim, `/Users/${ada.id}`)).groups).toHaveLength(2)
    const response = await scim.delete(`/Groups/${gone.id}`)
    expect([response.status, await response.text()]).toEqual([204, ''])
    await expectGone(scim, `/Groups/${gone.id}`, 'displayName eq "Class 7b"')
    await expectRefusal(scim.delete(`/Groups/${gone.id}`), 404)
    expect(await countOf(scim, '/Groups')).toBe(1)
    const state = await stateOf(scim, `/Users/${ada.id}`)
    expect(state.groups).toMatchObject([{ value: kept.id }])
    expect(await find(scim, '/Users', `groups.value eq "${gone.id}"`)).toEqual([])
    expect(await find(scim, '/Users', `groups.value eq "${kept.id}"`)).toEqual([state])
  })

  test('E-151 of twenty who are added at once, each by a request, all are in', async () => {
    const scim = await connect()
    const people = await Promise.all(
      Array.from({ length: 20 }, (_, i) => createUser(scim, `user${i}@school.example`)),
    )
    const { id } = await createGroup(scim, 'Class 7b')
    const responses = await Promise.all(
      people.map((person) =>
        scim.patch(`/Groups/${id}`, [
          { op: 'Add', path: 'members', value: [{ $ref: null, value: person.id }] },
        ]),
      ),
    )
    expect(responses.map(({ status }) => status)).toEqual(people.map(() => 204))
    const state = await stateOf(scim, `/Groups/${id}`)
    expect(membersOf(state)).toEqual(people.map((person) => person.id).toSorted())
    expect(state.meta.version).toBe('W/"21"')
  })

  test('E-152 a vanished group is 404, and is made anew', async () => {
    const scim = await connect()
    const ada = await createUser(scim, 'ada@school.example')
    const body = { schemas: [group, adscim], externalId: 'o1', displayName: 'Sales' }
    const { id } = await createSeen(scim, body)
    expect((await scim.delete(`/Groups/${id}`)).status).toBe(204)
    for (const operation of [
      { op: 'Add', path: 'members', value: [{ value: ada.id }] },
      { op: 'Remove', path: 'members', value: [{ value: ada.id }] },
      { op: 'Replace', path: 'displayName', value: 'New' },
    ])
      await expectRefusal(scim.patch(`/Groups/${id}`, [operation]), 404)
    await expectGone(scim, `/Groups/${id}`, 'externalId eq "o1"')
    const again = await createSeen(scim, body)
    expect(again.id).not.toBe(id)
    expect(await find(scim, '/Groups', 'externalId eq "o1"')).toEqual([again])
  })
})
