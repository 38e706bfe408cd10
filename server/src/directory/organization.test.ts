import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, databases } from '../../../test/support/databases.ts'
import { createOrganization, findOrganization, listOrganizations } from './organization.ts'
import { Refusal } from './refusal.ts'

describe.each(databases)('on $name', ({ open }) => {
  let fresh: FreshDatabase

  beforeAll(async () => {
    fresh = await open()
  })
  afterAll(() => fresh.drop())

  const make = (slug: string, name = 'Name') =>
    createOrganization(fresh.database, { slug, name, identifier: 'employeeId' })

  test('an organization is found by its slug and by its id, and listed by slug', async () => {
    const school = await make('school', 'School of Ada')
    const acme = await make('acme')
    expect(school).toMatchObject({ name: 'School of Ada', identifier: 'employeeId', settings: {} })
    expect(await findOrganization(fresh.database, 'school')).toEqual(school)
    expect(await findOrganization(fresh.database, acme.id)).toEqual(acme)
    expect(await listOrganizations(fresh.database)).toEqual([acme, school])
  })

  test('a slug is taken once', async () => {
    await make('twice')
    await expect(make('twice')).rejects.toThrow('choose another short name')
  })

  test('what is not there is refused with what to do', async () => {
    for (const name of ['nobody', 'ACME', '', "' or 1=1 --"])
      await expect(findOrganization(fresh.database, name)).rejects.toThrow('organization list')
  })

  test.each(['', 'Acme', 'a b', '-a', 'a-', 'ä', 'a'.repeat(64), 'a/b', '__proto__'])(
    'the slug %j is refused',
    async (slug) => {
      await expect(make(slug)).rejects.toThrow(Refusal)
    },
  )

  test.each(['', ' ', 'a\u0000b', '\u202Eb', 'x'.repeat(101)])(
    'the name %j is refused',
    async (name) => {
      await expect(make('named', name)).rejects.toThrow(Refusal)
    },
  )
})
