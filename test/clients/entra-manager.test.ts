/** The manager in every form in which it comes: E-110 to E-121. */
import { expect, test } from 'vitest'
import { readLog } from '../support/directory.ts'
import { onEachDatabase } from '../support/each-database.ts'
import { base, core, createUser, enterprise, json, type Connection } from '../support/scim.ts'
import { change, expectRefusal, find, flag, stateOf } from '../support/state.ts'

const manager = `${enterprise}:manager`

onEachDatabase('Entra sets managers', ({ connect, database }) => {
  async function createStaff(scim: Connection) {
    const bo = await createUser(scim, 'bo@school.example', { displayName: 'Bo' })
    const cy = await createUser(scim, 'cy@school.example', { displayName: 'Cy' })
    const ada = await createUser(scim, 'ada@school.example', { externalId: 'ada' })
    return { ada: `/Users/${ada.id}`, bo, cy }
  }

  const shown = (who: { readonly id: string; readonly displayName: string }) => ({
    value: who.id,
    $ref: `${base}/Users/${who.id}`,
    displayName: who.displayName,
  })

  /** The operation about that person, who is M in it. */
  const naming = (id: string, operation: object): unknown =>
    JSON.parse(JSON.stringify(operation), (_, value: unknown) =>
      typeof value === 'string' ? value.replace(/\bM\b/, id) : value,
    )

  const managedBy = (scim: Connection, id: string) => find(scim, '/Users', `manager eq "${id}"`)

  test.each([
    ['E-110', { op: 'Add', path: manager, value: 'M' }, ''],
    ['E-111', { op: 'Replace', path: manager, value: 'M' }, ''],
    ['E-112', { op: 'Add', path: manager, value: { value: 'M' } }, ''],
    ['E-112', { op: 'Replace', path: `${manager}.value`, value: 'M' }, ''],
    [
      'E-113',
      {
        op: 'Add',
        path: 'manager',
        value: [{ $ref: 'http://elsewhere/Users/M', value: 'M' }],
      },
      '',
    ],
    ['E-113', { op: 'Add', path: manager, value: [{ $ref: null, value: 'M' }] }, ''],
    ['E-110', { op: 'add', value: { [manager]: 'M' } }, flag],
    ['E-112', { op: 'replace', value: { [enterprise]: { manager: { value: 'M' } } } }, flag],
  ])('%s %j sets the manager, and changes it to another', async (_, operation, query) => {
    const scim = await connect()
    const { ada, bo, cy } = await createStaff(scim)
    const first = await change(scim, ada + query, [naming(bo.id, operation)])
    expect(first[enterprise].manager).toEqual(shown(bo))
    expect(first.schemas).toEqual([core, enterprise])
    expect(await managedBy(scim, bo.id)).toEqual([first])

    const second = await change(scim, ada + query, [naming(cy.id, operation)])
    expect(second[enterprise].manager).toEqual(shown(cy))
    expect(await managedBy(scim, bo.id)).toEqual([])
    expect(await managedBy(scim, cy.id)).toEqual([second])
    expect(await change(scim, ada + query, [naming(cy.id, operation)])).toEqual(second)
  })

  test.each([
    ['E-116', [{ op: 'Replace', path: manager, value: { value: '' } }]],
    ['E-116', [{ op: 'Add', path: manager, value: { value: '' } }]],
    ['E-117', [{ op: 'Replace', path: manager, value: null }]],
    ['E-117', [{ op: 'Replace', path: manager, value: '' }]],
    ['E-117', [{ op: 'Remove', path: manager }]],
    ['E-117', [{ op: 'Remove', path: `${manager}.value` }]],
    ['E-117', [{ op: 'Remove', path: 'manager' }]],
    ['E-117', [{ op: 'replace', value: { [manager]: null } }]],
  ])('%s takes the manager away, and once more without harm: %j', async (_, operations) => {
    const scim = await connect()
    const { ada, bo } = await createStaff(scim)
    await change(scim, ada, [
      { op: 'Add', path: manager, value: bo.id },
      { op: 'Add', path: `${enterprise}:department`, value: 'HR' },
    ])
    const state = await change(scim, ada, operations)
    expect(state[enterprise]).toEqual({ department: 'HR' })
    expect(await managedBy(scim, bo.id)).toEqual([])
    expect(await find(scim, '/Users', 'manager pr')).toEqual([])
    expect(await change(scim, ada, operations)).toEqual(state)
  })

  test.each([
    ['E-118', { op: 'Remove', path: 'manager[value eq "M"]' }],
    ['E-118', { op: 'Remove', path: `${manager}[value eq "M"]` }],
    ['E-119', { op: 'Remove', path: manager, value: 'M' }],
    ['E-119', { op: 'Remove', path: manager, value: { value: 'M' } }],
    ['E-119', { op: 'Remove', path: manager, value: [{ value: 'M' }] }],
  ])('%s a Remove that names the manager takes them away: %j', async (_, operation) => {
    const scim = await connect()
    const { ada, bo } = await createStaff(scim)
    await change(scim, ada, [{ op: 'Add', path: manager, value: bo.id }])
    const state = await change(scim, ada, [naming(bo.id, operation)])
    expect(state).not.toHaveProperty([enterprise])
    expect(await managedBy(scim, bo.id)).toEqual([])
    expect(await change(scim, ada, [naming(bo.id, operation)])).toEqual(state)
  })

  test.each(['manager', manager])(
    'E-118 a filter on %s that names somebody else leaves the manager',
    async (path) => {
      const scim = await connect()
      const { ada, bo, cy } = await createStaff(scim)
      const before = await change(scim, ada, [{ op: 'Add', path: manager, value: bo.id }])
      const operations = [{ op: 'Remove', path: `${path}[value eq "${cy.id}"]` }]
      expect(await change(scim, ada, operations)).toEqual(before)
      expect(await managedBy(scim, bo.id)).toEqual([before])
    },
  )

  test('E-120 a manager who comes later is linked then, found by externalId or userName', async () => {
    const scim = await connect()
    for (const [userName, value, rest] of [
      ['dee@school.example', 'DEE@school.example', {}],
      ['eve@school.example', 'eve-object-id', { externalId: 'eve-object-id' }],
    ] as const) {
      const { id } = await createUser(scim, `pupil-of-${userName}`)
      const waiting = await change(scim, `/Users/${id}`, [{ op: 'Add', path: manager, value }])
      expect(waiting[enterprise].manager).toEqual({ value })
      expect(await managedBy(scim, value)).toEqual([waiting])
      const somebody = await createUser(scim, userName, { displayName: 'Dee', ...rest })
      const state = await stateOf(scim, `/Users/${id}`)
      expect(state[enterprise].manager).toEqual(shown(somebody))
      expect(await managedBy(scim, somebody.id)).toEqual([state])
      expect(await managedBy(scim, value)).toEqual([])
    }
    const log = await readLog(database(), scim.organization)
    expect(log.filter(({ outcome }) => outcome !== 'applied')).toEqual([])
  })

  test('E-120 a reference that was taken back waits for nobody', async () => {
    const scim = await connect()
    const { ada } = await createStaff(scim)
    await change(scim, ada, [{ op: 'Add', path: manager, value: 'dee@school.example' }])
    const without = await change(scim, ada, [{ op: 'Remove', path: manager }])
    await createUser(scim, 'dee@school.example')
    expect(await stateOf(scim, ada)).toEqual(without)
  })

  test('E-120 a manager who is deleted is shown no more, and again once they are back', async () => {
    const scim = await connect()
    const { ada, bo } = await createStaff(scim)
    await change(scim, `/Users/${bo.id}`, [{ op: 'Add', path: 'externalId', value: 'bo' }])
    await change(scim, ada, [{ op: 'Add', path: manager, value: bo.id }])
    expect((await scim.delete(`/Users/${bo.id}`)).status).toBe(204)
    expect(await stateOf(scim, ada)).not.toHaveProperty([enterprise])
    expect(await managedBy(scim, bo.id)).toEqual([])
    // The change of something else is no word about the manager.
    await change(scim, ada, [{ op: 'Replace', path: 'title', value: 'Dr' }])
    const again = { schemas: [core], userName: 'bo@school.example', externalId: 'bo' }
    const response = await scim.post('/Users', again)
    expect(response.status).toBe(201)
    expect((await json(response)).id).toBe(bo.id)
    const state = await stateOf(scim, ada)
    expect(state[enterprise].manager.value).toBe(bo.id)
    expect(await managedBy(scim, bo.id)).toEqual([state])
  })

  test('E-121 one may be one’s own manager, or two each other’s', async () => {
    const scim = await connect()
    const { ada, bo, cy } = await createStaff(scim)
    const { id } = await stateOf(scim, ada)
    const own = await change(scim, ada, [{ op: 'Add', path: manager, value: id }])
    expect(own[enterprise].manager.value).toBe(id)
    expect(await managedBy(scim, id)).toEqual([own])
    await change(scim, `/Users/${bo.id}`, [{ op: 'Add', path: manager, value: cy.id }])
    await change(scim, `/Users/${cy.id}`, [{ op: 'Add', path: manager, value: bo.id }])
    expect((await stateOf(scim, `/Users/${bo.id}`))[enterprise].manager).toEqual(shown(cy))
    expect((await stateOf(scim, `/Users/${cy.id}`))[enterprise].manager).toEqual(shown(bo))
    expect((await json(scim.get('/Users'))).totalResults).toBe(3)
    for (const one of [ada, `/Users/${bo.id}`, `/Users/${cy.id}`])
      expect((await scim.delete(one)).status).toBe(204)
    expect((await json(scim.get('/Users'))).totalResults).toBe(0)
  })

  test('E-110 two managers at once are refused', async () => {
    const scim = await connect()
    const { ada, bo, cy } = await createStaff(scim)
    const before = await stateOf(scim, ada)
    const value = [{ value: bo.id }, { value: cy.id }]
    const refused = scim.patch(ada, [{ op: 'Add', path: manager, value }])
    expect((await expectRefusal(refused, 400, 'invalidValue')).detail).toContain('manager')
    expect(await stateOf(scim, ada)).toEqual(before)
  })
})
