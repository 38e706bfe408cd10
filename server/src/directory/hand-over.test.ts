import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases, type FreshDatabase } from '../../../test/support/databases.ts'
import { makeOrganization, makeSource, setState } from '../../../test/support/directory.ts'
import { bringPerson, deletePerson } from './apply-person.ts'
import type { Source } from './source.ts'
import { readTally } from './tally.ts'

const said = (
  userName: string,
  more: Record<string, unknown> = {},
  externalId = `x-${userName}`,
) => ({
  document: { userName, emails: [{ value: userName, type: 'work', primary: true }], ...more },
  externalId,
  active: true,
})

describe.each(databases)('who may have whom, on $name', ({ open }) => {
  let fresh: FreshDatabase
  beforeAll(async () => {
    fresh = await open()
  })
  afterAll(() => fresh.drop())

  const scopeOf = (source: Source) => ({
    organizationId: source.organization.id,
    connectionId: source.connectionId,
  })
  test('an admin’s suspension holds when the person is made anew, adopted or restored', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database)
    const locked = { ...organization, settings: { sourceMayReactivate: false } }
    const source = { ...(await makeSource(database, organization)), organization: locked }
    const other = { ...(await makeSource(database, organization, 'Okta')), organization: locked }
    const { person_id: id } = await bringPerson(database, source, said('ada@example.com'))
    await database.run(
      database.build
        .updateTable('person')
        .set({ status: 'inactive', status_reason: 'admin' })
        .where('organization_id', '=', organization.id)
        .where('person_id', '=', id),
    )
    const suspended = { person_id: id, status: 'inactive', status_reason: 'admin' }
    expect(await bringPerson(database, source, said('ada@example.com'))).toMatchObject(suspended)
    await deletePerson(database, source, id, undefined)
    expect(await bringPerson(database, source, said('ada@example.com'))).toMatchObject(suspended)
    await setState(database, source, 'off')
    expect(await bringPerson(database, other, said('ada@example.com'))).toMatchObject(suspended)
  })

  test('who is deleted by one connection is one fewer for each that had them', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database)
    const entra = await makeSource(database, organization, 'Entra')
    const okta = await makeSource(database, organization, 'Okta')
    const { person_id: id } = await bringPerson(database, entra, said('ada@example.com'))
    await setState(database, entra, 'off')
    await bringPerson(database, okta, said('ada@example.com'))
    await deletePerson(database, okta, id, undefined)
    for (const source of [entra, okta])
      expect((await readTally(database, scopeOf(source), 'person')).present).toBe(0)
  })

  test('who another connection holds by now is not made anew here, whatever they are called', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database)
    const entra = await makeSource(database, organization, 'Entra')
    const okta = await makeSource(database, organization, 'Okta')
    await bringPerson(database, entra, said('ada@example.com'))
    await setState(database, entra, 'off')
    await bringPerson(database, okta, { ...said('ada@example.com'), active: false })
    await setState(database, entra, 'live')
    await expect(bringPerson(database, entra, said('ada@example.com'))).rejects.toThrow(/"Okta"/)
  })
})
