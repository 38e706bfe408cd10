/** How Okta updates people: it reads them, merges its fields in, and PUTs all of it. O-26 to O-37. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { asOkta, createOktaUser, oktaUser, page, readAndPut } from '../support/okta.ts'
import { core, createGroup, enterprise, json, listResponse } from '../support/scim.ts'
import { change, countOf, expectRefusal, find, stateOf } from '../support/state.ts'

const full = {
  title: 'Dr',
  phoneNumbers: [{ type: 'mobile', value: '+1 (425) 555-0100 x12' }],
  addresses: [{ type: 'work', locality: 'London', country: 'GB' }],
}

onEachDatabase('Okta replaces people', ({ connect }) => {
  const connectOkta = async (...given: Parameters<typeof connect>) =>
    asOkta(await connect(...given))

  test.each([{}, { strict: true }])(
    'O-26 all that a GET shows may come back in a PUT, which changes nothing then: %j',
    async (settings) => {
      const scim = await connectOkta(settings)
      const bo = await createOktaUser(scim, 'bo@school.example', { externalId: '00u2' })
      const { id } = await createOktaUser(scim, 'ada@school.example', {
        schemas: [core, enterprise],
        ...full,
        [enterprise]: { department: 'Mathematics', manager: { value: bo.id } },
      })
      await createGroup(scim, 'Class 7b', [id])
      const before = await stateOf(scim, `/Users/${id}`)
      expect(before.groups[0]).toMatchObject({ display: 'Class 7b' })
      expect(before[enterprise].manager).toMatchObject({ value: bo.id, displayName: 'Ada Byron' })
      const response = await readAndPut(scim, `/Users/${id}`, {})
      expect(response.status).toBe(200)
      const state = await stateOf(scim, `/Users/${id}`)
      expect(state).toEqual(before)
      expect(await json(response)).toMatchObject({ id, meta: before.meta })
    },
  )

  test('O-28 a PUT clears what it leaves out', async () => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example', full)
    const { meta } = await stateOf(scim, `/Users/${id}`)
    const response = await scim.put(`/Users/${id}`, {
      schemas: [core],
      id,
      userName: 'ada@school.example',
      name: { familyName: 'Byron' },
      active: true,
    })
    expect(response.status).toBe(200)
    const state = await stateOf(scim, `/Users/${id}`)
    expect(state).toEqual({
      schemas: [core],
      id,
      userName: 'ada@school.example',
      name: { familyName: 'Byron' },
      active: true,
      meta: { ...meta, version: 'W/"2"', lastModified: expect.any(String) },
    })
    expect(await json(response)).toEqual(state)
    expect(await find(scim, '/Users', 'title pr')).toEqual([])
    expect(await find(scim, '/Users', 'emails.value eq "ada@school.example"')).toEqual([])
  })

  test('O-28 a PUT keeps an extension it does not speak of, and clears in one it names', async () => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example', {
      schemas: [core, enterprise],
      [enterprise]: { department: 'Mathematics', costCenter: '7' },
    })
    const parts = { department: 'Mathematics', costCenter: '7' }
    await scim.put(`/Users/${id}`, oktaUser('ada@school.example'))
    expect((await stateOf(scim, `/Users/${id}`))[enterprise]).toEqual(parts)
    const named = { schemas: [core, enterprise], [enterprise]: { costCenter: '8' } }
    await scim.put(`/Users/${id}`, oktaUser('ada@school.example', named))
    expect((await stateOf(scim, `/Users/${id}`))[enterprise]).toEqual({ costCenter: '8' })
    await scim.put(`/Users/${id}`, oktaUser('ada@school.example', { schemas: [core, enterprise] }))
    const state = await stateOf(scim, `/Users/${id}`)
    expect(state).not.toHaveProperty([enterprise])
    expect(state.schemas).toEqual([core])
  })

  test('O-29 another id in the body does not count, in compat mode', async () => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example')
    const bo = await createOktaUser(scim, 'bo@school.example', { externalId: '00u2' })
    const before = await stateOf(scim, `/Users/${bo.id}`)
    const body = oktaUser('ada@school.example', { id: bo.id, title: 'Dr' })
    expect((await scim.put(`/Users/${id}`, body)).status).toBe(200)
    expect(await stateOf(scim, `/Users/${id}`)).toMatchObject({ id, title: 'Dr' })
    expect(await stateOf(scim, `/Users/${bo.id}`)).toEqual(before)
  })

  test('O-29 another id in the body is refused in strict mode', async () => {
    const scim = await connectOkta({ strict: true })
    const { id } = await createOktaUser(scim, 'ada@school.example')
    const before = await stateOf(scim, `/Users/${id}`)
    const body = oktaUser('ada@school.example', { id: 'other', title: 'Dr' })
    await expectRefusal(scim.put(`/Users/${id}`, body), 400, 'mutability')
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
  })

  test.each(['00919288221112222', '01980000-0000-7000-8000-000000000000'])(
    'O-30 a PUT to an unknown id is 404 and creates nobody: %s',
    async (id) => {
      const scim = await connectOkta()
      await expectRefusal(scim.put(`/Users/${id}`, oktaUser('ada@school.example')), 404)
      expect(await find(scim, '/Users', 'userName eq "ada@school.example"', page)).toEqual([])
      expect(await countOf(scim, '/Users')).toBe(0)
    },
  )

  test('O-31 O-32 a catalogue app deactivates and reactivates by a PATCH without a path', async () => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example', full)
    await createGroup(scim, 'Class 7b', [id])
    const before = await stateOf(scim, `/Users/${id}`)
    const off = await change(scim, `/Users/${id}`, [{ op: 'replace', value: { active: false } }])
    expect(off).toEqual({ ...before, active: false, meta: off.meta })
    expect(await find(scim, '/Users', 'userName eq "ada@school.example"', page)).toEqual([off])
    expect(await find(scim, '/Users', 'active eq false')).toEqual([off])
    const on = await change(scim, `/Users/${id}`, [{ op: 'replace', value: { active: true } }])
    expect(on).toEqual({ ...before, meta: on.meta })
    expect(await find(scim, '/Users', 'active eq false')).toEqual([])
  })

  test('O-33 a wizard app deactivates by a PUT of the whole person; all else stays', async () => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example', full)
    await createGroup(scim, 'Class 7b', [id])
    const before = await stateOf(scim, `/Users/${id}`)
    const response = await readAndPut(scim, `/Users/${id}`, { active: false })
    expect(response.status).toBe(200)
    const state = await stateOf(scim, `/Users/${id}`)
    expect(state).toEqual({ ...before, active: false, meta: state.meta })
    expect(await find(scim, '/Users', 'userName eq "ada@school.example"', page)).toEqual([state])
    expect(await countOf(scim, '/Users')).toBe(1)
  })

  test.each([true, false])('O-34 a PUT without active leaves it at %s', async (active) => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example', { active })
    const body = { active: undefined, title: 'Dr' }
    const response = await scim.put(`/Users/${id}`, oktaUser('ada@school.example', body))
    const state = await stateOf(scim, `/Users/${id}`)
    expect([response.status, state.active, state.title]).toEqual([200, active, 'Dr'])
    expect(await find(scim, '/Users', `active eq ${active}`)).toEqual([state])
    // Null is not silence (E-95): neither true nor false is what was meant.
    const withNull = oktaUser('ada@school.example', { active: null })
    await expectRefusal(scim.put(`/Users/${id}`, withNull), 400, 'invalidValue')
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(state)
  })

  test('O-36 a PUT with nothing new but a password changes nothing', async () => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example')
    const before = await stateOf(scim, `/Users/${id}`)
    const response = await readAndPut(scim, `/Users/${id}`, { password: 'Zq7!unmistakable' })
    expect(response.status).toBe(200)
    expect(await response.text()).not.toContain('unmistakable')
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
    const patched = await change(scim, `/Users/${id}`, [
      { op: 'replace', value: { password: 'Zq7!unmistakable' } },
    ])
    expect(patched).toEqual(before)
  })

  test.each([
    ['Resources, and says so', { schemas: [listResponse], totalResults: 1, Resources: [{}] }],
    ['resources', { schemas: [core], totalResults: 0, resources: [], userName: 'x' }],
    ['Resources, as a user', { schemas: [core], userName: 'x@school.example', Resources: [] }],
    ['no schemas', { totalResults: 0, Resources: [] }],
  ])('O-37 a list that comes back as the PUT of a person is refused: %s', async (_, list) => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example', full)
    const before = await stateOf(scim, `/Users/${id}`)
    const body = { ...list, active: false }
    await expectRefusal(scim.put(`/Users/${id}`, body), 400, 'invalidSyntax')
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
    await expectRefusal(scim.post('/Users', body), 400, 'invalidSyntax')
    expect(await countOf(scim, '/Users')).toBe(1)
  })

  test.each([{}, { userName: '' }, { userName: null }, { userName: '   ' }])(
    'O-37 a PUT without a userName wipes nobody: %j',
    async (rest) => {
      const scim = await connectOkta()
      const { id } = await createOktaUser(scim, 'ada@school.example', full)
      const before = await stateOf(scim, `/Users/${id}`)
      const body = { schemas: [core], active: false, ...rest }
      await expectRefusal(scim.put(`/Users/${id}`, body), 400, 'invalidValue')
      expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
    },
  )
})
