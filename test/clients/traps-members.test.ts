/**
 * Members: traps that public servers fell into, T-01 to T-04, T-09, T-10 and T-31. Status alone
 * proves nothing in any of them.
 */
import { expect, test } from 'vitest'
import { bulk, idsOf, user } from '../support/bulk.ts'
import { onEachDatabase } from '../support/each-database.ts'
import {
  createGroup,
  createUser,
  enterprise,
  group,
  json,
  type Connection,
} from '../support/scim.ts'
import { change, changeMembers, find, flag, membersOf, stateOf } from '../support/state.ts'

onEachDatabase('Traps with members', ({ connect }) => {
  async function createClass(scim: Connection, ...names: string[]) {
    const ids: string[] = []
    for (const name of names) ids.push((await createUser(scim, `${name}@school.example`)).id)
    const { id } = await createGroup(scim, 'Class 7b', ids)
    return { path: `/Groups/${id}`, ids }
  }

  test.each(['', flag])('T-01 a replace without members keeps them: %s', async (query) => {
    const scim = await connect()
    const { path, ids } = await createClass(scim, 'ada', 'bo')
    const operations = [{ op: 'replace', value: { displayName: 'Class 8b' } }]
    const state = await change(scim, path + query, operations)
    expect([state.displayName, membersOf(state)]).toEqual(['Class 8b', ids])
  })

  test.each([
    ['members[value eq "ADA"]', 1],
    [`${group}:members[value eq "ADA"]`, 1],
    ['members[value eq "ADA" or value eq "BO"]', 2],
    ['members[value eq "ADA"].value', 1],
    ['members[value eq "ADA" and type eq "User"]', 1],
    ['members[type eq "User"]', 3],
    ['members[value eq "nobody"]', 0],
  ])('T-02 a remove by filter does what it says: %s', async (pattern, count) => {
    const scim = await connect()
    const { path, ids } = await createClass(scim, 'ada', 'bo', 'grace')
    const [ada = '', bo = ''] = ids
    const filter = pattern.replace('ADA', ada).replace('BO', bo)
    const state = await changeMembers(scim, path, [{ op: 'remove', path: filter }])
    expect(membersOf(state)).toEqual(ids.slice(count))
    for (const [index, id] of ids.entries()) {
      const { groups } = await stateOf(scim, `/Users/${id}`)
      expect(groups ?? []).toHaveLength(index < count ? 0 : 1)
    }
  })

  test('T-02 a remove by filter does what it says for the attributes of people, too', async () => {
    const scim = await connect()
    const work = { type: 'work', value: 'ada@school.example' }
    const home = { type: 'home', value: 'ada@home.example' }
    const { id } = await createUser(scim, 'ada', { emails: [work, home] })
    const state = await change(scim, `/Users/${id}`, [
      { op: 'remove', path: 'emails[type eq "home"]' },
    ])
    expect(state.emails).toEqual([work])
    expect(await find(scim, '/Users', 'emails.value eq "ada@home.example"')).toEqual([])
    expect(await find(scim, '/Users', 'emails.value eq "ada@school.example"')).toEqual([state])
  })

  test.each([
    ['a list of objects', (id: string) => [{ value: id }]],
    ['objects with $ref', (id: string) => [{ $ref: null, value: id }]],
    ['one object', (id: string) => ({ value: id })],
    ['a list under the name again', (id: string) => ({ members: [{ value: id }] })],
    ['a list of ids', (id: string) => [id]],
  ])('T-03 a remove with a value takes only that one out: %s', async (_, valueOf) => {
    const scim = await connect()
    const { path, ids } = await createClass(scim, 'ada', 'bo', 'grace')
    const operation = { op: 'remove', path: 'members', value: valueOf(ids[1]!) }
    const state = await changeMembers(scim, path, [operation])
    expect(membersOf(state)).toEqual([ids[0], ids[2]])
    expect(await stateOf(scim, `/Users/${ids[1]}`)).not.toHaveProperty('groups')
  })

  test('T-04 of 1,500 members all are shown', async () => {
    const scim = await connect()
    const ids: string[] = []
    for (const count of [750, 750]) {
      const users = Array.from({ length: count }, (_, index) => user(`u${ids.length + index}`))
      ids.push(...idsOf(await bulk(scim, users)).map((id) => id ?? ''))
    }
    const { id } = await createGroup(scim, 'School', ids)
    const state = await stateOf(scim, `/Groups/${id}`)
    expect(membersOf(state)).toEqual(ids.toSorted())
    for (const query of ['excludedAttributes=displayName', 'attributes=members'])
      expect(membersOf(await json(scim.get(`/Groups/${id}?${query}`)))).toEqual(ids.toSorted())
    const [listed] = (await json(scim.get('/Groups?count=1'))).Resources
    expect(membersOf(listed!)).toEqual(ids.toSorted())
  }, 30_000)

  test('T-09 who is added again is a member once, and nothing changes', async () => {
    const scim = await connect()
    const { path, ids } = await createClass(scim, 'ada', 'bo')
    const before = await stateOf(scim, path)
    const ada = { value: ids[0]! }
    for (const value of [[ada], [ada, ada], [ada, { value: ids[1] }]])
      expect(await changeMembers(scim, path, [{ op: 'add', path: 'members', value }])).toEqual(
        before,
      )
    const twice = [ada, { ...ada, display: 'Ada' }]
    const replaced = await changeMembers(scim, path, [
      { op: 'replace', path: 'members', value: twice },
    ])
    expect(membersOf(replaced)).toEqual([ids[0]])
    const { id } = await createGroup(scim, 'Twice', [ids[0]!, ids[0]!])
    expect(membersOf(await stateOf(scim, `/Groups/${id}`))).toEqual([ids[0]])
  })

  test('T-10 excludedAttributes=members leaves all else, extensions too', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada', { [enterprise]: { department: 'Maths' } })
    const state = await stateOf(scim, `/Users/${id}`)
    expect(state[enterprise]).toEqual({ department: 'Maths' })
    const query = 'excludedAttributes=members'
    expect(await json(scim.get(`/Users/${id}?${query}`))).toEqual(state)
    expect((await json(scim.get(`/Users?${query}`))).Resources).toEqual([state])
  })

  test.each(['members[value eq "ADA"]', 'members'])(
    'T-31 whose last member left has an empty list, never null: remove %s',
    async (path) => {
      const scim = await connect()
      const made = await createClass(scim, 'ada')
      const filter = path.replace('ADA', made.ids[0]!)
      const state = await changeMembers(scim, made.path, [{ op: 'remove', path: filter }])
      expect(state.members).toEqual([])
      const [listed] = (await json(scim.get('/Groups'))).Resources
      expect(listed).toEqual(state)
    },
  )
})
