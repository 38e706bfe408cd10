/** How Okta pushes, links, renames and unlinks groups: O-50 to O-54 and O-59 to O-68. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { asOkta, page } from '../support/okta.ts'
import { base, createGroup, createUser, group, json, type Connection } from '../support/scim.ts'
import {
  change,
  changeMembers,
  countOf,
  expectGone,
  expectRefusal,
  find,
  membersOf,
  stateOf,
} from '../support/state.ts'

onEachDatabase('Okta pushes groups', ({ connect }) => {
  const connectOkta = async (...given: Parameters<typeof connect>) =>
    asOkta(await connect(...given))

  async function createPeople(scim: Connection, ...names: string[]): Promise<string[]> {
    const ids: string[] = []
    for (const name of names)
      ids.push((await createUser(scim, `${name}@school.example`, { displayName: name })).id)
    return ids
  }

  test('O-50 creates a group without members', async () => {
    const scim = await connectOkta()
    const response = await scim.post('/Groups', {
      schemas: [group],
      displayName: 'Test SCIMv2',
      members: [],
    })
    expect(response.status).toBe(201)
    const created = await json(response)
    expect(created).toMatchObject({ schemas: [group], displayName: 'Test SCIMv2', members: [] })
    expect(response.headers.get('location')).toBe(`${base}/Groups/${created.id}`)
    expect(await stateOf(scim, `/Groups/${created.id}`)).toEqual(created)
    expect(await countOf(scim, '/Groups')).toBe(1)
  })

  test.each([{}, { strict: true }])(
    'O-51 creates a group with members; how they are called is ours to say: %j',
    async (settings) => {
      const scim = await connectOkta(settings)
      const [ada = '', bo = ''] = await createPeople(scim, 'Ada', 'Bo')
      const response = await scim.post('/Groups', {
        schemas: [group],
        displayName: 'Class 7b',
        members: [
          { value: ada, display: 'a@b.c' },
          { value: bo, display: null },
        ],
      })
      expect(response.status).toBe(201)
      const created = await json(response)
      const state = await stateOf(scim, `/Groups/${created.id}`)
      expect(state.members).toEqual([
        { value: ada, $ref: `${base}/Users/${ada}`, type: 'User', display: 'Ada' },
        { value: bo, $ref: `${base}/Users/${bo}`, type: 'User', display: 'Bo' },
      ])
      expect(membersOf(created)).toEqual([ada, bo])
      expect((await stateOf(scim, `/Users/${ada}`)).groups).toEqual([
        { value: state.id, $ref: state.meta.location, display: 'Class 7b', type: 'direct' },
      ])
    },
  )

  test('O-52 finds the group to link by its name, then changes its members', async () => {
    const scim = await connectOkta()
    const [ada = '', bo = ''] = await createPeople(scim, 'Ada', 'Bo')
    const { id } = await createGroup(scim, 'Class 7b', [ada])
    await createGroup(scim, 'Class 7c', [bo])
    const [hit, ...others] = await find(scim, '/Groups', 'displayName eq "CLASS 7b"', page)
    expect(others).toEqual([])
    expect(hit).toEqual(await stateOf(scim, `/Groups/${id}`))
    const state = await changeMembers(scim, `/Groups/${hit!.id}`, [
      { op: 'add', path: 'members', value: [{ value: bo, display: 'b@b.c' }] },
    ])
    expect(membersOf(state)).toEqual([ada, bo])
    expect(await countOf(scim, '/Groups')).toBe(2)
  })

  test.each([{}, { strict: true }, { uniqueGroupNames: true }])(
    'O-53 O-54 renames with the id in the value, and again with every change of members: %j',
    async (settings) => {
      const scim = await connectOkta(settings)
      const [ada = '', bo = ''] = await createPeople(scim, 'Ada', 'Bo')
      const { id } = await createGroup(scim, 'Old', [ada])
      const rename = { op: 'replace', value: { id, displayName: 'New' } }
      const renamed = await change(scim, `/Groups/${id}`, [rename])
      expect([renamed.displayName, membersOf(renamed)]).toEqual(['New', [ada]])
      expect(await find(scim, '/Groups', 'displayName eq "Old"', page)).toEqual([])
      expect(await change(scim, `/Groups/${id}`, [rename])).toEqual(renamed)
      const add = { op: 'add', path: 'members', value: [{ value: bo, display: 'b@b.c' }] }
      const state = await change(scim, `/Groups/${id}`, [rename, add])
      expect([state.displayName, membersOf(state)]).toEqual(['New', [ada, bo]])
      expect(state.meta.version).toBe('W/"3"')
    },
  )

  test('O-53 another id in the value does not count; strict mode refuses it', async () => {
    const [lax, strict] = [await connectOkta(), await connectOkta({ strict: true })]
    for (const scim of [lax, strict]) {
      const [ada = ''] = await createPeople(scim, 'Ada')
      const { id } = await createGroup(scim, 'Old', [ada])
      const before = await stateOf(scim, `/Groups/${id}`)
      const operations = [{ op: 'replace', value: { id: 'other', displayName: 'New' } }]
      if (scim === lax) {
        const state = await change(scim, `/Groups/${id}`, operations)
        expect(state).toEqual({ ...before, displayName: 'New', meta: state.meta })
      } else {
        await expectRefusal(scim.patch(`/Groups/${id}`, operations), 400, 'mutability')
        expect(await stateOf(scim, `/Groups/${id}`)).toEqual(before)
      }
    }
  })

  test('O-60 a PUT sets name and members exactly', async () => {
    const scim = await connectOkta()
    const [ada = '', bo = '', grace = ''] = await createPeople(scim, 'Ada', 'Bo', 'Grace')
    const { id } = await createGroup(scim, 'Class 7b', [ada, bo])
    const put = (displayName: string, ...members: string[]) =>
      scim.put(`/Groups/${id}`, {
        schemas: [group],
        id,
        displayName,
        members: members.map((value) => ({ value, display: null })),
      })
    for (const members of [[bo, grace], [ada], []]) {
      const response = await put('Class 8b', ...members)
      expect(response.status).toBe(200)
      const state = await stateOf(scim, `/Groups/${id}`)
      expect(membersOf(await json(response))).toEqual(membersOf(state))
      expect([state.displayName, membersOf(state)]).toEqual(['Class 8b', members])
    }
    const { meta } = await stateOf(scim, `/Groups/${id}`)
    expect((await put('Class 8b')).status).toBe(200)
    expect((await stateOf(scim, `/Groups/${id}`)).meta).toEqual(meta)
    expect(await stateOf(scim, `/Users/${ada}`)).not.toHaveProperty('groups')
  })

  test('O-60 a PUT that says nothing of members keeps them', async () => {
    const scim = await connectOkta()
    const [ada = ''] = await createPeople(scim, 'Ada')
    const { id } = await createGroup(scim, 'Class 7b', [ada])
    for (const rest of [{}, { members: null }]) {
      const body = { schemas: [group], id, displayName: 'Class 8b', ...rest }
      expect((await scim.put(`/Groups/${id}`, body)).status).toBe(200)
      const state = await stateOf(scim, `/Groups/${id}`)
      expect([state.displayName, membersOf(state)]).toEqual(['Class 8b', [ada]])
    }
  })

  test('O-64 a group that is unlinked and deleted is gone, and its people stay', async () => {
    const scim = await connectOkta()
    const people = await createPeople(scim, 'Ada', 'Bo')
    const { id } = await createGroup(scim, 'Class 7b', people)
    const other = await createGroup(scim, 'Class 7c', people)
    expect((await scim.delete(`/Groups/${id}`)).status).toBe(204)
    await expectGone(scim, `/Groups/${id}`, 'displayName eq "Class 7b"')
    expect(await countOf(scim, '/Groups')).toBe(1)
    for (const person of people) {
      const { active, groups } = await stateOf(scim, `/Users/${person}`)
      expect([active, groups.map(({ value }) => value)]).toEqual([true, [other.id]])
    }
    await expectRefusal(scim.delete(`/Groups/${id}`), 404)
  })

  // To unlink and keep, Okta sends nothing at all.
  test('O-65 a group that is unlinked and kept is there as before, to be linked again', async () => {
    const scim = await connectOkta()
    const people = await createPeople(scim, 'Ada')
    const { id } = await createGroup(scim, 'Class 7b', people)
    const before = await stateOf(scim, `/Groups/${id}`)
    expect(await find(scim, '/Groups', 'displayName eq "Class 7b"', page)).toEqual([before])
  })

  test('O-68 a group is read with its members', async () => {
    const scim = await connectOkta()
    const people = await createPeople(scim, 'Ada', 'Bo')
    const { id } = await createGroup(scim, 'Class 7b', people)
    const read = await json(scim.get(`/Groups/${id}`))
    expect(membersOf(read)).toEqual(people)
    const [listed] = (await json(scim.get('/Groups?startIndex=1&count=100'))).Resources
    expect(listed).toEqual(read)
  })
})
