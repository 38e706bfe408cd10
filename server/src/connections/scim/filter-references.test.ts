/** What filters by managers, members and groups find, and that they keep within the connection. */
import { expect, test } from 'vitest'
import { setState } from '../../../../test/support/directory.ts'
import { onEachDatabase } from '../../../../test/support/each-database.ts'
import { find, make, makePerson } from '../../../../test/support/find.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

onEachDatabase('filters of references', (place) => {
  test('E-19 E-20 a person with a manager is found by both, in either order', async () => {
    const client = await place.connect()
    const boss = await makePerson(client, 'grace', { externalId: 'G', displayName: 'Grace Hopper' })
    const id = await makePerson(client, 'ada', { [enterprise]: { manager: { value: 'G' } } })
    await makePerson(client, 'bo', { [enterprise]: { manager: { value: 'nobody yet' } } })
    const ofEnterprise = `${enterprise}:manager`
    expect(await find(client, `id eq "${id}" and ${ofEnterprise} eq "${boss}"`)).toEqual(['ada'])
    expect(await find(client, `manager eq "${boss}" and id eq "${id}"`)).toEqual(['ada'])
    expect(await find(client, `${ofEnterprise}.value eq "${boss}"`)).toEqual(['ada'])
    expect(await find(client, `${ofEnterprise} eq "nobody yet"`)).toEqual(['bo'])
    expect(await find(client, `${ofEnterprise}.displayName co "HOPPER"`)).toEqual(['ada'])
    expect(await find(client, `${ofEnterprise} eq null`)).toEqual(['grace'])
    await client.delete(`/Users/${boss}`)
    expect(await find(client, `${ofEnterprise} eq "${boss}"`)).toEqual([])
    expect(await find(client, `${ofEnterprise} pr`)).toEqual(['bo'])
  })

  test('E-22 E-24 a group is found by its name in any case, and by its externalId as written', async () => {
    const client = await place.connect()
    await make(client, '/Groups', { displayName: 'Sales', externalId: 'S' })
    await make(client, '/Groups', { displayName: 'SALES' })
    expect(await find(client, 'displayName eq "sales"', '/Groups')).toEqual(['SALES', 'Sales'])
    expect(await find(client, 'externalId eq "S"', '/Groups')).toEqual(['Sales'])
    expect(await find(client, 'externalId eq "s"', '/Groups')).toEqual([])
  })

  test('members and groups are found from both sides, but for those who are deleted', async () => {
    const client = await place.connect()
    const ada = await makePerson(client, 'ada', { displayName: 'Ada' })
    const bo = await makePerson(client, 'bo')
    const inner = await make(client, '/Groups', { displayName: 'Inner', members: [{ value: bo }] })
    const outer = await make(client, '/Groups', {
      displayName: 'Outer',
      members: [{ value: ada }, { value: inner }],
    })
    await make(client, '/Groups', { displayName: 'Empty' })
    const groups = (filter: string) => find(client, filter, '/Groups')
    expect(await groups(`members eq "${ada}"`)).toEqual(['Outer'])
    expect(await groups(`members[value eq "${ada}" and type eq "User"]`)).toEqual(['Outer'])
    expect(await groups(`members[value eq "${ada}" and type eq "Group"]`)).toEqual([])
    expect(await groups('members.type eq "group"')).toEqual(['Outer'])
    expect(await groups('members.display eq "ADA"')).toEqual(['Outer'])
    expect(await groups('members pr')).toEqual(['Inner', 'Outer'])
    expect(await groups('members.value eq "x"')).toEqual([])
    expect(await find(client, `groups eq "${outer}"`)).toEqual(['ada'])
    expect(await find(client, 'groups.display eq "INNER"')).toEqual(['bo'])
    expect(await find(client, `groups[value eq "${outer}" and type eq "direct"]`)).toEqual(['ada'])
    await client.delete(`/Users/${ada}`)
    await client.delete(`/Groups/${inner}`)
    expect(await groups(`members eq "${ada}"`)).toEqual([])
    expect(await groups('members pr')).toEqual([])
    expect(await find(client, 'groups pr')).toEqual([])
  })

  test('a connection finds nothing of another, of the same organization or not', async () => {
    const client = await place.connect()
    const other = await place.connectTo(client.organization, 'Okta')
    const stranger = await place.connect()
    const ada = await makePerson(client, 'ada', { emails: [{ value: 'ada@school.example' }] })
    const team = await make(client, '/Groups', { displayName: 'Team', members: [{ value: ada }] })
    for (const one of [other, stranger]) {
      for (const filter of [
        'userName eq "ada"',
        'userName co "ada"',
        'emails.value eq "ada@school.example"',
        `id eq "${ada}"`,
        `groups.value eq "${team}"`,
        'not (userName eq "x")',
      ])
        expect(await find(one, filter), filter).toEqual([])
      for (const filter of ['displayName eq "Team"', `id eq "${team}"`, `members eq "${ada}"`])
        expect(await find(one, filter, '/Groups'), filter).toEqual([])
    }
  })

  test('of a person of two connections, each finds the groups that are its own', async () => {
    const client = await place.connect()
    const other = await place.connectTo(client.organization, 'Okta')
    const ada = { userName: 'ada@school.example', emails: [{ value: 'ada@school.example' }] }
    const id = await make(client, '/Users', ada)
    await make(client, '/Groups', { displayName: 'Team', members: [{ value: id }] })
    await setState(place.database(), client, 'off')
    expect(await make(other, '/Users', ada)).toBe(id)
    expect(await find(client, 'groups.display eq "team"')).toEqual(['ada@school.example'])
    expect(await find(other, 'userName pr')).toEqual(['ada@school.example'])
    expect(await find(other, 'groups.display eq "team"')).toEqual([])
    expect(await find(other, 'groups pr')).toEqual([])
  })
})
