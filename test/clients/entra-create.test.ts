/** What Microsoft Entra ID sends to create people: E-30 to E-48. */
import { expect, test } from 'vitest'
import { readLog } from '../support/directory.ts'
import { onEachDatabase } from '../support/each-database.ts'
import { base, core, createUser, enterprise, json, type Connection } from '../support/scim.ts'
import { change, countOf, expectRefusal, find, stateOf } from '../support/state.ts'

/** The body Entra sends by default. */
const byDefault = {
  schemas: [core, enterprise],
  externalId: 'jyoung',
  userName: 'j@contoso.com',
  active: true,
  displayName: 'J Y',
  emails: [{ primary: true, type: 'work', value: 'j@contoso.com' }],
  meta: { resourceType: 'User', version: 'W/"99"', created: '2001-01-01T00:00:00Z' },
  name: { formatted: 'J Y', givenName: 'J', familyName: 'Y' },
  roles: [],
  title: null,
}

onEachDatabase('Entra creates people', ({ connect, database }) => {
  /** Creates, and sees that the answer is what is shown afterwards. */
  async function createSeen(scim: Connection, body: object) {
    const response = await scim.post('/Users', body)
    expect(response.status).toBe(201)
    expect(response.headers.get('content-type')).toBe('application/scim+json')
    const created = await json(response)
    expect(response.headers.get('location')).toBe(`${base}/Users/${created.id}`)
    expect(created).toEqual(await stateOf(scim, `/Users/${created.id}`))
    return created
  }

  test('E-30 E-46 by default: 201 with id and Location; nulls, empty lists and meta are dropped', async () => {
    const scim = await connect()
    const created = await createSeen(scim, byDefault)
    const { roles: _, title: __, meta: ___, schemas: ____, ...sent } = byDefault
    expect(created).toEqual({
      ...sent,
      schemas: [core],
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      meta: {
        resourceType: 'User',
        created: expect.stringMatching(/^20(?!01)/),
        lastModified: created.meta.created,
        location: `${base}/Users/${created.id}`,
        version: 'W/"1"',
      },
    })
    expect(await find(scim, '/Users', 'externalId eq "jyoung"')).toEqual([created])
    expect(await find(scim, '/Users', 'active eq true')).toEqual([created])
  })

  test('E-31 nulls everywhere mean unassigned, at the wrong place and unknown ones too', async () => {
    const scim = await connect()
    const created = await createSeen(scim, {
      ...byDefault,
      addresses: null,
      phoneNumbers: null,
      department: null,
      manager: null,
      title: null,
      shoeSize: null,
      name: { ...byDefault.name, honorificPrefix: null },
      [enterprise]: { department: null, manager: null, costCenter: null },
    })
    expect(JSON.stringify(created)).not.toContain('null')
    expect(created.schemas).toEqual([core])
    expect(created).not.toHaveProperty([enterprise])
    expect(await find(scim, '/Users', 'manager pr or title pr or addresses pr')).toEqual([])
  })

  test.each([
    ['bo@contoso.com', (value: string) => ({ value })],
    ['any text', (value: string) => ({ value })],
    ['any text', (value: string) => value],
  ])('E-35 a manager nobody knows yet, "%s", is accepted and waited for', async (value, form) => {
    const scim = await connect()
    const ada = await createSeen(scim, { ...byDefault, [enterprise]: { manager: form(value) } })
    expect(ada[enterprise].manager).toEqual({ value })
    expect(await find(scim, '/Users', `manager eq "${value}"`)).toEqual([ada])
    const [entry] = await readLog(database(), scim.organization)
    expect(entry).toMatchObject({
      verdict: 'create',
      plan: { warnings: [expect.stringContaining(`"${value}"`)] },
    })
    const bo = await createUser(scim, value, { displayName: 'Bo' })
    const settled = await stateOf(scim, `/Users/${ada.id}`)
    expect(settled[enterprise].manager).toMatchObject({ value: bo.id, displayName: 'Bo' })
  })

  test.each([
    ['E-38', 'j@contoso.com'],
    ['E-39', 'J@CONTOSO.com'],
  ])('%s a userName that is taken is 409 uniqueness: %s', async (_, userName) => {
    const scim = await connect()
    const { id } = await createUser(scim, 'j@contoso.com', {
      emails: [{ type: 'work', value: 'one@contoso.com' }],
    })
    const before = await stateOf(scim, `/Users/${id}`)
    const body = {
      ...byDefault,
      userName,
      emails: [{ type: 'work', value: 'two@contoso.com' }],
    }
    for (let attempt = 0; attempt < 2; attempt++) {
      const { detail } = await expectRefusal(scim.post('/Users', body), 409, 'uniqueness')
      expect(detail).toContain('userName')
    }
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
    expect(await countOf(scim, '/Users')).toBe(1)
    expect(await find(scim, '/Users', 'emails.value eq "two@contoso.com"')).toEqual([])
  })

  test('E-38 the very same body again is 409 uniqueness as well', async () => {
    const scim = await connect()
    const created = await createSeen(scim, byDefault)
    await expectRefusal(scim.post('/Users', byDefault), 409, 'uniqueness')
    expect(await stateOf(scim, `/Users/${created.id}`)).toEqual(created)
    expect(await countOf(scim, '/Users')).toBe(1)
  })

  // With the same externalId the inactive person is meant, and revived: O-25.
  test('E-40 a userName taken by somebody inactive is 409, and the detail says so', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'j@contoso.com', { externalId: 'other', active: false })
    const before = await stateOf(scim, `/Users/${id}`)
    const error = await expectRefusal(scim.post('/Users', byDefault), 409, 'uniqueness')
    expect(error.detail).toMatch(/userName.*inactive/)
    expect(error.detail).toContain(id)
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
    expect(await countOf(scim, '/Users')).toBe(1)
  })

  test('E-42 an app role is stored as what it is, a text', async () => {
    const scim = await connect()
    const role = { type: 'WindowsAzureActiveDirectoryRole', value: 'Admin', display: 'Admin' }
    const created = await createSeen(scim, { ...byDefault, roles: [{ primary: 'True', ...role }] })
    expect(created['roles']).toEqual([{ primary: true, ...role }])
    expect(await find(scim, '/Users', 'roles[primary eq "True"].value eq "Admin"')).toEqual([
      created,
    ])
  })

  test('E-43 addresses of any type and form are kept as they were sent', async () => {
    const scim = await connect()
    const emails = [
      { type: 'work', value: 'j@contoso.com' },
      { type: 'other', value: 'SMTP:x@y' },
      { type: 'other', value: 'smtp:J.Young@contoso.onmicrosoft.com' },
      { type: 'proxy', value: ' no address ' },
    ]
    const created = await createSeen(scim, { ...byDefault, emails })
    expect(created.emails).toEqual(emails)
    const filter = 'emails[type eq "other"].value eq "SMTP:x@y"'
    expect(await find(scim, '/Users', filter)).toEqual([created])
  })

  test('E-44 phone numbers are kept as they were typed', async () => {
    const scim = await connect()
    const phoneNumbers = [{ type: 'work', value: '+1 (425) 555-0100 x12' }]
    const created = await createSeen(scim, { ...byDefault, phoneNumbers })
    expect(created['phoneNumbers']).toEqual(phoneNumbers)
    const filter = 'phoneNumbers.value eq "+1 (425) 555-0100 x12"'
    expect(await find(scim, '/Users', filter)).toEqual([created])
  })

  test('E-45 an attribute the schema does not have is ignored, with a warning in the log', async () => {
    const scim = await connect()
    const created = await createSeen(scim, { ...byDefault, extensionAttribute1: 'x', shoeSize: 38 })
    expect(created).not.toHaveProperty('extensionAttribute1')
    expect(created.displayName).toBe('J Y')
    const [entry] = await readLog(database(), scim.organization)
    expect(entry).toMatchObject({
      verdict: 'create',
      plan: {
        warnings: [
          expect.stringContaining('extensionAttribute1'),
          expect.stringContaining('shoeSize'),
        ],
      },
    })
  })

  test('E-45 an attribute the schema does not have is refused in strict mode', async () => {
    const scim = await connect({ strict: true })
    const { roles: _, title: __, ...body } = byDefault
    const refused = scim.post('/Users', { ...body, extensionAttribute1: 'x' })
    const { detail } = await expectRefusal(refused, 400, 'invalidSyntax')
    expect(detail).toContain('extensionAttribute1')
    expect(await countOf(scim, '/Users')).toBe(0)
    await createSeen(scim, body)
  })

  test('E-46 created inactive is 201 with active false, and nobody is left half created', async () => {
    const scim = await connect()
    const created = await createSeen(scim, { ...byDefault, active: 'False' })
    expect(created.active).toBe(false)
    const enabled = await change(scim, `/Users/${created.id}`, [
      { op: 'Replace', path: 'active', value: 'True' },
    ])
    expect(enabled.active).toBe(true)
  })

  test('E-48 every attribute of the gallery comes back as it was sent', async () => {
    const scim = await connect()
    const sent = {
      userName: "D385N05'TEST",
      externalId: '4d2b-"quoted"',
      displayName: 'LEANNA',
      nickName: 'BHQHRNXB',
      profileUrl: 'no url at all',
      title: 'OQBRAOPWO',
      userType: 'EKDFLTP',
      preferredLanguage: 'fr-CM',
      locale: 'WQBPMDXRN',
      timezone: 'Africa/Monrovia',
      active: true,
      name: {
        formatted: 'Kelton',
        givenName: 'Tate',
        familyName: 'Antonina',
        middleName: 'Jalen',
        honorificPrefix: 'Fausto',
        honorificSuffix: 'Rosanna',
      },
      emails: [{ type: 'work', value: 'chauncey_goodwin@sauer.example', primary: true }],
      phoneNumbers: [
        { type: 'work', value: '43-546-0577', primary: true },
        { type: 'mobile', value: '43-546-0577' },
        { type: 'fax', value: '43-546-0577' },
        { type: 'pager', value: '43-546-0577' },
      ],
      addresses: [
        {
          type: 'work',
          formatted: 'KUDEWRYWPCGF',
          streetAddress: "72992 O'Hara Ways\nSecond floor",
          locality: 'GQWRBWNPSEGZ',
          region: 'PZAWXQDIMJQK',
          postalCode: '0042',
          country: 'Lao People’s Democratic Republic',
          primary: true,
        },
      ],
      roles: [{ value: 'YQKPZG', display: 'LJKZXBE', type: 'AFKDSHX', primary: true }],
      [enterprise]: {
        employeeNumber: '0007',
        department: 'LHFWBIXM',
        costCenter: 'VDMCXRDX',
        organization: 'HEIDSOCQ',
        division: 'MTCPVTXC',
      },
    }
    const created = await createSeen(scim, { schemas: [core, enterprise], ...sent })
    const { meta: _, id: __, schemas, ...shown } = created
    expect(shown).toEqual(sent)
    expect(schemas).toEqual([core, enterprise])
    expect(await find(scim, '/Users', `userName eq "D385N05'TEST"`)).toEqual([created])
  })
})
