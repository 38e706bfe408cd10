/** Updates in Entra's default dialect, one operation for each attribute: E-50 to E-84. */
import { expect, test } from 'vitest'
import { readLog } from '../support/directory.ts'
import { onEachDatabase } from '../support/each-database.ts'
import { createUser, enterprise, type Connection } from '../support/scim.ts'
import { change, countOf, expectGone, expectRefusal, find, stateOf } from '../support/state.ts'

onEachDatabase('Entra updates people', ({ connect, database }) => {
  const createAda = (scim: Connection, rest?: object) =>
    createUser(scim, 'ada@school.example', {
      externalId: 'ada',
      displayName: 'Ada',
      nickName: 'A',
      name: { givenName: 'Ada', familyName: 'King' },
      ...rest,
    })

  test('E-50 several operations with capitals are one change', async () => {
    const scim = await connect()
    const ada = await createAda(scim)
    const { nickName: _, meta, ...rest } = ada
    const state = await change(scim, `/Users/${ada.id}`, [
      { op: 'Replace', path: 'displayName', value: 'New' },
      { op: 'Add', path: 'title', value: 'Dr' },
      { op: 'Remove', path: 'nickName' },
    ])
    expect(state).toEqual({
      ...rest,
      displayName: 'New',
      title: 'Dr',
      meta: { ...meta, version: 'W/"2"', lastModified: state.meta.lastModified },
    })
    expect(await find(scim, '/Users', 'title eq "dr" and not (nickName pr)')).toEqual([state])
    const log = await readLog(database(), scim.organization)
    expect(log.map(({ verdict }) => verdict)).toEqual(['create', 'update'])
  })

  test.each(['ADD', 'add', 'Add', 'rEplace', 'REPLACE'])(
    'E-51 the name of an operation in any letter case: %s',
    async (op) => {
      const scim = await connect()
      const { id } = await createAda(scim)
      const state = await change(scim, `/Users/${id}`, [{ op, path: 'title', value: 'Dr' }])
      expect(state.title).toBe('Dr')
    },
  )

  test.each(['delete', 'Delete', 'set', '', null])(
    'E-51 an operation there is none of is refused: %j',
    async (op) => {
      const scim = await connect()
      const { id } = await createAda(scim)
      const before = await stateOf(scim, `/Users/${id}`)
      const operations = [{ op, path: 'title', value: 'Dr' }]
      await expectRefusal(scim.patch(`/Users/${id}`, operations), 400, 'invalidSyntax')
      expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
    },
  )

  test('E-68 changes the userName, the id stays; a taken one is 409 and nothing is applied', async () => {
    const scim = await connect()
    const grace = await createUser(scim, 'grace@school.example')
    const { id } = await createAda(scim)
    const state = await change(scim, `/Users/${id}`, [
      { op: 'Replace', path: 'userName', value: 'new@school.example' },
    ])
    expect(state).toMatchObject({ id, userName: 'new@school.example' })
    expect(await find(scim, '/Users', 'userName eq "ada@school.example"')).toEqual([])
    const refused = scim.patch(`/Users/${id}`, [
      { op: 'Replace', path: 'title', value: 'Dr' },
      { op: 'Replace', path: 'userName', value: 'GRACE@school.example' },
      { op: 'Replace', path: 'nickName', value: 'G' },
    ])
    expect((await expectRefusal(refused, 409, 'uniqueness')).detail).toContain('userName')
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(state)
    expect(await stateOf(scim, `/Users/${grace.id}`)).toEqual(grace)
  })

  test('E-68 the detail names the key that is taken, be it one of two or both', async () => {
    const scim = await connect()
    const emails = [{ type: 'work', value: 'office@school.example' }]
    const grace = await createUser(scim, 'grace@school.example', { emails })
    const { id } = await createAda(scim)
    const before = await stateOf(scim, `/Users/${id}`)
    const userName = { op: 'Replace', path: 'userName', value: 'Grace@school.example' }
    const email = {
      op: 'Add',
      path: 'emails[type eq "work"].value',
      value: 'OFFICE@school.example',
    }
    for (const [operations, named] of [
      [[userName], 'userName'],
      [[email], 'e-mail address'],
      [[userName, email], 'userName'],
    ] as const) {
      const refused = scim.patch(`/Users/${id}`, operations)
      expect((await expectRefusal(refused, 409, 'uniqueness')).detail).toContain(named)
      expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
    }
    expect(await stateOf(scim, `/Users/${grace.id}`)).toEqual(grace)
  })

  test.each([
    [true, { op: 'replace', path: 'shoeSize', value: '38' }, 'invalidPath'],
    [true, { op: 'replace', path: `${enterprise}:shoeSize`, value: '38' }, 'invalidPath'],
    [false, { op: 'Replace', path: 'emails[type eq', value: 'x' }, 'invalidPath'],
    [false, { op: 'Replace', path: 'active', value: 'perhaps' }, 'invalidValue'],
  ])(
    'E-69 one bad operation among good ones, and none is applied (strict: %j): %j',
    async (strict, bad, scimType) => {
      const scim = await connect({ strict })
      const { id } = await createAda(scim)
      const before = await stateOf(scim, `/Users/${id}`)
      const good = [
        { op: 'replace', path: 'title', value: 'Dr' },
        { op: 'remove', path: 'nickName' },
      ]
      await expectRefusal(scim.patch(`/Users/${id}`, [...good, bad]), 400, scimType)
      expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
      const log = await readLog(database(), scim.organization)
      expect(log.map(({ verdict }) => verdict)).toEqual(['create', 'reject'])
    },
  )

  test('E-71 null in a part of the name takes that part away and no other', async () => {
    const scim = await connect()
    const { id } = await createAda(scim)
    const operations = [{ op: 'Replace', path: 'name', value: { familyName: null } }]
    expect((await change(scim, `/Users/${id}`, operations))['name']).toEqual({ givenName: 'Ada' })
    expect(await find(scim, '/Users', 'name.familyName pr')).toEqual([])
  })

  test('E-73 values that are stored already change nothing', async () => {
    const scim = await connect()
    const emails = [{ type: 'work', value: 'ada@school.example', primary: true }]
    const { id } = await createAda(scim, { emails, [enterprise]: { department: 'HR' } })
    const before = await stateOf(scim, `/Users/${id}`)
    for (const op of ['Add', 'Replace'])
      for (const operation of [
        { op, path: 'displayName', value: 'Ada' },
        { op, path: 'active', value: 'True' },
        { op, path: 'emails[type eq "work"].value', value: 'ada@school.example' },
        { op, path: 'emails', value: emails },
        { op, path: `${enterprise}:department`, value: 'HR' },
        { op, value: { displayName: 'Ada', 'name.givenName': 'Ada' } },
      ])
        expect(await change(scim, `/Users/${id}`, [operation])).toEqual(before)
  })

  test('E-74 no operations change nothing, and are refused in strict mode', async () => {
    for (const strict of [false, true]) {
      const scim = await connect({ strict })
      const { id } = await createAda(scim)
      const before = await stateOf(scim, `/Users/${id}`)
      if (strict) await expectRefusal(scim.patch(`/Users/${id}`, []), 400, 'invalidSyntax')
      else expect(await change(scim, `/Users/${id}`, [])).toEqual(before)
      expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
    }
  })

  test('E-75 keys an operation need not have are passed over', async () => {
    const scim = await connect()
    const { id } = await createAda(scim)
    const operation = {
      name: 'addMember',
      op: 'Add',
      path: 'title',
      value: 'Dr',
      extra: { a: [1] },
    }
    expect((await change(scim, `/Users/${id}`, [operation])).title).toBe('Dr')
  })

  test('E-79 operations on one attribute follow one another', async () => {
    const scim = await connect()
    const { id } = await createAda(scim)
    const state = await change(scim, `/Users/${id}`, [
      { op: 'remove', path: 'displayName' },
      { op: 'add', path: 'displayName', value: 'A' },
      { op: 'replace', path: 'displayName', value: 'B' },
    ])
    expect(state).toMatchObject({ displayName: 'B', meta: { version: 'W/"2"' } })
  })

  test.each([
    ['E-81', { op: 'Remove', path: 'userName' }, 'mutability'],
    ['E-81', { op: 'Replace', path: 'userName', value: '' }, 'invalidValue'],
    ['E-81', { op: 'Replace', path: 'userName', value: null }, 'invalidValue'],
    ['E-82', { op: 'Replace', path: 'id', value: 'x' }, 'mutability'],
    ['E-82', { op: 'Replace', path: 'meta.created', value: '2001-01-01T00:00:00Z' }, 'mutability'],
    ['E-82', { op: 'Add', path: 'groups', value: [{ value: 'x' }] }, 'mutability'],
  ])(
    '%s what cannot be changed is refused, and nothing is applied: %j',
    async (_, bad, scimType) => {
      const scim = await connect()
      const { id } = await createAda(scim)
      const before = await stateOf(scim, `/Users/${id}`)
      const operations = [{ op: 'Replace', path: 'title', value: 'Dr' }, bad]
      const { detail } = await expectRefusal(scim.patch(`/Users/${id}`, operations), 400, scimType)
      expect(detail).toContain(bad.path)
      expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
    },
  )

  test('E-82 what is readOnly inside an object without path is ignored, the rest applied', async () => {
    const scim = await connect()
    const { id, meta } = await createAda(scim)
    const value = { title: 'Dr', meta: { created: 'x' }, groups: [{ value: 'x' }], id }
    const state = await change(scim, `/Users/${id}`, [{ op: 'Replace', value }])
    expect(state).toMatchObject({ id, title: 'Dr', meta: { created: meta.created } })
    expect(state).not.toHaveProperty('groups')
  })

  test('E-83 a vanished person is 404', async () => {
    const scim = await connect()
    const { id } = await createAda(scim)
    expect((await scim.delete(`/Users/${id}`)).status).toBe(204)
    const operations = [{ op: 'Replace', path: 'title', value: 'Dr' }]
    await expectRefusal(scim.patch(`/Users/${id}`, operations), 404)
    await expectGone(scim, `/Users/${id}`, 'userName eq "ada@school.example"')
  })

  test('E-84 PATCH of the collection is 405 and tells what is possible', async () => {
    const scim = await connect()
    const before = await createAda(scim)
    const operations = [{ op: 'Replace', path: 'title', value: 'Dr' }]
    const response = await scim.patch('/Users', operations)
    expect(response.headers.get('allow')).toContain('POST')
    await expectRefusal(response, 405)
    expect(await stateOf(scim, `/Users/${before.id}`)).toEqual(before)
    expect(await countOf(scim, '/Users')).toBe(1)
  })
})
