/** How Microsoft Entra ID finds out whether it knows somebody already: E-08 to E-20. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { core, createUser, enterprise, json } from '../support/scim.ts'
import { change, countOf, expectRefusal, find, stateOf } from '../support/state.ts'

onEachDatabase('Entra matches people', ({ connect }) => {
  test('E-08 finds a person whatever the letter case, and shows the userName as stored', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'Ada@School.Example')
    await createUser(scim, 'grace@school.example')
    const before = await stateOf(scim, `/Users/${id}`)
    for (const spelling of ['ada@school.EXAMPLE', 'ADA@SCHOOL.EXAMPLE', 'Ada@School.Example'])
      expect(await find(scim, '/Users', `userName eq "${spelling}"`)).toEqual([before])
    expect(before.userName).toBe('Ada@School.Example')
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
  })

  test('E-09 letter case matters in an externalId', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada@school.example', { externalId: 'AbC1' })
    expect(await find(scim, '/Users', 'externalId eq "abc1"')).toEqual([])
    const [found, ...more] = await find(scim, '/Users', 'externalId eq "AbC1"')
    expect(more).toEqual([])
    expect(found).toEqual(await stateOf(scim, `/Users/${id}`))
  })

  // With the default identifier, the e-mail address, no two people may share one (DESIGN §3).
  test('E-11 shows both of two people with one e-mail address, told apart by employee ID', async () => {
    const scim = await connect({}, 'employeeId')
    const emails = [{ type: 'work', value: 'office@school.example', primary: true }]
    const [ada, grace] = await Promise.all(
      ['1', '2'].map((employeeNumber) =>
        createUser(scim, `user${employeeNumber}`, { emails, [enterprise]: { employeeNumber } }),
      ),
    )
    const states = await Promise.all([ada, grace].map((one) => stateOf(scim, `/Users/${one!.id}`)))
    const found = await find(
      scim,
      '/Users',
      'emails[type eq "work"].value eq "OFFICE@school.example"',
    )
    expect(found).toHaveLength(2)
    expect(found).toEqual(expect.arrayContaining(states))
  })

  test('E-12 finds who is inactive, by userName and by id', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada@school.example')
    await change(scim, `/Users/${id}`, [{ op: 'replace', path: 'active', value: false }])
    const state = await stateOf(scim, `/Users/${id}`)
    expect(state.active).toBe(false)
    expect(await find(scim, '/Users', 'userName eq "ada@school.example"')).toEqual([state])
    expect(await find(scim, '/Users', 'active eq false')).toEqual([state])
    expect(await find(scim, '/Users', 'active eq true')).toEqual([])
  })

  test.each([
    ['userName', "o'neil@school.example", `userName eq "o'neil@school.example"`],
    ['displayName', 'a "b" c', 'displayName eq "a \\"b\\" c"'],
    ['displayName', "D385N05'TEST", `displayName eq "D385N05'TEST"`],
    ['externalId', 'a\\b"c', 'externalId eq "a\\\\b\\"c"'],
  ])('E-13 a quotation mark inside %s is a letter like others: %s', async (name, value, filter) => {
    const scim = await connect()
    expect(await find(scim, '/Users', filter)).toEqual([])
    const { id } = await createUser(scim, 'ada@school.example', { [name]: value })
    await createUser(scim, 'grace@school.example', { displayName: 'Grace' })
    expect(await find(scim, '/Users', filter)).toEqual([await stateOf(scim, `/Users/${id}`)])
  })

  test('E-14 %2B is a plus sign, a raw + a blank', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'a+b@school.example')
    const list = async (query: string) =>
      (await json(scim.get(`/Users?filter=${query}`))).Resources.map((user) => user.id)
    expect(await list('userName+eq+%22a%2Bb%40school.example%22')).toEqual([id])
    expect(await list('userName%20eq%20%22a%2Bb%40school.example%22')).toEqual([id])
    expect(await list('userName+eq+%22a+b%40school.example%22')).toEqual([])
    const percent = await createUser(scim, '100%@school.example')
    expect(await list('userName+eq+%22100%25%40school.example%22')).toEqual([percent.id])
  })

  test('E-15 a value without quotation marks is taken as if it had them', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada@school.example', { externalId: 'jyoung' })
    const state = await stateOf(scim, `/Users/${id}`)
    expect(await find(scim, '/Users', 'externalId eq jyoung')).toEqual([state])
    expect(await find(scim, '/Users', 'userName eq ada@school.example')).toEqual([state])
    expect(await find(scim, '/Users', 'externalId eq other')).toEqual([])
  })

  test('E-15 a value without quotation marks is refused in strict mode', async () => {
    const scim = await connect({ strict: true })
    await createUser(scim, 'ada@school.example', { externalId: 'jyoung' })
    await expectRefusal(scim.get('/Users?filter=externalId+eq+jyoung'), 400, 'invalidFilter')
    expect(await find(scim, '/Users', 'externalId eq "jyoung"')).toHaveLength(1)
  })

  test('E-16 shows a person whole, without nulls and empty lists', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada@school.example', {
      externalId: 'ada',
      active: true,
      title: null,
      roles: [],
      phoneNumbers: null,
      name: { givenName: 'Ada', familyName: null },
    })
    const state = await stateOf(scim, `/Users/${id}`)
    expect(state).toEqual({
      schemas: [core],
      id,
      userName: 'ada@school.example',
      externalId: 'ada',
      active: true,
      name: { givenName: 'Ada' },
      meta: {
        resourceType: 'User',
        created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        lastModified: state.meta.created,
        location: `https://school.example/scim/v2/Users/${id}`,
        version: 'W/"1"',
      },
    })
  })

  test('E-17 somebody who is gone is 404, so that Entra makes them anew', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada@school.example')
    expect((await scim.delete(`/Users/${id}`)).status).toBe(204)
    await expectRefusal(scim.get(`/Users/${id}`), 404)
    expect(await find(scim, '/Users', `id eq "${id}"`)).toEqual([])
  })

  test.each(['010101001010101011001010101011', 'abc', 'null', '..%2f..', '%00', 'a%20b'])(
    'E-18 an id of another form is 404: %s',
    async (id) => {
      const scim = await connect()
      await createUser(scim, 'ada@school.example')
      await expectRefusal(scim.get(`/Users/${id}`), 404)
      await expectRefusal(scim.get(`/Groups/${id}`), 404)
      await expectRefusal(scim.delete(`/Users/${id}`), 404)
      const operations = [{ op: 'replace', path: 'title', value: 'Dr' }]
      await expectRefusal(scim.patch(`/Users/${id}`, operations), 404)
      await expectRefusal(scim.put(`/Users/${id}`, { schemas: [core], userName: 'x' }), 404)
      expect(await countOf(scim, '/Users')).toBe(1)
    },
  )

  test('E-18 an id in capitals is another id', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada@school.example')
    await expectRefusal(scim.get(`/Users/${id.toUpperCase()}`), 404)
    expect(await find(scim, '/Users', `id eq "${id.toUpperCase()}"`)).toEqual([])
    expect(await find(scim, '/Users', 'id eq "abc"')).toEqual([])
  })

  test('E-20 asks for a person and their manager at once, in either order of the terms', async () => {
    const scim = await connect()
    const bo = await createUser(scim, 'bo@school.example')
    const ada = await createUser(scim, 'ada@school.example', {
      [enterprise]: { manager: { value: bo.id } },
    })
    const hits = async (user: string, manager: string) => {
      const terms = [`manager eq "${manager}"`, `id eq "${user}"`]
      const forms = [terms.join(' and '), terms.toReversed().join(' and ')]
      const found = await Promise.all(
        forms.map((filter) => find(scim, '/Users', filter, '&attributes=id')),
      )
      expect(found[0]).toEqual(found[1])
      return found[0]
    }
    expect(await hits(ada.id, bo.id)).toEqual([{ schemas: [core, enterprise], id: ada.id }])
    expect(await hits(bo.id, bo.id)).toEqual([])
    expect(await hits(ada.id, ada.id)).toEqual([])
    expect(await hits(ada.id, 'somebody')).toEqual([])
  })
})
