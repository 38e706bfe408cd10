/** How Entra adds members and takes them out: E-133 to E-145. */
import { expect, test } from 'vitest'
import { bulk, user } from '../support/bulk.ts'
import { readLog } from '../support/directory.ts'
import { onEachDatabase } from '../support/each-database.ts'
import { base, createGroup, createUser, type Connection, type Json } from '../support/scim.ts'
import { changeMembers, expectRefusal, find, flag, membersOf, stateOf } from '../support/state.ts'

onEachDatabase('Entra keeps members', ({ connect, database }) => {
  /** A group of the first `members` of so many people. */
  async function createClass(scim: Connection, people: number, members: number) {
    const created: Json[] = []
    for (let i = 0; i < people; i++)
      created.push(await createUser(scim, `user${i}@school.example`, { displayName: `User ${i}` }))
    const ids = created.map(({ id }) => id)
    const { id } = await createGroup(scim, 'Class 7b', ids.slice(0, members))
    return { ids, group: `/Groups/${id}` }
  }

  /** Who is in the group, in the order of `ids`: by the group, by each person and by a filter. */
  async function membersSeen(
    scim: Connection,
    { ids, group }: { readonly ids: readonly string[]; readonly group: string },
  ): Promise<readonly string[]> {
    const state = await stateOf(scim, group)
    const members = ids.filter((id) => membersOf(state).includes(id))
    expect(membersOf(state)).toEqual(members.toSorted())
    const found = await find(scim, '/Users', `groups.value eq "${state.id}"`)
    expect(found.map(({ id }) => id).toSorted()).toEqual(members.toSorted())
    for (const id of ids) {
      const { groups } = await stateOf(scim, `/Users/${id}`)
      expect((groups ?? []).map(({ value }: Json) => value)).toEqual(
        members.includes(id) ? [state.id] : [],
      )
    }
    return members
  }

  test.each(['', flag])(
    'E-133 adds one member in the form Entra uses (query "%s")',
    async (query) => {
      const scim = await connect()
      const place = await createClass(scim, 2, 1)
      const [, second] = place.ids
      const state = await changeMembers(scim, place.group + query, [
        { op: 'Add', path: 'members', value: [{ $ref: null, value: second }] },
      ])
      expect(state.members).toContainEqual({
        value: second,
        $ref: `${base}/Users/${second}`,
        type: 'User',
        display: 'User 1',
      })
      expect(await membersSeen(scim, place)).toEqual(place.ids)
    },
  )

  // 204 is the answer for members alone by default (DESIGN §8).
  test('E-133 is answered with 200 where the connection, or the query, asks for it', async () => {
    for (const [settings, query] of [
      [{ memberPatchStatus: 200 }, ''],
      [{}, '?attributes=displayName,members'],
    ] as const) {
      const scim = await connect(settings)
      const place = await createClass(scim, 1, 0)
      const response = await scim.patch(place.group + query, [
        { op: 'Add', path: 'members', value: [{ value: place.ids[0] }] },
      ])
      expect(response.status).toBe(200)
      const { members } = await stateOf(scim, place.group)
      expect(members).toHaveLength(1)
      expect(await response.json()).toMatchObject({ displayName: 'Class 7b', members })
    }
  })

  test('E-134 adds many in one operation, in many, or both: one version step', async () => {
    const scim = await connect()
    const place = await createClass(scim, 12, 0)
    const add = (...ids: readonly string[]) => ({
      op: 'Add',
      path: 'members',
      value: ids.map((value) => ({ $ref: null, value })),
    })
    const operations = [
      add(...place.ids.slice(0, 6)),
      add(...place.ids.slice(4, 8)),
      ...place.ids.slice(8).map((id) => add(id)),
    ]
    const state = await changeMembers(scim, place.group, operations)
    expect(state.meta.version).toBe('W/"2"')
    expect(await membersSeen(scim, place)).toEqual(place.ids)
    expect(await changeMembers(scim, place.group, operations)).toEqual(state)
    const log = await readLog(database(), scim.organization)
    expect(log.slice(-2).map(({ verdict }) => verdict)).toEqual(['update', 'unchanged'])
  })

  // How fast, the benchmark measures.
  test('E-134 ten thousand members are added by requests of a thousand, and read back', async () => {
    const scim = await connect()
    const ada = await createUser(scim, 'ada@school.example')
    const { id } = await createGroup(scim, 'Everybody')
    const batches = await Promise.all(
      Array.from({ length: 10 }, async (_, batch) => {
        const people = Array.from({ length: 1000 }, (__, i) => user(`${batch}-${i}`))
        const created = await bulk(scim, people)
        return created.map(({ location }) => location.slice(location.lastIndexOf('/') + 1))
      }),
    )
    for (const batch of batches) {
      const value = batch.map((member) => ({ $ref: null, value: member }))
      const operations = [{ op: 'Add', path: 'members', value }]
      expect((await scim.patch(`/Groups/${id}`, operations)).status).toBe(204)
    }
    const one = [{ op: 'Add', path: 'members', value: [{ value: ada.id }] }]
    const state = await changeMembers(scim, `/Groups/${id}`, one)
    expect(membersOf(state)).toEqual([...batches.flat(), ada.id].toSorted())
    expect(state.meta.version).toBe('W/"12"')
  }, 120_000)

  test.each([
    [
      'E-136',
      'a list',
      (...ids: readonly string[]) => [
        { op: 'Remove', path: 'members', value: ids.map((value) => ({ $ref: null, value })) },
      ],
    ],
    [
      'E-136',
      'lists of one',
      (...ids: readonly string[]) =>
        ids.map((value) => ({ op: 'Remove', path: 'members', value: [{ value }] })),
    ],
    [
      'E-137',
      'a nested list',
      (...ids: readonly string[]) => [
        { op: 'remove', path: 'members', value: { members: ids.map((value) => ({ value })) } },
      ],
    ],
    [
      'E-138 E-139',
      'filters',
      (...ids: readonly string[]) =>
        ids.map((value) => ({ op: 'remove', path: `members[value eq "${value}"]` })),
    ],
    [
      'E-138',
      'one filter',
      (...ids: readonly string[]) => [
        {
          op: 'remove',
          path: `members[${ids.map((value) => `value eq "${value}"`).join(' or ')}]`,
        },
      ],
    ],
  ])('%s removes just those named by %s, and again without harm', async (_, __, operationsOf) => {
    const scim = await connect()
    const place = await createClass(scim, 6, 5)
    const [first, second, third, fourth, fifth, sixth] = place.ids as [
      string,
      string,
      string,
      string,
      string,
      string,
    ]
    await changeMembers(scim, place.group, operationsOf(second))
    expect(await membersSeen(scim, place)).toEqual([first, third, fourth, fifth])
    const three = operationsOf(first, third, fifth)
    await changeMembers(scim, place.group + flag, three)
    expect(await membersSeen(scim, place)).toEqual([fourth])
    const state = await stateOf(scim, place.group)
    expect(state.meta.version).toBe('W/"3"')
    expect(await changeMembers(scim, place.group, three)).toEqual(state)
    expect(await changeMembers(scim, place.group, operationsOf(sixth))).toEqual(state)
  })

  test.each(['a text', '00000000-0000-7000-8000-000000000000', '%'])(
    'E-140 an unknown id, "%s", is removed with success and nothing changes',
    async (value) => {
      const scim = await connect()
      const place = await createClass(scim, 1, 1)
      const before = await stateOf(scim, place.group)
      for (const operation of [
        { op: 'Remove', path: 'members', value: [{ value }] },
        { op: 'Remove', path: `members[value eq "${value}"]` },
      ])
        expect(await changeMembers(scim, place.group, [operation])).toEqual(before)
    },
  )

  test('E-141 an empty list of those to remove is nobody, not everybody', async () => {
    const scim = await connect()
    const place = await createClass(scim, 2, 2)
    const before = await stateOf(scim, place.group)
    for (const value of [[], { members: [] }])
      expect(
        await changeMembers(scim, place.group, [{ op: 'Remove', path: 'members', value }]),
      ).toEqual(before)
  })

  test('E-141 what cannot be understood is refused, and nobody leaves', async () => {
    const scim = await connect()
    const place = await createClass(scim, 2, 2)
    const before = await stateOf(scim, place.group)
    for (const value of [{}, [{}], [null], 7, true, [{ id: place.ids[0] }]]) {
      const operations = [{ op: 'Remove', path: 'members', value }]
      await expectRefusal(scim.patch(place.group, operations), 400, 'invalidValue')
    }
    expect(await stateOf(scim, place.group)).toEqual(before)
  })

  test.each([
    ['E-142', { op: 'Remove', path: 'members' }],
    ['E-142', { op: 'Remove', path: 'members', value: null }],
    ['E-144', { op: 'replace', path: 'members', value: null }],
    ['E-144', { op: 'replace', path: 'members', value: [] }],
  ])('%s empties the group: %j', async (_, operation) => {
    const scim = await connect()
    const place = await createClass(scim, 2, 2)
    const state = await changeMembers(scim, place.group, [operation])
    expect(state.members).toEqual([])
    expect(await membersSeen(scim, place)).toEqual([])
    expect(await changeMembers(scim, place.group, [operation])).toEqual(state)
  })

  test('E-143 replace puts exactly those named into the group', async () => {
    const scim = await connect()
    const place = await createClass(scim, 4, 3)
    const [first, , , fourth] = place.ids
    for (const members of [[fourth], [first, fourth]]) {
      const value = members.map((member) => ({ value: member }))
      await changeMembers(scim, place.group, [{ op: 'replace', path: 'members', value }])
      expect(await membersSeen(scim, place)).toEqual(members)
    }
  })

  test('E-145 who is added and removed in one request is out, whoever was in before', async () => {
    const scim = await connect()
    const place = await createClass(scim, 2, 1)
    const [first, second] = place.ids
    for (const id of [first, second])
      await changeMembers(scim, place.group, [
        { op: 'add', path: 'members', value: [{ value: id }] },
        { op: 'remove', path: 'members', value: [{ value: id }] },
      ])
    expect(await membersSeen(scim, place)).toEqual([])
    await changeMembers(scim, place.group, [
      { op: 'add', path: 'members', value: [{ value: first }, { value: second }] },
      { op: 'remove', path: `members[value eq "${first}"]` },
    ])
    expect(await membersSeen(scim, place)).toEqual([second])
    await changeMembers(scim, place.group, [
      { op: 'remove', path: 'members', value: [{ value: second }] },
      { op: 'add', path: 'members', value: [{ value: second }] },
    ])
    expect(await membersSeen(scim, place)).toEqual([second])
  })

  test('E-133 a member nobody knows yet is not shown, and joins on arrival', async () => {
    const scim = await connect()
    const place = await createClass(scim, 1, 0)
    const [first] = place.ids
    await changeMembers(scim, place.group, [
      { op: 'Add', path: 'members', value: [{ value: 'late' }, { value: first }] },
    ])
    expect(await membersSeen(scim, place)).toEqual([first])
    expect((await readLog(database(), scim.organization)).at(-1)).toMatchObject({
      verdict: 'update',
      plan: { warnings: [expect.stringContaining('late')] },
    })
    const late = await createUser(scim, 'late@school.example', { externalId: 'late' })
    const everybody = { ...place, ids: [...place.ids, late.id] }
    expect(await membersSeen(scim, everybody)).toEqual([first, late.id])
  })

  test('E-140 a member nobody knows yet can be taken out again before arriving', async () => {
    const scim = await connect()
    const place = await createClass(scim, 1, 1)
    const member = [{ value: 'late' }]
    for (const op of ['Add', 'Remove'])
      await changeMembers(scim, place.group, [{ op, path: 'members', value: member }])
    await createUser(scim, 'late@school.example', { externalId: 'late' })
    expect(await membersSeen(scim, place)).toEqual(place.ids)
  })
})
