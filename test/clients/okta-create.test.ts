/** How Okta creates people, and what becomes of those it creates again: O-20 to O-25. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { readLog } from '../support/directory.ts'
import { asOkta, createOktaUser, oktaUser, page, readAndPut } from '../support/okta.ts'
import { base, core, createGroup, json } from '../support/scim.ts'
import { change, countOf, expectRefusal, find, stateOf } from '../support/state.ts'

onEachDatabase('Okta creates people', ({ connect, database }) => {
  const connectOkta = async (...given: Parameters<typeof connect>) =>
    asOkta(await connect(...given))

  test.each(['application/scim+json; charset=utf-8', 'application/json'])(
    'O-20 answers a POST with the whole person, without password and groups: %s',
    async (contentType) => {
      const scim = await connectOkta()
      const body = oktaUser('ada@school.example', { groups: [{ value: 'g1', display: 'Admins' }] })
      const response = await scim.post('/Users', body, { 'content-type': contentType })
      expect(response.status).toBe(201)
      const created = await json(response)
      expect(response.headers.get('location')).toBe(`${base}/Users/${created.id}`)
      const { meta, ...rest } = created
      expect(rest).toEqual({
        schemas: [core],
        id: expect.any(String),
        externalId: '00u1',
        userName: 'ada@school.example',
        name: { givenName: 'Ada', familyName: 'Byron' },
        emails: [{ primary: true, value: 'ada@school.example', type: 'work' }],
        displayName: 'Ada Byron',
        locale: 'en-US',
        active: true,
      })
      expect(meta.resourceType).toBe('User')
      expect(await stateOf(scim, `/Users/${created.id}`)).toEqual(created)
      expect(await find(scim, '/Users', 'active eq true', page)).toEqual([created])
    },
  )

  test('O-21 a password is accepted, dropped and nowhere to be found afterwards', async () => {
    const scim = await connectOkta()
    const password = 'Zq7!unmistakable'
    const { id } = await createOktaUser(scim, 'ada@school.example', { password })
    await readAndPut(scim, `/Users/${id}`, { password, title: 'Dr' })
    await expectRefusal(
      scim.post('/Users', oktaUser('ada@school.example', { password })),
      409,
      'uniqueness',
    )
    const state = await stateOf(scim, `/Users/${id}`)
    expect(state.title).toBe('Dr')
    const log = await readLog(database(), scim.organization)
    expect(log.map(({ verdict }) => verdict)).toEqual(['create', 'update', 'conflict'])
    const { build } = database()
    const people = await database().run(build.selectFrom('person').selectAll())
    const links = await database().run(build.selectFrom('person_link').selectAll())
    expect(JSON.stringify([state, log, people, links])).not.toContain('unmistakable')
  })

  test.each([
    ['O-23', 'word for word', 'ada@school.example'],
    ['O-24', 'in other letter case', 'ADA@School.example'],
  ])('%s whom there is already, %s, is not created again', async (_, __, userName) => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example', { externalId: '00u1' })
    const before = await stateOf(scim, `/Users/${id}`)
    const { detail } = await expectRefusal(
      scim.post('/Users', oktaUser(userName)),
      409,
      'uniqueness',
    )
    expect(detail).toMatch(/e-mail address|userName/)
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
    expect(await countOf(scim, '/Users')).toBe(1)
  })

  test('O-25 who is inactive and created again with the same externalId is revived, id unchanged', async () => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example', { title: 'Dr' })
    const group = await createGroup(scim, 'Class 7b', [id])
    await change(scim, `/Users/${id}`, [{ op: 'replace', value: { active: false } }])
    const response = await scim.post(
      '/Users',
      oktaUser('ada@school.example', { displayName: 'Ada Lovelace' }),
    )
    expect(response.status).toBe(201)
    const state = await stateOf(scim, `/Users/${id}`)
    expect(await json(response)).toEqual(state)
    expect(state).toMatchObject({ active: true, displayName: 'Ada Lovelace', title: 'Dr' })
    expect(state.groups.map(({ value }) => value)).toEqual([group.id])
    expect(await countOf(scim, '/Users')).toBe(1)
  })

  test.each([
    ['another externalId', { externalId: '00u2' }],
    ['none', { externalId: undefined }],
  ])(
    'O-25 who is inactive and created again with %s is a conflict that says so',
    async (_, rest) => {
      const scim = await connectOkta()
      const { id } = await createOktaUser(scim, 'ada@school.example', { active: false })
      const before = await stateOf(scim, `/Users/${id}`)
      const again = scim.post('/Users', oktaUser('ada@school.example', rest))
      const { detail } = await expectRefusal(again, 409, 'uniqueness')
      expect(detail).toContain('inactive')
      expect(detail).toContain(id)
      expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
      expect(await countOf(scim, '/Users')).toBe(1)
    },
  )

  test('O-25 who is active is never revived by a second POST', async () => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example')
    const before = await stateOf(scim, `/Users/${id}`)
    const again = oktaUser('ada@school.example', { displayName: 'Somebody' })
    await expectRefusal(scim.post('/Users', again), 409, 'uniqueness')
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
  })
})
