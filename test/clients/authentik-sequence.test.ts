/** S-10: a full sync by authentik, the state looked at after each step. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { core, create, group, json } from '../support/scim.ts'
import { change, changeMembers, countOf, find, membersOf, stateOf } from '../support/state.ts'

const names = ['ada', 'bo', 'grace', 'katherine']

onEachDatabase('authentik syncs everything', ({ connect }) => {
  test('S-10 people, then a group, its members one by one, its name, and one member out', async () => {
    const scim = await connect()
    const configuration = await json(scim.get('/ServiceProviderConfig'))
    expect(configuration).toMatchObject({
      patch: { supported: true },
      bulk: { supported: true, maxOperations: expect.any(Number) },
      filter: { supported: true, maxResults: expect.any(Number) },
    })
    const { maxOperations } = configuration['bulk'] as { maxOperations: number }
    expect([Number.isInteger(maxOperations), maxOperations >= 1]).toEqual([true, true])

    const ids: string[] = []
    for (const name of names) {
      const body = {
        schemas: [core],
        userName: name,
        externalId: `uid-${name}`,
        name: { formatted: name, givenName: name, familyName: '' },
        displayName: name,
        active: true,
        emails: [{ value: `${name}@school.example`, type: 'other', primary: true }],
        photos: null,
      }
      const { id } = await create(scim, '/Users', body)
      ids.push(id)
      const before = await stateOf(scim, `/Users/${id}`)
      const same = await scim.put(`/Users/${id}`, { ...body, id })
      expect([same.status, await stateOf(scim, `/Users/${id}`)]).toEqual([200, before])
      await scim.put(`/Users/${id}`, { ...body, id, displayName: name.toUpperCase() })
      const state = await stateOf(scim, `/Users/${id}`)
      expect(state).toEqual({ ...before, displayName: name.toUpperCase(), meta: state.meta })
    }
    expect(await countOf(scim, '/Users')).toBe(names.length)

    const body = { schemas: [group], externalId: 'gid', displayName: 'Class 7b' }
    const { id } = await create(scim, '/Groups', body)
    const path = `/Groups/${id}`
    const empty = await stateOf(scim, path)
    expect(empty.members).toEqual([])

    const adds = ids.map((value) => ({ op: 'add', path: 'members', value: [{ value }] }))
    const full = await changeMembers(scim, path, adds)
    expect(membersOf(full)).toEqual(ids)
    expect(full.meta.version).toBe('W/"2"')
    for (const one of ids) {
      const { groups } = await stateOf(scim, `/Users/${one}`)
      expect(groups.map(({ value }) => value)).toEqual([id])
    }

    const value = { schemas: [group], id, externalId: 'gid', displayName: 'Class 8b' }
    const renamed = await change(scim, path, [{ op: 'replace', value }])
    expect([renamed.displayName, membersOf(renamed)]).toEqual(['Class 8b', ids])
    expect(await find(scim, '/Groups', 'displayName eq "Class 7b"')).toEqual([])

    const [ada, ...others] = ids
    const out = [{ op: 'remove', path: 'members', value: [{ value: ada }] }]
    const state = await changeMembers(scim, path, out)
    expect(membersOf(state)).toEqual(others)
    expect(await changeMembers(scim, path, out)).toEqual(state)
    expect(await stateOf(scim, `/Users/${ada}`)).not.toHaveProperty('groups')
    expect(await countOf(scim, '/Groups')).toBe(1)
  })
})
