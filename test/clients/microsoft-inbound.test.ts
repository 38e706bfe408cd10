/** Microsoft as a client that reads: the "SCIM Inbound" collection, E-190 to E-197. */
import { expect, test } from 'vitest'
import { bulk, user } from '../support/bulk.ts'
import { onEachDatabase } from '../support/each-database.ts'
import { createUser, json, listResponse, type Connection } from '../support/scim.ts'
import { countOf, expectRefusal, find, stateOf } from '../support/state.ts'

onEachDatabase('Microsoft reads', ({ connect }) => {
  /** So many people, one after another. */
  async function enrol(scim: Connection, count: number): Promise<readonly string[]> {
    const ids: string[] = []
    for (let i = 0; i < count; i++) ids.push((await createUser(scim, `user${i}@school.example`)).id)
    return ids
  }

  const list = (scim: Connection, query: string) => json(scim.get(`/Users?${query}`))

  test('E-190 the smallest list: one person, and how many there are', async () => {
    const scim = await connect()
    const [first] = await enrol(scim, 3)
    expect(await list(scim, 'count=1')).toEqual({
      schemas: [listResponse],
      totalResults: 3,
      itemsPerPage: 1,
      startIndex: 1,
      Resources: [await stateOf(scim, `/Users/${first}`)],
    })
    expect(await list(await connect(), 'count=1')).toMatchObject({ totalResults: 0, Resources: [] })
  })

  test('E-191 by id finds one or none', async () => {
    const scim = await connect()
    const [id] = await enrol(scim, 2)
    const state = await stateOf(scim, `/Users/${id}`)
    expect(await find(scim, '/Users', `id eq "${id}"`)).toEqual([state])
    for (const other of ['x', '', '01890000-0000-7000-8000-000000000000', `${id} `])
      expect(await find(scim, '/Users', `id eq "${other}"`)).toEqual([])
  })

  test.each(['count=100&startindex=0', 'startIndex=0&count=100', 'COUNT=100&startindex=-7', ''])(
    'E-193 a start before the first is the first: %s',
    async (query) => {
      const scim = await connect()
      const ids = await enrol(scim, 2)
      const page = await list(scim, query)
      expect(page).toMatchObject({ startIndex: 1, itemsPerPage: 2, totalResults: 2 })
      expect(page.Resources.map(({ id }) => id)).toEqual(ids)
    },
  )

  test('E-195 pages neither repeat nor leave out, also while people are added', async () => {
    const scim = await connect()
    const ids = await enrol(scim, 11)
    const seen: string[] = []
    for (const startIndex of [1, 6, 11]) {
      const page = await list(scim, `startIndex=${startIndex}&count=5`)
      expect(page.startIndex).toBe(startIndex)
      expect(page.itemsPerPage).toBe(page.Resources.length)
      seen.push(...page.Resources.map(({ id }) => id))
      await createUser(scim, `late${startIndex}@school.example`)
    }
    expect(seen.slice(0, 11)).toEqual(ids)
    expect(new Set(seen).size).toBe(seen.length)
    expect(await countOf(scim, '/Users')).toBe(14)
  })

  test('E-195 pages of a filter hold together as well, in any order of asking', async () => {
    const scim = await connect()
    const ids = await enrol(scim, 11)
    await createUser(scim, 'somebody else')
    const filter = `filter=${encodeURIComponent('userName sw "user"')}`
    const pages = new Map<number, readonly string[]>()
    for (const startIndex of [11, 1, 6]) {
      const page = await list(scim, `${filter}&startIndex=${startIndex}&count=5`)
      expect(page).toMatchObject({ startIndex, totalResults: 11 })
      pages.set(
        startIndex,
        page.Resources.map(({ id }) => id),
      )
    }
    expect([1, 6, 11].flatMap((start) => pages.get(start) ?? [])).toEqual(ids)
  })

  test('E-195 who is deleted between two pages makes the rest move up by one and no more', async () => {
    const scim = await connect()
    const ids = await enrol(scim, 6)
    expect((await list(scim, 'startIndex=1&count=2')).Resources.map(({ id }) => id)).toEqual(
      ids.slice(0, 2),
    )
    expect((await scim.delete(`/Users/${ids[0]}`)).status).toBe(204)
    const next = await list(scim, 'startIndex=3&count=2')
    expect(next.totalResults).toBe(5)
    expect(next.Resources.map(({ id }) => id)).toEqual(ids.slice(3, 5))
  })

  test('E-196 a page past the end is empty and says where it would be', async () => {
    const scim = await connect()
    await enrol(scim, 3)
    for (const filter of ['', '&filter=userName+pr'])
      expect(await list(scim, `startIndex=20&count=5${filter}`)).toEqual({
        schemas: [listResponse],
        totalResults: 3,
        itemsPerPage: 0,
        startIndex: 20,
        Resources: [],
      })
  })

  test.each(['count=0', 'count=-1', 'count=0&filter=userName+pr', 'count=-1&filter=userName+pr'])(
    'E-197 %s tells how many there are, and shows nobody',
    async (query) => {
      const scim = await connect()
      await enrol(scim, 3)
      expect(await list(scim, query)).toMatchObject({
        totalResults: 3,
        itemsPerPage: 0,
        Resources: [],
      })
    },
  )

  test('E-197 a count over the maximum is cut to it', async () => {
    const scim = await connect()
    const people = Array.from({ length: 1000 }, (_, i) => user(`u${i}`))
    expect(await bulk(scim, people)).toHaveLength(1000)
    await enrol(scim, 5)
    for (const query of [
      'count=5000',
      'count=99999999999999999999',
      'count=1000&filter=userName+pr',
    ]) {
      const page = await list(scim, query)
      expect(page).toMatchObject({ totalResults: 1005, itemsPerPage: 1000 })
      expect(page.Resources).toHaveLength(1000)
    }
    const rest = await list(scim, 'count=5000&startIndex=1001')
    expect(rest.Resources).toHaveLength(5)
  })

  test('E-197 a count that is no integer is refused', async () => {
    const scim = await connect()
    const refused = scim.get('/Users?count=many')
    expect((await expectRefusal(refused, 400, 'invalidValue')).detail).toContain('count')
  })
})
