import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, databases } from '../../../test/support/databases.ts'
import { createOrganization, type Organization } from '../directory/organization.ts'
import { Refusal } from '../directory/refusal.ts'
import {
  createConnection,
  findConnection,
  listConnections,
  setConnectionState,
} from './connection.ts'

describe.each(databases)('on $name', ({ open }) => {
  let fresh: FreshDatabase
  let acme: Organization
  let school: Organization

  beforeAll(async () => {
    fresh = await open()
    const { database } = fresh
    acme = await createOrganization(database, { slug: 'acme', name: 'Acme', identifier: 'email' })
    school = await createOrganization(database, { slug: 'school', name: 'S', identifier: 'email' })
  })
  afterAll(() => fresh.drop())

  const find = (name: string, organization = acme) =>
    findConnection(fresh.database, organization, name)

  test('a connection is live from the start, and found by id and by name in any case', async () => {
    const entra = await createConnection(fresh.database, acme, {
      name: ' Entra ID ',
      settings: { strict: true },
    })
    expect(entra).toMatchObject({
      organizationId: acme.id,
      kind: 'scim',
      name: 'Entra ID',
      state: 'live',
      settings: { strict: true },
    })
    expect(await find(entra.id)).toEqual(entra)
    expect(await find('entra id')).toEqual(entra)
  })

  test('an organization has each name once, and another organization may have it too', async () => {
    await createConnection(fresh.database, acme, { name: 'Okta' })
    await expect(createConnection(fresh.database, acme, { name: 'OKTA' })).rejects.toThrow(
      'has a connection "OKTA" already',
    )
    await createConnection(fresh.database, school, { name: 'Okta' })
  })

  test('a connection is not found from another organization', async () => {
    const { id } = await createConnection(fresh.database, school, { name: 'Ping' })
    await expect(find(id)).rejects.toThrow('rollbook connection list acme')
    await expect(find('Ping')).rejects.toThrow(Refusal)
    expect((await find(id, school)).id).toBe(id)
  })

  test('switching one off changes no other, and tells whoever remembers', async () => {
    const { database } = fresh
    const topics: string[] = []
    database.onAnnounce((topic) => topics.push(topic))
    const google = await createConnection(database, acme, { name: 'Google' })
    expect(await setConnectionState(database, google, 'off')).toEqual({ ...google, state: 'off' })
    expect(topics).toContain('access')
    const states = (await listConnections(database, acme.id)).map(({ name, state }) => [
      name,
      state,
    ])
    expect(states.filter(([, state]) => state === 'off')).toEqual([['Google', 'off']])
  })
})
