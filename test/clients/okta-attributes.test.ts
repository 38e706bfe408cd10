/** Managers, logins, roles and the end of an assignment, as Okta has them: O-40 to O-47. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { readLog, setState } from '../support/directory.ts'
import { asOkta, createOktaUser, oktaUser, page, readAndPut } from '../support/okta.ts'
import { base, core, enterprise, json } from '../support/scim.ts'
import { change, countOf, expectRefusal, find, stateOf } from '../support/state.ts'

onEachDatabase('Okta and the attributes of people', ({ connect, connectTo, database }) => {
  const connectOkta = async (...given: Parameters<typeof connect>) =>
    asOkta(await connect(...given))

  test.each([
    [{ managerId: 'bo@school.example', manager: { displayName: 'Bo' } }],
    [{ manager: { managerId: 'bo@school.example' } }],
    [{ managerId: 'bo@school.example' }],
  ])('O-40 a manager named by texts alone is no reference and no error: %j', async (said) => {
    const scim = await connectOkta()
    await createOktaUser(scim, 'bo@school.example', { externalId: '00u2' })
    const rest = { schemas: [core, enterprise], [enterprise]: { ...said, department: 'Maths' } }
    const { id } = await createOktaUser(scim, 'ada@school.example', rest)
    const state = await stateOf(scim, `/Users/${id}`)
    expect(state[enterprise]).toEqual({ department: 'Maths' })
    const response = await scim.put(`/Users/${id}`, oktaUser('ada@school.example', rest))
    expect(response.status).toBe(200)
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(state)
    expect(await find(scim, '/Users', `${enterprise}:manager pr`)).toEqual([])
  })

  test.each(['id', 'userName', 'externalId'] as const)(
    'O-41 a manager named by %s is the person of that name, under their own name',
    async (attribute) => {
      const scim = await connectOkta()
      const bo = await createOktaUser(scim, 'bo@school.example', {
        externalId: '00u2',
        displayName: 'Bo',
      })
      const manager = { value: bo[attribute], displayName: 'M' }
      const { id } = await createOktaUser(scim, 'ada@school.example', {
        schemas: [core, enterprise],
        [enterprise]: { manager },
      })
      const state = await stateOf(scim, `/Users/${id}`)
      expect(state[enterprise].manager).toEqual({
        value: bo.id,
        $ref: `${base}/Users/${bo.id}`,
        displayName: 'Bo',
      })
      expect(await find(scim, '/Users', `${enterprise}:manager.value eq "${bo.id}"`)).toEqual([
        state,
      ])
    },
  )

  test('O-41 a manager who is not there yet is linked when they come', async () => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example', {
      schemas: [core, enterprise],
      [enterprise]: { manager: { value: 'BO@school.example', displayName: 'M' } },
    })
    const before = await stateOf(scim, `/Users/${id}`)
    expect(before[enterprise].manager.value).toBe('BO@school.example')
    const bo = await createOktaUser(scim, 'bo@school.example', { externalId: '00u2' })
    const state = await stateOf(scim, `/Users/${id}`)
    expect(state[enterprise].manager).toMatchObject({ value: bo.id, displayName: 'Ada Byron' })
  })

  test('O-42 a PUT with another userName renames the person, id unchanged', async () => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example')
    const response = await readAndPut(
      scim,
      `/Users/${id}`,
      oktaUser('ada.byron@school.example', { id }),
    )
    expect(response.status).toBe(200)
    const state = await stateOf(scim, `/Users/${id}`)
    expect(state).toMatchObject({ id, userName: 'ada.byron@school.example', active: true })
    expect(await find(scim, '/Users', 'userName eq "ada@school.example"', page)).toEqual([])
    expect(await find(scim, '/Users', 'active eq true')).toEqual([state])
    expect(await countOf(scim, '/Users')).toBe(1)
  })

  test('O-42 a userName that is taken renames nobody', async () => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example')
    const bo = await createOktaUser(scim, 'bo@school.example', { externalId: '00u2' })
    const before = [await stateOf(scim, `/Users/${id}`), await stateOf(scim, `/Users/${bo.id}`)]
    const taken = readAndPut(scim, `/Users/${id}`, { userName: 'BO@school.example', title: 'Dr' })
    await expectRefusal(taken, 409, 'uniqueness')
    const after = [await stateOf(scim, `/Users/${id}`), await stateOf(scim, `/Users/${bo.id}`)]
    expect(after).toEqual(before)
  })

  test('O-42 whom an app deactivates and creates anew under another login, with another address, is active once', async () => {
    const scim = await connectOkta()
    const old = await createOktaUser(scim, 'ada@school.example')
    await change(scim, `/Users/${old.id}`, [{ op: 'replace', value: { active: false } }])
    const { id } = await createOktaUser(scim, 'ada.byron@school.example')
    const active = await find(scim, '/Users', 'active eq true', page)
    expect(active).toEqual([await stateOf(scim, `/Users/${id}`)])
    expect((await stateOf(scim, `/Users/${old.id}`)).active).toBe(false)
  })

  // People are told apart by their e-mail address (DESIGN §3): with the same, it is the same person.
  test('O-42 whom an app creates anew under another login, with the same address, is the old one', async () => {
    const scim = await connectOkta()
    const emails = [{ primary: true, value: 'ada@school.example', type: 'work' }]
    const old = await createOktaUser(scim, 'ada@school.example', { emails })
    await change(scim, `/Users/${old.id}`, [{ op: 'replace', value: { active: false } }])
    const { id } = await createOktaUser(scim, 'ada.byron@school.example', { emails })
    expect(id).toBe(old.id)
    const state = await stateOf(scim, `/Users/${id}`)
    expect(state.userName).toBe('ada.byron@school.example')
    expect(await find(scim, '/Users', 'active eq true', page)).toEqual([state])
    expect(await countOf(scim, '/Users')).toBe(1)
  })

  test('O-43 entitlements and roles are stored as they are sent', async () => {
    const scim = await connectOkta()
    const sent = {
      entitlements: [{ value: 'e1', display: 'Library', type: 'licence' }],
      roles: [
        { value: 'admin', display: 'Administrator', type: 'default', primary: true },
        { value: 'owner', display: 'Owner', type: 'default', primary: false },
      ],
    }
    const { id } = await createOktaUser(scim, 'ada@school.example', sent)
    const state = await stateOf(scim, `/Users/${id}`)
    expect(state).toMatchObject(sent)
    expect(await find(scim, '/Users', 'roles[value eq "admin"]')).toEqual([state])
    await readAndPut(scim, `/Users/${id}`, { roles: [] })
    const after = await stateOf(scim, `/Users/${id}`)
    expect(after).not.toHaveProperty('roles')
    expect(after.entitlements).toEqual(sent.entitlements)
  })

  test('O-45 who is unassigned is inactive, and stays to be found', async () => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example')
    for (let time = 0; time < 2; time++)
      expect((await readAndPut(scim, `/Users/${id}`, { active: false })).status).toBe(200)
    const state = await stateOf(scim, `/Users/${id}`)
    expect([state.active, state.meta.version]).toEqual([false, 'W/"2"'])
    const { Resources } = await json(scim.get(`/Users?startIndex=1&count=100`))
    expect(Resources).toEqual([state])
    const log = await readLog(database(), scim.organization)
    expect(log.map(({ verdict }) => verdict)).toEqual(['create', 'deactivate', 'unchanged'])
  })

  test('O-47 an import shows as inactive whom somebody else deactivated here', async () => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example')
    await setState(database(), scim, 'off')
    const other = await connectTo(scim.organization, 'HR')
    expect((await createOktaUser(other, 'ada@school.example')).id).toBe(id)
    await change(other, `/Users/${id}`, [{ op: 'replace', value: { active: false } }])
    await setState(database(), scim, 'live')
    const { Resources } = await json(scim.get('/Users?startIndex=1&count=100'))
    expect(Resources).toEqual([await stateOf(scim, `/Users/${id}`)])
    expect(Resources[0]).toMatchObject({ id, active: false })
    // Whose person it is now, Okta is told when it writes all the same.
    await expectRefusal(readAndPut(scim, `/Users/${id}`, { active: true }), 409, 'uniqueness')
  })
})
