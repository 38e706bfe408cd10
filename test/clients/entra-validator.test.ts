/** What Microsoft's SCIM validator sends about a person: E-48, E-77, E-90 to E-96. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { core, createUser, enterprise, type Connection } from '../support/scim.ts'
import { change, expectRefusal, find, flag, stateOf } from '../support/state.ts'

const address = {
  type: 'work',
  formatted: 'OYYKXKLVANWP',
  streetAddress: '6210 Konopelski Lodge',
  locality: 'IGMDNCJCYLEE',
  region: 'WRKKZAJQJQQS',
  postalCode: 'pp12 7ls',
  country: "Cote d'Ivoire",
  primary: true,
}
const role = { primary: true, display: 'JPTPWKZPQF', value: 'JJSKVNVKMZ', type: 'XCJLZCHGHBVX' }
const employee = {
  employeeNumber: '0042',
  department: 'OKJDZDATFO',
  costCenter: 'LXYYBMFHIG',
  organization: 'ICYXZGGTLP',
  division: 'JFSYMCMXIZ',
}
const texts = {
  displayName: 'GJNPVHQGRTPQ',
  nickName: 'MBLJLKRBJCMZ',
  title: 'YCAHCFQIVVPM',
  userType: 'PDCTQPWJYDZT',
  preferredLanguage: 'tt-RU',
  locale: 'HKUFUQFWRLTX',
  timezone: 'America/Mendoza',
  profileUrl: 'PCQPOFWJIJAL',
}
const name = {
  formatted: 'Dayna',
  givenName: 'Erich',
  familyName: 'Rosalyn',
  middleName: 'Kale',
  honorificPrefix: 'Hollis',
  honorificSuffix: 'Karen',
}

onEachDatabase('the validator of Microsoft', ({ connect }) => {
  /** Ada with all a person can have. */
  const createAda = (scim: Connection) =>
    createUser(scim, 'ada@school.example', {
      title: 'Dr',
      name: { givenName: 'Ada', honorificPrefix: 'Lady' },
      addresses: [{ type: 'work', locality: 'London', country: 'England' }],
      [enterprise]: { department: 'Mathematics', costCenter: '7' },
    })

  test.each(['replace', 'Replace', 'Add'])(
    'E-77 %s of everything in one request, on a person who has nothing',
    async (op) => {
      const scim = await connect()
      const { id } = await createUser(scim, 'ada@school.example')
      const list = (prefix: string, values: object, suffix = '') =>
        Object.entries(values).map(([key, value]) => ({ op, path: prefix + key + suffix, value }))
      const { type: _, primary, ...place } = address
      const { primary: __, ...duty } = role
      const operations = [
        { op, path: 'userName', value: 'new@school.example' },
        { op, path: 'externalId', value: 'd1' },
        { op, path: 'active', value: 'True' },
        ...list('', texts),
        ...list('name.', name),
        { op, path: 'emails[type eq "work"].value', value: 'w@school.example' },
        { op, path: 'emails[type eq "work"].primary', value: 'True' },
        ...list('addresses[type eq "work"].', { ...place, primary }),
        ...['work', 'mobile', 'fax'].map((type) => ({
          op,
          path: `phoneNumbers[type eq "${type}"].value`,
          value: `51-${type}`,
        })),
        ...list('roles[primary eq "True"].', duty),
        ...list(`${enterprise}:`, employee),
      ]
      expect(operations.length).toBeGreaterThan(35)
      const { meta, ...state } = await change(scim, `/Users/${id}`, operations)
      expect(meta.version).toBe('W/"2"')
      expect(state).toEqual({
        schemas: [core, enterprise],
        id,
        userName: 'new@school.example',
        externalId: 'd1',
        active: true,
        ...texts,
        name,
        emails: [{ type: 'work', value: 'w@school.example', primary: true }],
        addresses: [address],
        phoneNumbers: ['work', 'mobile', 'fax'].map((type) => ({ type, value: `51-${type}` })),
        roles: [role],
        [enterprise]: employee,
      })
      expect(await find(scim, '/Users', 'userName eq "ada@school.example"')).toEqual([])
      expect(await change(scim, `/Users/${id}`, operations)).toEqual({ ...state, meta })
    },
  )

  const clearings = [
    ['title', (state: object) => expect(state).not.toHaveProperty('title')],
    [
      `${enterprise}:costCenter`,
      (state: object) => expect(state).toHaveProperty([enterprise], { department: 'Mathematics' }),
    ],
    [
      'addresses[type eq "work"].locality',
      (state: object) =>
        expect(state).toHaveProperty('addresses', [{ type: 'work', country: 'England' }]),
    ],
    [
      'name.honorificPrefix',
      (state: object) => expect(state).toHaveProperty('name', { givenName: 'Ada' }),
    ],
  ] as const

  test.each(
    clearings.flatMap(([path, expectCleared]) =>
      (['', null] as const).map((value) => ({ path, value, expectCleared })),
    ),
  )(
    'E-90 E-91 E-92 $path with $value is cleared, and again',
    async ({ path, value, expectCleared }) => {
      const scim = await connect()
      const { id } = await createAda(scim)
      const operations = [{ op: 'Replace', path, value }]
      const state = await change(scim, `/Users/${id}`, operations)
      expectCleared(state)
      expect(JSON.stringify(state)).not.toMatch(/:null|:""/)
      expect(await find(scim, '/Users', `${path} pr`)).toEqual([])
      expect(await change(scim, `/Users/${id}`, operations)).toEqual(state)
    },
  )

  test.each(['', null])(
    'E-92 cleared by %j where no value matches, nothing changes',
    async (value) => {
      const scim = await connect()
      const { id } = await createAda(scim)
      const before = await stateOf(scim, `/Users/${id}`)
      for (const path of [
        'emails[type eq "work"].value',
        'addresses[type eq "home"].locality',
        'phoneNumbers[type eq "fax"].value',
        'roles[primary eq "True"].display',
        'emails[type eq "work"]',
        'emails',
        `${enterprise}:manager`,
      ])
        expect(await change(scim, `/Users/${id}`, [{ op: 'replace', path, value }])).toEqual(before)
    },
  )

  test.each(['', flag])('E-93 cleared in the merged form (query "%s")', async (query) => {
    const scim = await connect()
    const { id } = await createAda(scim)
    const value = { title: '', 'name.honorificPrefix': null, [`${enterprise}:department`]: '' }
    const state = await change(scim, `/Users/${id}${query}`, [{ op: 'replace', value }])
    expect(state).toMatchObject({ name: { givenName: 'Ada' }, [enterprise]: { costCenter: '7' } })
    expect(state).not.toHaveProperty('title')
    expect(state['name']).not.toHaveProperty('honorificPrefix')
    expect(state[enterprise]).not.toHaveProperty('department')
    const filter = `title pr or name.honorificPrefix pr or ${enterprise}:department pr`
    expect(await find(scim, '/Users', filter)).toEqual([])
  })

  test.each([
    [
      [
        { op: 'Replace', path: `${enterprise}:department`, value: '' },
        { op: 'Replace', path: `${enterprise}:costCenter`, value: null },
      ],
    ],
    [
      [
        { op: 'Remove', path: `${enterprise}:department` },
        { op: 'Remove', path: `${enterprise}:costCenter` },
      ],
    ],
    [
      [
        {
          op: 'replace',
          value: { [`${enterprise}:department`]: '', [`${enterprise}:costCenter`]: null },
        },
      ],
    ],
    [[{ op: 'replace', value: { [enterprise]: { department: '', costCenter: '' } } }]],
    [[{ op: 'Remove', path: enterprise }]],
  ])('E-94 with its last attribute the enterprise schema goes: %j', async (operations) => {
    const scim = await connect()
    const { id } = await createAda(scim)
    const state = await change(scim, `/Users/${id}`, operations)
    expect(state.schemas).toEqual([core])
    expect(state).not.toHaveProperty([enterprise])
    expect(await find(scim, '/Users', `schemas eq "${enterprise}"`)).toEqual([])
    expect(await find(scim, '/Users', `${enterprise}:department pr`)).toEqual([])
  })

  test.each([
    { op: 'Replace', path: 'active', value: null },
    { op: 'Replace', path: 'active', value: '' },
    { op: 'Add', path: 'active', value: null },
    { op: 'replace', value: { active: null } },
  ])('E-95 active is true or false and nothing else: %j', async (operation) => {
    for (const active of [true, false]) {
      const scim = await connect()
      const { id } = await createUser(scim, 'ada@school.example', { active })
      const before = await stateOf(scim, `/Users/${id}`)
      const refused = scim.patch(`/Users/${id}`, [operation])
      expect((await expectRefusal(refused, 400, 'invalidValue')).detail).toContain('"active"')
      expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
    }
  })

  test.each([
    { op: 'add', path: 'emails', value: [null] },
    { op: 'replace', path: 'emails', value: [{ value: 'a@c.com' }, null] },
    { op: 'add', value: { emails: [null] } },
  ])('E-96 null in a list is refused: %j', async (operation) => {
    const scim = await connect()
    const { id } = await createAda(scim)
    const before = await stateOf(scim, `/Users/${id}`)
    const refused = scim.patch(`/Users/${id}`, [{ op: 'remove', path: 'title' }, operation])
    expect((await expectRefusal(refused, 400, 'invalidValue')).detail).toContain('emails')
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
  })
})
