/** Entra's other dialect, chosen by ?aadOptscim062020 in the Tenant URL: E-100 to E-107. */
import { expect, test } from 'vitest'
import { readLog } from '../support/directory.ts'
import { onEachDatabase } from '../support/each-database.ts'
import { core, createUser, enterprise, type Connection } from '../support/scim.ts'
import { change, expectRefusal, find, flag, stateOf } from '../support/state.ts'

const work = 'emails[type eq "work"].value'
const learning = 'urn:rollbook:params:scim:schemas:extension:learning:2.0:User'
const custom = 'urn:ietf:params:scim:schemas:extension:CustomExt:2.0:User'

onEachDatabase('Entra with the compliance flag', ({ connect, database }) => {
  const createAda = (scim: Connection) =>
    createUser(scim, 'ada@school.example', {
      schemas: [core, enterprise],
      displayName: 'Ada',
      name: { givenName: 'X', familyName: 'Y', middleName: 'M', formatted: 'X M Y' },
      emails: [{ type: 'work', value: 'o@c.com', primary: true }],
      [enterprise]: { department: 'HR', employeeNumber: '6' },
    })

  /** Without it too: which dialect comes follows from nothing, each request speaks for itself. */
  const queries = [flag, '']

  test.each(
    (['replace', 'add'] as const).flatMap((op) =>
      queries.map((query) => ({ id: op === 'replace' ? 'E-100' : 'E-101', op, query })),
    ),
  )('$id $op of a merged object with dotted keys, query "$query"', async ({ op, query }) => {
    const scim = await connect()
    const { id } = await createAda(scim)
    const { meta, ...state } = await change(scim, `/Users/${id}${query}`, [
      { op, path: work, value: 'n@c.com' },
      {
        op,
        value: {
          displayName: 'N',
          'name.givenName': 'A',
          'name.familyName': 'B',
          [`${enterprise}:employeeNumber`]: '7',
        },
      },
    ])
    expect(state).toEqual({
      schemas: [core, enterprise],
      id,
      userName: 'ada@school.example',
      active: true,
      displayName: 'N',
      name: { givenName: 'A', familyName: 'B', middleName: 'M', formatted: 'X M Y' },
      emails: [{ type: 'work', value: 'n@c.com', primary: true }],
      [enterprise]: { department: 'HR', employeeNumber: '7' },
    })
    expect(meta.version).toBe('W/"2"')
    const filter = `name.givenName eq "A" and ${enterprise}:employeeNumber eq "7"`
    expect(await find(scim, '/Users', filter)).toEqual([{ ...state, meta }])
  })

  test.each(['add', 'replace'])('E-102 %s with value paths as keys', async (op) => {
    const scim = await connect()
    const { id } = await createAda(scim)
    const value = {
      [work]: 'x@c.com',
      'addresses[type eq "work"].locality': 'L',
      'addresses[type eq "work"].country': 'C',
      'phoneNumbers[type eq "mobile"].value': '+1',
    }
    const state = await change(scim, `/Users/${id}${flag}`, [{ op, value }])
    expect(state).toMatchObject({
      emails: [{ type: 'work', value: 'x@c.com', primary: true }],
      addresses: [{ type: 'work', locality: 'L', country: 'C' }],
      phoneNumbers: [{ type: 'mobile', value: '+1' }],
    })
    expect(Object.keys(state).filter((key) => key.includes('['))).toEqual([])
    expect(await find(scim, '/Users', 'addresses.locality eq "L"')).toEqual([state])
  })

  test.each(['add', 'replace'])('E-103 %s with nested and dotted keys mixed', async (op) => {
    const scim = await connect()
    const { id } = await createAda(scim)
    const value = {
      name: { givenName: 'A' },
      'name.familyName': 'B',
      [enterprise]: { department: 'D' },
      [`${enterprise}:division`]: 'V',
    }
    const state = await change(scim, `/Users/${id}${flag}`, [{ op, value }])
    expect(state['name']).toEqual({
      givenName: 'A',
      familyName: 'B',
      middleName: 'M',
      formatted: 'X M Y',
    })
    expect(state[enterprise]).toEqual({ department: 'D', division: 'V', employeeNumber: '6' })
    expect(await find(scim, '/Users', `${enterprise}:division eq "V"`)).toEqual([state])
  })

  test('E-105 the dot of 2.0 in a URN separates nothing', async () => {
    const scim = await connect()
    const bo = await createUser(scim, 'bo@school.example')
    const { id } = await createAda(scim)
    const state = await change(scim, `/Users/${id}${flag}`, [
      {
        op: 'add',
        value: { [`${enterprise}:manager.value`]: bo.id, [`${learning}:region`]: 'North' },
      },
    ])
    expect(state[enterprise].manager.value).toBe(bo.id)
    expect(state).toHaveProperty([learning], { region: 'North' })
    expect(state.schemas).toEqual([core, enterprise, learning])
    expect(await find(scim, '/Users', `${enterprise}:manager.value eq "${bo.id}"`)).toEqual([state])
    expect(await find(scim, '/Users', `${learning}:region eq "north"`)).toEqual([state])
  })

  test.each([
    { op: 'add', path: `${custom}:tag`, value: 'x' },
    { op: 'replace', value: { [`${custom}:tag`]: 'x' } },
    { op: 'add', value: { [custom]: { tag: 'x' } } },
  ])(
    'E-105 E-106 an extension we do not have is ignored, with a warning: %j',
    async (operation) => {
      const scim = await connect()
      const { id } = await createAda(scim)
      const state = await change(scim, `/Users/${id}${flag}`, [
        operation,
        { op: 'replace', value: { title: 'Dr' } },
      ])
      expect(state.title).toBe('Dr')
      expect(JSON.stringify(state)).not.toContain('CustomExt')
      expect((await readLog(database(), scim.organization)).at(-1)).toMatchObject({
        verdict: 'update',
        plan: { warnings: [expect.stringContaining('CustomExt')] },
      })
    },
  )

  test.each([
    [{ op: 'add', path: `${custom}:tag`, value: 'x' }, 'invalidPath'],
    [{ op: 'replace', value: { [`${custom}:tag`]: 'x' } }, 'invalidSyntax'],
    [{ op: 'replace', value: { 'name.givenName': 'A' } }, 'invalidSyntax'],
  ])(
    'E-106 in strict mode what is no attribute of ours is refused: %j',
    async (operation, type) => {
      const scim = await connect({ strict: true })
      const { id } = await createAda(scim)
      const before = await stateOf(scim, `/Users/${id}`)
      const operations = [{ op: 'replace', value: { title: 'Dr' } }, operation]
      await expectRefusal(scim.patch(`/Users/${id}${flag}`, operations), 400, type)
      expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
    },
  )

  test('E-106 our own extension is stored from the merged object, in either form', async () => {
    const scim = await connect()
    const { id } = await createAda(scim)
    for (const value of [
      { [`${learning}:region`]: 'North', [`${learning}:hireDate`]: '2026-09-01' },
      { [learning]: { region: 'South' } },
    ])
      await change(scim, `/Users/${id}${flag}`, [{ op: 'replace', value }])
    expect(await stateOf(scim, `/Users/${id}`)).toHaveProperty([learning], {
      region: 'South',
      hireDate: expect.stringMatching(/^2026-09-01/),
    })
    expect(
      await find(scim, '/Users', `${learning}:hireDate ge "2026-09-01T00:00:00Z"`),
    ).toHaveLength(1)
  })

  test('E-107 both dialects take turns on one connection, each understood every time', async () => {
    const scim = await connect()
    const { id } = await createAda(scim)
    for (let turn = 0; turn < 3; turn++) {
      const merged = { title: `Merged ${turn}`, 'name.familyName': 'Merged', active: true }
      const flagged = await change(scim, `/Users/${id}${flag}`, [{ op: 'replace', value: merged }])
      expect(flagged).toMatchObject({ title: `Merged ${turn}`, name: { familyName: 'Merged' } })
      const plain = await change(scim, `/Users/${id}`, [
        { op: 'Replace', path: 'title', value: [`Plain ${turn}`] },
        { op: 'Replace', path: 'name.familyName', value: 'Plain' },
        { op: 'Replace', path: 'active', value: 'False' },
      ])
      expect(plain).toMatchObject({
        title: `Plain ${turn}`,
        name: { familyName: 'Plain', middleName: 'M' },
        active: false,
      })
      const demanded = await change(scim, `/Users/${id}${flag}`, [
        { op: 'Replace', path: 'title', value: 'On demand' },
      ])
      expect(demanded.title).toBe('On demand')
    }
  })
})
