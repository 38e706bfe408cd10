import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { createGroup, createUser, json } from '../support/scim.ts'

onEachDatabase('Answers to changes of members', ({ connect }) => {
  test.each(['excludedAttributes=members', 'attributes=displayName', 'attributes=members'])(
    'X3 with "%s" a PATCH of members alone shows what a GET with the same shows',
    async (query) => {
      const scim = await connect()
      const ada = await createUser(scim, 'ada')
      const { id } = await createGroup(scim, '7b')
      for (const op of ['add', 'add', 'remove']) {
        const response = await scim.patch(`/Groups/${id}?${query}`, [
          { op, path: 'members', value: [{ value: ada.id }] },
        ])
        expect(response.status).toBe(200)
        expect(await json(response)).toEqual(await json(scim.get(`/Groups/${id}?${query}`)))
      }
    },
  )

  test('O-54 a name restated beside a change of members shows the whole group, too', async () => {
    const scim = await connect()
    const ada = await createUser(scim, 'ada')
    const { id } = await createGroup(scim, '7b')
    const response = await scim.patch(`/Groups/${id}?excludedAttributes=members`, [
      { op: 'replace', value: { id, displayName: '7b' } },
      { op: 'add', path: 'members', value: [{ value: ada.id }] },
    ])
    const path = `/Groups/${id}?excludedAttributes=members`
    expect(await json(response)).toEqual(await json(scim.get(path)))
  })

  test('X3 a connection that wants 200 gets the whole group', async () => {
    const scim = await connect({ memberPatchStatus: 200 })
    const ada = await createUser(scim, 'ada')
    const { id } = await createGroup(scim, '7b')
    const response = await scim.patch(`/Groups/${id}`, [
      { op: 'add', path: 'members', value: [{ value: ada.id }] },
    ])
    expect(await json(response)).toEqual(await json(scim.get(`/Groups/${id}`)))
  })

  test('§3.4.2.3 who has no value comes last ascending and first descending', async () => {
    const scim = await connect()
    for (const [name, title] of [
      ['ada', 'Dr'],
      ['bo', undefined],
      ['cy', 'Prof'],
      ['di', undefined],
    ] as const)
      await createUser(scim, name, title === undefined ? {} : { title })
    const order = async (sortOrder: string) => {
      const { Resources } = await json(scim.get(`/Users?sortBy=title&sortOrder=${sortOrder}`))
      return Resources.map(({ userName }: { userName: string }) => userName)
    }
    expect(await order('ascending')).toEqual(['ada', 'cy', 'bo', 'di'])
    expect((await order('descending')).slice(2)).toEqual(['cy', 'ada'])
  })
})

onEachDatabase('Many who change one person at once', ({ connect }) => {
  test('are all carried out, and no change is lost', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada')
    const names = ['title', 'nickName', 'userType', 'locale', 'timezone', 'preferredLanguage']
    const rounds = [...names, 'displayName', 'profileUrl', 'name.givenName', 'name.familyName']
    const answers = await Promise.all(
      rounds.map((path) =>
        scim.patch(`/Users/${id}`, [{ op: 'replace', path, value: `my ${path}` }]),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual(rounds.map(() => 200))
    const shown = await json(scim.get(`/Users/${id}`))
    for (const name of names) expect(shown[name]).toBe(`my ${name}`)
    expect(shown.name).toEqual({ givenName: 'my name.givenName', familyName: 'my name.familyName' })
  })
})
