/** How Okta tries a connection and finds out whether it knows somebody already: O-01 to O-10. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { asOkta, createOktaUser, oktaUser, page, readAndPut } from '../support/okta.ts'
import { createGroup, createUser, json, listResponse } from '../support/scim.ts'
import { change, countOf, expectRefusal, find, stateOf } from '../support/state.ts'

const nobody = {
  schemas: [listResponse],
  totalResults: 0,
  itemsPerPage: 0,
  startIndex: 1,
  Resources: [],
}

onEachDatabase('Okta tries a connection and matches people', ({ connect }) => {
  const connectOkta = async (...given: Parameters<typeof connect>) =>
    asOkta(await connect(...given))

  test('O-01 an organization without people shows an empty list', async () => {
    const scim = await connectOkta()
    const response = await scim.get('/Users?startIndex=1&count=2')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/scim+json')
    expect(await json(response)).toEqual(nobody)
    expect(await countOf(scim, '/Users')).toBe(0)
  })

  test('O-01 shows two people at most when asked for two, and how many there are', async () => {
    const scim = await connectOkta()
    const ids: string[] = []
    for (const name of ['ada', 'bo', 'grace'])
      ids.push((await createUser(scim, `${name}@school.example`)).id)
    const list = await json(scim.get('/Users?startIndex=1&count=2'))
    expect(list).toMatchObject({ totalResults: 3, itemsPerPage: 2, startIndex: 1 })
    expect(list.Resources).toEqual(
      await Promise.all(ids.slice(0, 2).map((id) => stateOf(scim, `/Users/${id}`))),
    )
  })

  test.each(['count=100&startIndex=1', 'startIndex=1&count=100'])(
    'O-02 lists groups, whether there are any or not: %s',
    async (query) => {
      const scim = await connectOkta()
      const empty = await scim.get(`/Groups?${query}`)
      expect(empty.status).toBe(200)
      expect(await json(empty)).toEqual(nobody)
      const ada = await createUser(scim, 'ada@school.example')
      const { id } = await createGroup(scim, 'Class 7b', [ada.id])
      const list = await json(scim.get(`/Groups?${query}`))
      expect(list).toEqual({
        ...nobody,
        totalResults: 1,
        itemsPerPage: 1,
        Resources: [await stateOf(scim, `/Groups/${id}`)],
      })
    },
  )

  test('O-06 finds by userName whom there is, and an empty list otherwise', async () => {
    const scim = await connectOkta()
    await createUser(scim, 'bo@school.example')
    const search = `/Users?filter=userName%20eq%20%22ada%40school.example%22${page}`
    const before = await scim.get(search)
    expect(before.status).toBe(200)
    expect(await json(before)).toEqual(nobody)
    const { id } = await createOktaUser(scim, 'ada@school.example')
    const after = await scim.get(search)
    expect(after.status).toBe(200)
    expect(await json(after)).toEqual({
      ...nobody,
      totalResults: 1,
      itemsPerPage: 1,
      Resources: [await stateOf(scim, `/Users/${id}`)],
    })
  })

  test('O-07 finds by userName in capitals', async () => {
    const scim = await connectOkta()
    const { id } = await createOktaUser(scim, 'ada@school.example')
    const found = await find(scim, '/Users', 'userName eq "ADA@SCHOOL.EXAMPLE"', page)
    expect(found).toEqual([await stateOf(scim, `/Users/${id}`)])
    expect(found[0]!.userName).toBe('ada@school.example')
  })

  test('O-08 links somebody who is there already and overwrites their fields, id unchanged', async () => {
    const scim = await connectOkta()
    const { id } = await createUser(scim, 'ada@school.example', { displayName: 'A. Byron' })
    const [hit] = await find(scim, '/Users', 'userName eq "ada@school.example"', page)
    expect(hit!.id).toBe(id)
    const response = await readAndPut(scim, `/Users/${id}`, oktaUser('ada@school.example'))
    expect(response.status).toBe(200)
    const state = await stateOf(scim, `/Users/${id}`)
    expect(await json(response)).toEqual(state)
    expect(state).toMatchObject({ id, displayName: 'Ada Byron', externalId: '00u1', active: true })
    expect(state).not.toHaveProperty('password')
    expect(await countOf(scim, '/Users')).toBe(1)
  })

  test.each(['PATCH, as catalogue apps do', 'PUT, as wizard apps do'])(
    'O-09 links somebody inactive and activates them by %s, id unchanged',
    async (how) => {
      const scim = await connectOkta()
      const { id } = await createOktaUser(scim, 'ada@school.example', { active: false })
      const [hit] = await find(scim, '/Users', 'userName eq "ada@school.example"', page)
      expect(hit).toMatchObject({ id, active: false })
      if (how.startsWith('PATCH'))
        await change(scim, `/Users/${id}`, [{ op: 'replace', value: { active: true } }])
      else expect((await readAndPut(scim, `/Users/${id}`, { active: true })).status).toBe(200)
      const state = await stateOf(scim, `/Users/${id}`)
      expect(state).toEqual({ ...hit, active: true, meta: state.meta })
      expect(state.meta.version).toBe('W/"2"')
      expect(await find(scim, '/Users', 'active eq true')).toEqual([state])
      expect(await countOf(scim, '/Users')).toBe(1)
    },
  )

  test('O-10 an unknown id is 404 with a detail', async () => {
    const scim = await connectOkta()
    await createUser(scim, 'ada@school.example')
    const { detail } = await expectRefusal(scim.get('/Users/00919288221112222'), 404)
    expect(detail).toContain('00919288221112222')
    expect(await find(scim, '/Users', 'id eq "00919288221112222"')).toEqual([])
  })
})
