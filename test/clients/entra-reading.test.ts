/** How Microsoft Entra ID reads groups and what the service says of itself: E-22 to E-26. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import {
  core,
  create,
  createGroup,
  createUser,
  enterprise,
  group,
  json,
  listResponse,
  type Json,
} from '../support/scim.ts'
import { find, stateOf } from '../support/state.ts'

onEachDatabase('Entra reads', ({ connect }) => {
  test('E-22 finds a group by name, in any letter case, without its members', async () => {
    const scim = await connect()
    const ada = await createUser(scim, 'ada@school.example')
    const { id } = await createGroup(scim, 'Class 7b', [ada.id])
    const { members, ...rest } = await stateOf(scim, `/Groups/${id}`)
    expect(members).toHaveLength(1)
    for (const name of ['Class+7b', 'CLASS+7B']) {
      const list = await json(
        scim.get(`/Groups?excludedAttributes=members&filter=displayName+eq+%22${name}%22`),
      )
      expect(list).toEqual({
        schemas: [listResponse],
        totalResults: 1,
        itemsPerPage: 1,
        startIndex: 1,
        Resources: [rest],
      })
    }
  })

  test('E-22 a look-up with members shows them after one without, and the other way round', async () => {
    const scim = await connect()
    const ada = await createUser(scim, 'ada@school.example')
    const { id } = await createGroup(scim, 'Class 7b', [ada.id])
    const state = await stateOf(scim, `/Groups/${id}`)
    const { members: _, ...rest } = state
    const filter = 'displayName eq "class 7b"'
    for (let turn = 0; turn < 2; turn++) {
      expect(await find(scim, '/Groups', filter, '&excludedAttributes=members')).toEqual([rest])
      expect(await find(scim, '/Groups', filter)).toEqual([state])
    }
  })

  test('E-23 reads a group without its members, empty or not', async () => {
    const scim = await connect()
    const ada = await createUser(scim, 'ada@school.example')
    for (const members of [[], [ada.id]]) {
      const { id } = await createGroup(scim, 'Class 7b', members)
      const shown = await json(scim.get(`/Groups/${id}?excludedAttributes=members`))
      expect(shown).not.toHaveProperty('members')
      const state = await stateOf(scim, `/Groups/${id}`)
      expect(state).toEqual({ ...shown, members: expect.any(Array) })
      expect(state.members).toHaveLength(members.length)
    }
  })

  test('E-24 finds a group by its exact externalId, with and without members', async () => {
    const scim = await connect()
    const externalId = '8aa1a0c0-C4c3-4bc0-b4a5-2ef676900159'
    const { id } = await create(scim, '/Groups', {
      schemas: [group],
      displayName: 'Class 7b',
      externalId,
    })
    const state = await stateOf(scim, `/Groups/${id}`)
    const without = '&excludedAttributes=members'
    expect(await find(scim, '/Groups', `externalId eq "${externalId}"`)).toEqual([state])
    const { members: _, ...rest } = state
    expect(await find(scim, '/Groups', `externalId eq "${externalId}"`, without)).toEqual([rest])
    const other = `externalId eq "${externalId.toUpperCase()}"`
    expect(await find(scim, '/Groups', other)).toEqual([])
    expect(await find(scim, '/Groups', other, without)).toEqual([])
  })

  test.each(['Members', 'members', `${group}:members`, `${group.toUpperCase()}:MEMBERS`])(
    'E-25 excludedAttributes=%s leaves out the members',
    async (name) => {
      const scim = await connect()
      const ada = await createUser(scim, 'ada@school.example')
      const { id } = await createGroup(scim, 'Class 7b', [ada.id])
      const shown = await json(scim.get(`/Groups/${id}?excludedAttributes=${name}`))
      const { members, ...rest } = await stateOf(scim, `/Groups/${id}`)
      expect(members).toHaveLength(1)
      expect(shown).toEqual(rest)
    },
  )

  test('E-25 attributes= takes names with URN and of parts; id and schemas always come', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada@school.example', {
      title: 'Dr',
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      [enterprise]: { department: 'Mathematics', division: 'Science' },
    })
    await stateOf(scim, `/Users/${id}`)
    const names = `userName,${enterprise}:department,name.givenName`
    const expected = {
      schemas: [core, enterprise],
      id,
      userName: 'ada@school.example',
      name: { givenName: 'Ada' },
      [enterprise]: { department: 'Mathematics' },
    }
    expect(await json(scim.get(`/Users/${id}?attributes=${names}`))).toEqual(expected)
    expect(await find(scim, '/Users', `id eq "${id}"`, `&attributes=${names}`)).toEqual([expected])
  })

  const flatten = (attributes: readonly Json[], prefix: string): string[] =>
    attributes.flatMap(({ name, subAttributes }) => [
      `${prefix}${name}`,
      ...(subAttributes ? flatten(subAttributes, `${prefix}${name}.`) : []),
    ])

  test('E-26 the schemas list every attribute Entra maps by default, and that of groups', async () => {
    const scim = await connect()
    const { totalResults, Resources } = await json(scim.get('/Schemas'))
    expect(totalResults).toBe(Resources.length)
    const namesOf = (urn: string) => flatten(Resources.find(({ id }) => id === urn)!.attributes, '')
    expect(namesOf(core)).toEqual(
      expect.arrayContaining([
        'userName',
        'active',
        'displayName',
        'title',
        'nickName',
        'profileUrl',
        'userType',
        'preferredLanguage',
        'locale',
        'timezone',
        'name.formatted',
        'name.givenName',
        'name.familyName',
        'name.honorificPrefix',
        'emails.value',
        'emails.type',
        'emails.primary',
        'phoneNumbers.value',
        'phoneNumbers.type',
        'addresses.formatted',
        'addresses.streetAddress',
        'addresses.locality',
        'addresses.region',
        'addresses.postalCode',
        'addresses.country',
        'addresses.type',
        'roles.value',
        'roles.display',
        'roles.type',
        'roles.primary',
      ]),
    )
    expect(namesOf(enterprise)).toEqual(
      expect.arrayContaining([
        'employeeNumber',
        'costCenter',
        'organization',
        'division',
        'department',
        'manager',
        'manager.value',
      ]),
    )
    expect(namesOf(group)).toEqual(
      expect.arrayContaining(['displayName', 'members.value', 'members.$ref', 'members.type']),
    )
    for (const { attributes } of Resources)
      for (const name of flatten(attributes, '')) expect(name).toMatch(/^\$?[a-z][\w.$]*$/)
  })

  test('E-26 what the schema of a User lists can be written and comes back', async () => {
    const scim = await connect()
    const { Resources } = await json(scim.get('/Schemas'))
    const texts = Resources.find(({ id }) => id === core)!.attributes.filter(
      ({ type, mutability, multiValued }) =>
        type === 'string' && mutability === 'readWrite' && multiValued === false,
    )
    expect(texts.map(({ name }) => name)).toContain('preferredLanguage')
    const values = Object.fromEntries(texts.map(({ name }) => [name, `${name}@school.example`]))
    const { id } = await createUser(scim, 'x', values)
    expect(await stateOf(scim, `/Users/${id}`)).toMatchObject(values)
  })
})
