/** How people leave and come back by Entra: E-160 to E-169, and the sequence S-04. */
import { expect, test } from 'vitest'
import { readLog } from '../support/directory.ts'
import { onEachDatabase } from '../support/each-database.ts'
import { core, createGroup, createUser, json, type Connection } from '../support/scim.ts'
import {
  change,
  countOf,
  expectGone,
  expectRefusal,
  find,
  flag,
  membersOf,
  stateOf,
} from '../support/state.ts'

const objectId = '8aa1a0c0c4c34bc0b4a52ef676900159'
const ada = 'ada@school.example'
const tombstone = `${objectId}${ada}`

const setActive = (value: unknown) => ({ op: 'Replace', path: 'active', value })
const rename = (value: string) => ({ op: 'Replace', path: 'userName', value })

onEachDatabase('Entra lets people go and come back', ({ connect, database }) => {
  async function createAda(scim: Connection) {
    const { id } = await createUser(scim, ada, {
      externalId: 'ada',
      emails: [{ type: 'work', value: ada, primary: true }],
    })
    const group = await createGroup(scim, 'Class 7b', [id])
    return { id, user: `/Users/${id}`, group: `/Groups/${group.id}` }
  }

  test.each([
    ['E-160', '', [setActive('False')], [setActive('True')]],
    ['E-160', '', [setActive(false)], [setActive(true)]],
    [
      'E-160',
      flag,
      [{ op: 'replace', value: { active: false } }],
      [{ op: 'replace', value: { active: true } }],
    ],
    [
      'E-161',
      '',
      [setActive('False'), { op: 'Replace', path: 'title', value: 'Dr' }],
      [setActive('True')],
    ],
  ])(
    '%s E-168 out of scope is inactive, still found and still a member, back as before (%s %j)',
    async (_, query, out, back) => {
      const scim = await connect()
      const { id, user, group } = await createAda(scim)
      const left = await change(scim, user + query, out)
      expect(left.active).toBe(false)
      expect(await find(scim, '/Users', `userName eq "${ada}"`)).toEqual([left])
      expect(membersOf(await stateOf(scim, group))).toEqual([id])
      const returned = await change(scim, user + query, back)
      expect(returned).toMatchObject({ id, active: true, groups: left.groups })
      expect(membersOf(await stateOf(scim, group))).toEqual([id])
    },
  )

  test('E-160 an update that does not name active leaves the inactive inactive', async () => {
    const scim = await connect()
    const { user } = await createAda(scim)
    await change(scim, user, [setActive('False')])
    const state = await change(scim, user, [{ op: 'Replace', path: 'title', value: 'Dr' }])
    expect(state.active).toBe(false)
    const body = { schemas: [core], userName: ada, title: 'Prof' }
    expect((await scim.put(user, body)).status).toBe(200)
    expect(await stateOf(scim, user)).toMatchObject({ active: false, title: 'Prof' })
  })

  test.each([
    ['', [rename(tombstone), setActive('False')], [rename(ada), setActive('True')]],
    [
      flag,
      [{ op: 'replace', value: { userName: tombstone, active: false } }],
      [{ op: 'replace', value: { userName: ada, active: true } }],
    ],
  ])(
    'E-162 E-163 a deleted user is renamed, the name is free; restored, it is the same person (%s)',
    async (query, out, back) => {
      const scim = await connect()
      const { id, user, group } = await createAda(scim)
      const gone = await change(scim, user + query, out)
      expect(gone).toMatchObject({ id, userName: tombstone, active: false })
      expect(gone.meta.version).toBe('W/"2"')
      expect(await find(scim, '/Users', `userName eq "${ada}"`)).toEqual([])

      const restored = await change(scim, user + query, back)
      expect(restored).toMatchObject({ id, userName: ada, active: true })
      expect(await find(scim, '/Users', `userName eq "${tombstone}"`)).toEqual([])
      expect(membersOf(await stateOf(scim, group))).toEqual([id])
      const log = await readLog(database(), scim.organization)
      expect(
        log.filter(({ objectId: about }) => about === id).map(({ verdict }) => verdict),
      ).toEqual(['create', 'deactivate', 'reactivate'])
    },
  )

  // The e-mail address is the identifier: it stays with whom it belongs to, also when inactive.
  test('E-163 the old name was taken meanwhile: 409, and nothing is applied', async () => {
    const scim = await connect()
    const { user } = await createAda(scim)
    const gone = await change(scim, user, [rename(tombstone), setActive('False')])
    const other = await createUser(scim, ada, {
      externalId: 'another ada',
      emails: [{ type: 'work', value: 'ada.king@school.example' }],
    })
    const operations = [rename(ada), setActive('True')]
    const { detail } = await expectRefusal(scim.patch(user, operations), 409, 'uniqueness')
    expect(detail).toContain('userName')
    expect(await stateOf(scim, user)).toEqual(gone)
    expect(await stateOf(scim, `/Users/${other.id}`)).toEqual(other)
  })

  test('E-164 E-165 a hard delete leaves nothing to be seen, and again is 404', async () => {
    const scim = await connect()
    const { id, user, group } = await createAda(scim)
    await createUser(scim, 'bo@school.example')
    const response = await scim.delete(user)
    expect([response.status, await response.text()]).toEqual([204, ''])
    await expectGone(
      scim,
      user,
      `userName eq "${ada}"`,
      'externalId eq "ada"',
      `emails eq "${ada}"`,
    )
    const list = await json(scim.get('/Users'))
    expect(list.totalResults).toBe(1)
    expect(list.Resources.map(({ userName }) => userName)).toEqual(['bo@school.example'])
    expect((await stateOf(scim, group)).members).toEqual([])
    expect(await find(scim, '/Groups', `members.value eq "${id}"`)).toEqual([])
    await expectRefusal(scim.delete(user), 404)
    expect((await readLog(database(), scim.organization)).map(({ verdict }) => verdict)).toEqual([
      'create',
      'create',
      'create',
      'delete',
      'reject',
    ])
  })

  test.each(['/Users', '/Groups'] as const)(
    'E-165 DELETE of what was never in %s is 404',
    async (endpoint) => {
      const scim = await connect()
      for (const id of ['abc', '01890000-0000-7000-8000-000000000000'])
        await expectRefusal(scim.delete(`${endpoint}/${id}`), 404)
      expect(await countOf(scim, endpoint)).toBe(0)
    },
  )

  // Access must end at once: more than the brake allows raises an alarm, but is applied (DESIGN §4).
  test('E-169 many who are disabled and deleted at once meet no refusal', async () => {
    const scim = await connect()
    const people = await Promise.all(
      Array.from({ length: 30 }, (_, i) => createUser(scim, `user${i}@school.example`)),
    )
    const disabled = await Promise.all(
      people.map(({ id }) => scim.patch(`/Users/${id}`, [setActive('False')])),
    )
    expect(new Set(disabled.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await find(scim, '/Users', 'active eq false')).toHaveLength(30)
    const deleted = await Promise.all(people.map(({ id }) => scim.delete(`/Users/${id}`)))
    expect(new Set(deleted.map(({ status }) => status))).toEqual(new Set([204]))
    expect(await countOf(scim, '/Users')).toBe(0)
  })

  test('S-04 the end of a life: unassigned, back, deleted, restored, deleted for good, new', async () => {
    const scim = await connect()
    const { id, user, group } = await createAda(scim)
    const bo = await createUser(scim, 'bo@school.example')
    await scim.patch(group, [{ op: 'Add', path: 'members', value: [{ $ref: null, value: bo.id }] }])
    const isMember = async () => membersOf(await stateOf(scim, group)).includes(id)

    const unassigned = await change(scim, user, [setActive('False')])
    expect(await find(scim, '/Users', `userName eq "${ada}"`)).toEqual([unassigned])
    expect((await change(scim, user, [setActive('True')])).active).toBe(true)
    expect(await isMember()).toBe(true)

    await change(scim, user, [setActive('False'), rename(tombstone)])
    const restored = await change(scim, user, [rename(ada), setActive('True')])
    expect(restored).toMatchObject({ id, userName: ada, active: true, groups: unassigned.groups })
    expect(await isMember()).toBe(true)

    await change(scim, user, [setActive('False'), rename(tombstone)])
    expect((await scim.delete(user)).status).toBe(204)
    await expectRefusal(scim.delete(user), 404)
    await expectGone(scim, user, `userName eq "${ada}"`, `userName eq "${tombstone}"`)
    expect(membersOf(await stateOf(scim, group))).toEqual([bo.id])

    // Somebody else: another externalId, the same name and address (DESIGN §4).
    expect(await find(scim, '/Users', `userName eq "${ada}"`)).toEqual([])
    const newcomer = await createUser(scim, ada, {
      externalId: 'ada2',
      emails: [{ type: 'work', value: ada, primary: true }],
    })
    expect(newcomer.id).not.toBe(id)
    expect(await stateOf(scim, `/Users/${newcomer.id}`)).toEqual(newcomer)
    expect(newcomer).not.toHaveProperty('groups')
    expect(membersOf(await stateOf(scim, group))).toEqual([bo.id])
  })

  test('S-04 the same externalId is the same person, who is back with id and groups', async () => {
    const scim = await connect()
    const { id, user, group } = await createAda(scim)
    await change(scim, user, [setActive('False'), rename(tombstone)])
    expect((await scim.delete(user)).status).toBe(204)
    const back = await createUser(scim, ada, { externalId: 'ada', title: 'Dr' })
    expect(back).toMatchObject({ id, userName: ada, active: true, title: 'Dr' })
    expect(back).toEqual(await stateOf(scim, user))
    expect(membersOf(await stateOf(scim, group))).toEqual([id])
    expect(await countOf(scim, '/Users')).toBe(1)
  })
})
