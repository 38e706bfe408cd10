/** Filters: traps that public servers fell into, T-20 to T-22. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { createGroup, createUser, enterprise, json, messages } from '../support/scim.ts'
import { countOf, expectRefusal, find, stateOf } from '../support/state.ts'

onEachDatabase('Traps with filters', ({ connect }) => {
  test.each([
    'a (b) [c] \\ d',
    ') or (displayName pr',
    '[type eq "work"]',
    'a " and " b',
    '\\"',
    '\\\\',
    "it's 100 % _",
    'tab\tnew\nline',
    '日本語 ü \u{1f600}',
  ])(
    'T-20 what looks like syntax inside quotation marks is a letter like others: %j',
    async (name) => {
      const scim = await connect()
      const literal = JSON.stringify(name)
      expect(await find(scim, '/Groups', `displayName eq ${literal}`)).toEqual([])
      const group = await createGroup(scim, name)
      await createGroup(scim, 'Class 7b')
      const user = await createUser(scim, 'ada', { displayName: name })
      await createUser(scim, 'bo')
      const [group_, user_] = [
        await stateOf(scim, `/Groups/${group.id}`),
        await stateOf(scim, `/Users/${user.id}`),
      ]
      for (const filter of [`displayName eq ${literal}`, `displayName sw ${literal}`]) {
        expect(await find(scim, '/Groups', filter)).toEqual([group_])
        expect(await find(scim, '/Users', filter)).toEqual([user_])
      }
    },
  )

  test.each([
    'shoeSize eq 42',
    'name.shoeSize eq "42"',
    'emails[shoeSize eq 42]',
    'emails[type eq "work"].shoeSize eq "42"',
    `${enterprise}:shoeSize eq "42"`,
    'urn:example:Custom:2.0:User:tag eq "x"',
    'not (shoeSize eq 42)',
    'userName eq "ada" or shoeSize eq 42',
    '__proto__ pr',
    'constructor eq "x"',
    'toString pr',
    'password eq "x"',
  ])('T-21 a filter that names no attribute finds nobody and says why: %s', async (filter) => {
    const scim = await connect()
    await createUser(scim, 'ada')
    const { detail } = await expectRefusal(
      scim.get(`/Users?filter=${encodeURIComponent(filter)}`),
      400,
      'invalidFilter',
    )
    expect(detail).toMatch(/shoeSize|tag|__proto__|constructor|toString|password/)
    const search = { schemas: [`${messages}:SearchRequest`], filter }
    await expectRefusal(scim.post('/Users/.search', search), 400, 'invalidFilter')
    expect(await countOf(scim, '/Users')).toBe(1)
  })

  test.each([
    'userName',
    'userName eq',
    'userName eq ',
    'eq "ada"',
    'userName "ada"',
    'userName is "ada"',
    '"ada"',
    'userName eq "ada',
    "userName eq 'ada'",
    'userName eq "ada" and',
    'userName eq "ada" "bo"',
    '(userName eq "ada"',
    'userName eq "ada")',
    '()',
    'not userName eq "ada"',
    'emails[]',
    'emails[type eq "work"',
    'userName eq "\\x"',
    'userName pr true',
    ' ',
  ])('T-22 a filter with something missing finds nobody and says so: %j', async (filter) => {
    const scim = await connect()
    await createUser(scim, 'ada', { emails: [{ type: 'work', value: 'a@b.example' }] })
    await createGroup(scim, 'Class 7b')
    const query = `filter=${encodeURIComponent(filter)}`
    await expectRefusal(scim.get(`/Users?${query}`), 400, 'invalidFilter')
    await expectRefusal(scim.get(`/Groups?${query}`), 400, 'invalidFilter')
    expect((await json(scim.get('/Users'))).totalResults).toBe(1)
  })

  test('T-22 an empty filter finds nobody and says so', async () => {
    const scim = await connect()
    await createUser(scim, 'ada')
    for (const query of ['filter=', 'filter'])
      await expectRefusal(scim.get(`/Users?${query}`), 400, 'invalidFilter')
    expect(await countOf(scim, '/Users')).toBe(1)
  })
})
