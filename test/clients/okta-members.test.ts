/** How Okta changes the members of groups, in small pushes and large: O-55 to O-63, O-67. */
import { expect, test } from 'vitest'
import { bulk, idsOf, user } from '../support/bulk.ts'
import { readLog } from '../support/directory.ts'
import { onEachDatabase } from '../support/each-database.ts'
import { asOkta } from '../support/okta.ts'
import { createGroup, createUser, group, json, type Connection } from '../support/scim.ts'
import { change, changeMembers, expectRefusal, membersOf, stateOf } from '../support/state.ts'

onEachDatabase('Okta changes members', ({ connect, database }) => {
  const connectOkta = async (...given: Parameters<typeof connect>) =>
    asOkta(await connect(...given))

  async function createClass(scim: Connection, ...names: string[]) {
    const ids: string[] = []
    for (const name of names) ids.push((await createUser(scim, `${name}@school.example`)).id)
    const { id } = await createGroup(scim, 'Class 7b', ids)
    return { path: `/Groups/${id}`, id, ids }
  }

  test('O-55 takes one out and one in, in this order', async () => {
    const scim = await connectOkta()
    const { path, ids } = await createClass(scim, 'ada', 'bo')
    const [ada, bo] = ids
    const grace = await createUser(scim, 'grace@school.example')
    const state = await changeMembers(scim, path, [
      { op: 'remove', path: `members[value eq "${ada}"]` },
      { op: 'add', path: 'members', value: [{ value: grace.id, display: 'b@b.c' }] },
    ])
    expect(membersOf(state)).toEqual([bo, grace.id])
    expect(state.members.map(({ type }) => type)).toEqual(['User', 'User'])
    const outAndIn = await changeMembers(scim, path, [
      { op: 'remove', path: `members[value eq "${bo}"]` },
      { op: 'add', path: 'members', value: [{ value: bo }] },
    ])
    expect(membersOf(outAndIn)).toEqual([bo, grace.id])
    const inAndOut = await changeMembers(scim, path, [
      { op: 'add', path: 'members', value: [{ value: ada }] },
      { op: 'remove', path: `members[value eq "${ada}"]` },
    ])
    expect(membersOf(inAndOut)).toEqual([bo, grace.id])
    expect(await stateOf(scim, `/Users/${ada}`)).not.toHaveProperty('groups')
  })

  test('O-56 Push Now makes the members exactly those of the list', async () => {
    const scim = await connectOkta()
    const { path, ids } = await createClass(scim, 'ada', 'bo')
    const grace = await createUser(scim, 'grace@school.example')
    const wanted = [ids[1]!, grace.id]
    const push = {
      op: 'replace',
      path: 'members',
      value: wanted.map((value) => ({ value, display: 'a@b.c' })),
    }
    const state = await changeMembers(scim, path, [push])
    expect(membersOf(state)).toEqual(wanted)
    expect(await changeMembers(scim, path, [push])).toEqual(state)
  })

  test('O-57 Push Now of an empty group leaves no members', async () => {
    const scim = await connectOkta()
    const { path, ids } = await createClass(scim, 'ada', 'bo')
    const state = await changeMembers(scim, path, [{ op: 'replace', path: 'members', value: [] }])
    expect(state.members).toEqual([])
    for (const id of ids) expect(await stateOf(scim, `/Users/${id}`)).not.toHaveProperty('groups')
  })

  test('O-58 Push Now of an empty group without a path leaves no members', async () => {
    const scim = await connectOkta()
    const { path, id } = await createClass(scim, 'ada', 'bo')
    const value = { id, displayName: 'X', members: [] }
    const state = await change(scim, path, [{ op: 'replace', value }])
    expect(state).toMatchObject({ displayName: 'X', members: [] })
  })

  test.each([{ displayName: 'X' }, { displayName: 'X', externalId: 'x' }])(
    'O-59 T-01 a replace without a path that says nothing of members keeps them: %j',
    async (value) => {
      const scim = await connectOkta()
      const { path, id, ids } = await createClass(scim, 'ada', 'bo')
      const state = await change(scim, path, [{ op: 'replace', value: { id, ...value } }])
      expect([state.displayName, membersOf(state)]).toEqual(['X', ids])
      expect((await stateOf(scim, `/Users/${ids[0]}`)).groups).toHaveLength(1)
    },
  )

  test.each(['add', 'replace'])(
    'O-61 of a big %s the known become members, and the unknown as soon as they come',
    async (op) => {
      const scim = await connectOkta()
      const { path, ids } = await createClass(scim, 'ada', 'bo')
      const unknown = ['01980000-0000-7000-8000-000000000000', 'late@school.example']
      const value = [unknown[0]!, ...ids, unknown[1]!].map((each) => ({ value: each }))
      await changeMembers(scim, path, [{ op: 'replace', path: 'members', value: [] }])
      const state = await changeMembers(scim, path, [{ op, path: 'members', value }])
      expect(membersOf(state)).toEqual(ids)
      const last = (await readLog(database(), scim.organization)).at(-1)!
      for (const each of unknown) expect(JSON.stringify(last.plan)).toContain(each)
      const late = await createUser(scim, 'Late@school.example')
      expect(membersOf(await stateOf(scim, path))).toEqual([...ids, late.id])
    },
  )

  test.each(['add', 'replace'])(
    'O-61 strict mode refuses a whole %s for one unknown member',
    async (op) => {
      const scim = await connectOkta({ strict: true })
      const { path, ids } = await createClass(scim, 'ada', 'bo')
      const grace = await createUser(scim, 'grace@school.example')
      const before = await stateOf(scim, path)
      const value = [{ value: grace.id }, { value: '01980000-0000-7000-8000-000000000000' }]
      const refused = scim.patch(path, [{ op, path: 'members', value }])
      const { detail } = await expectRefusal(refused, 400, 'invalidValue')
      expect(detail).toContain('01980000-0000-7000-8000-000000000000')
      expect(await stateOf(scim, path)).toEqual(before)
      const whole = { schemas: [group], displayName: 'Class 8b', members: value }
      await expectRefusal(scim.put(path, whole), 400, 'invalidValue')
      await expectRefusal(scim.post('/Groups', whole), 400, 'invalidValue')
      expect((await json(scim.get('/Groups'))).Resources).toEqual([before])
      expect(membersOf(before)).toEqual(ids)
      const gone = '/Groups/01980000-0000-7000-8000-000000000001'
      await expectRefusal(scim.patch(gone, [{ op, path: 'members', value }]), 404)
      const log = await readLog(database(), scim.organization)
      expect(log.slice(-4).map(({ outcome }) => outcome)).toEqual(Array(4).fill('rejected'))
    },
  )

  test('O-63 paths may have the URN of the schema in front', async () => {
    const scim = await connectOkta()
    const { path, ids } = await createClass(scim, 'ada', 'bo')
    const renamed = await change(scim, path, [
      { op: 'replace', path: `${group}:displayName`, value: 'X' },
    ])
    expect([renamed.displayName, membersOf(renamed)]).toEqual(['X', ids])
    const one = await changeMembers(scim, path, [
      { op: 'remove', path: `${group}:members[value eq "${ids[0]}"]` },
    ])
    expect(membersOf(one)).toEqual([ids[1]])
    const both = await changeMembers(scim, path, [
      { op: 'add', path: `${group}:members`, value: [{ value: ids[0] }] },
    ])
    expect(membersOf(both)).toEqual(ids)
  })

  test('O-67 a thousand members come in several requests, each far below a minute', async () => {
    const scim = await connectOkta()
    const operations = Array.from({ length: 1000 }, (_, index) => user(`u${index}`))
    const ids = idsOf(await bulk(scim, operations))
    const { id } = await createGroup(scim, 'School')
    for (let from = 0; from < ids.length; from += 250) {
      const value = ids.slice(from, from + 250).map((each) => ({ value: each, display: 'a@b.c' }))
      const began = performance.now()
      const response = await scim.patch(`/Groups/${id}`, [{ op: 'add', path: 'members', value }])
      expect(response.status).toBe(204)
      expect(performance.now() - began).toBeLessThan(10_000)
    }
    const state = await stateOf(scim, `/Groups/${id}`)
    expect(membersOf(state)).toEqual(ids.toSorted())
    expect(state.meta.version).toBe('W/"5"')
    const out = ids.slice(0, 500).map((each) => ({
      op: 'remove',
      path: `members[value eq "${each}"]`,
    }))
    expect(membersOf(await changeMembers(scim, `/Groups/${id}`, out))).toEqual(
      ids.slice(500).toSorted(),
    )
  }, 30_000)
})
