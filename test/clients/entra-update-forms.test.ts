/** The forms in which Entra writes values and paths of an update: E-52 to E-56, E-64 to E-67. */
import { expect, test } from 'vitest'
import { readLog } from '../support/directory.ts'
import { onEachDatabase } from '../support/each-database.ts'
import { core, createGroup, createUser, enterprise, type Connection } from '../support/scim.ts'
import { change, expectRefusal, find, flag, stateOf } from '../support/state.ts'

onEachDatabase('Entra updates people in forms of its own', ({ connect, database }) => {
  const createAda = (scim: Connection, rest?: object) =>
    createUser(scim, 'ada@school.example', {
      externalId: 'ada',
      displayName: 'Ada',
      nickName: 'A',
      name: { givenName: 'Ada', familyName: 'King' },
      ...rest,
    })

  test.each([
    [
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'Replace', path: 'active', value: 'True' },
      '',
    ],
    [
      { op: 'Replace', path: 'active', value: 'false' },
      { op: 'Add', path: 'active', value: true },
      '',
    ],
    [{ op: 'replace', value: { active: false } }, { op: 'replace', value: { active: true } }, flag],
    [
      { op: 'replace', value: { active: 'False' } },
      { op: 'replace', value: { active: 'True' } },
      flag,
    ],
  ])(
    'E-52 E-53 E-54 disables and enables, the id and memberships kept: %j',
    async (disable, enable, query) => {
      const scim = await connect()
      const { id } = await createAda(scim)
      const group = await createGroup(scim, 'Class 7b', [id])
      const path = `/Users/${id}${query}`
      const memberships = [expect.objectContaining({ value: group.id, display: 'Class 7b' })]

      const disabled = await change(scim, path, [disable])
      expect(disabled).toMatchObject({ active: false, groups: memberships })
      expect(await find(scim, '/Users', 'active eq false')).toEqual([disabled])
      expect((await stateOf(scim, `/Groups/${group.id}`)).members).toHaveLength(1)
      expect(await change(scim, path, [disable])).toEqual(disabled)

      const enabled = await change(scim, path, [enable])
      expect(enabled).toMatchObject({ id, active: true, groups: memberships })
      expect(await find(scim, '/Users', 'active eq false')).toEqual([])
      expect(await change(scim, path, [enable])).toEqual(enabled)
      const verdicts = (await readLog(database(), scim.organization)).map(({ verdict }) => verdict)
      expect(verdicts.slice(2)).toEqual(['deactivate', 'unchanged', 'reactivate', 'unchanged'])
    },
  )

  const scalars = [
    'displayName',
    'title',
    'userType',
    'locale',
    'timezone',
    'externalId',
    'userName',
  ]

  test.each([...scalars, `${enterprise}:employeeNumber`, 'name.givenName'])(
    'E-55 E-56 a single value wrapped in a list, or an object in a list, is that value: %s',
    async (path) => {
      const scim = await connect()
      const { id } = await createAda(scim)
      const filter = (value: string) => `${path} eq "${value}"`
      for (const [op, value, wrapped] of [
        ['Replace', 'New', ['New']],
        ['Add', 'Newer', [{ $ref: null, value: 'Newer' }]],
      ] as const) {
        const state = await change(scim, `/Users/${id}`, [{ op, path, value: wrapped }])
        expect(await find(scim, '/Users', filter(value))).toEqual([state])
      }
    },
  )

  test('E-55 two values for what has one are refused', async () => {
    const scim = await connect()
    const { id } = await createAda(scim)
    const before = await stateOf(scim, `/Users/${id}`)
    const operations = [{ op: 'Replace', path: 'displayName', value: ['New', 'Newer'] }]
    const refused = scim.patch(`/Users/${id}`, operations)
    expect((await expectRefusal(refused, 400, 'invalidValue')).detail).toContain('displayName')
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
  })

  test.each([
    ['E-64', `${enterprise}:department`],
    ['E-66', 'URN:IETF:params:scim:schemas:extension:enterprise:2.0:user:Department'],
    ['E-67', `${enterprise}.department`],
  ])('%s sets an enterprise attribute by path %s, and names the schema', async (_, path) => {
    const scim = await connect()
    const { id } = await createAda(scim)
    const state = await change(scim, `/Users/${id}`, [{ op: 'Add', path, value: 'HR' }])
    expect(state[enterprise]).toEqual({ department: 'HR' })
    expect(state.schemas).toEqual([core, enterprise])
    expect(await find(scim, '/Users', `${enterprise}:department eq "HR"`)).toEqual([state])
    expect(await find(scim, '/Users', `schemas eq "${enterprise}"`)).toEqual([state])
  })

  test('E-67 a dot behind the URN before manager', async () => {
    const scim = await connect()
    const bo = await createUser(scim, 'bo@school.example')
    const { id } = await createAda(scim)
    const path = `${enterprise}.manager`
    const state = await change(scim, `/Users/${id}`, [{ op: 'Add', path, value: bo.id }])
    expect(state[enterprise].manager.value).toBe(bo.id)
  })
})
