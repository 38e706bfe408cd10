import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases, type FreshDatabase } from '../../../test/support/databases.ts'
import { makeOrganization, makeSource, readLog, setState } from '../../../test/support/directory.ts'
import { bringPerson, Conflict, deletePerson, updatePerson } from './apply-person.ts'
import type { LinkedPerson } from './person.ts'
import { changesOf, type Plan } from './plan.ts'
import { readPerson } from './read-person.ts'
import type { Source } from './source.ts'
import { readTally } from './tally.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const said = (
  userName: string,
  more: Record<string, unknown> = {},
  externalId = `x-${userName}`,
) => ({
  document: { userName, emails: [{ value: userName, type: 'work', primary: true }], ...more },
  externalId,
  active: true,
})

describe.each(databases)('the door for people on $name', ({ open }) => {
  let fresh: FreshDatabase
  beforeAll(async () => {
    fresh = await open()
  })
  afterAll(() => fresh.drop())

  const scopeOf = (source: Source) => ({
    organizationId: source.organization.id,
    connectionId: source.connectionId,
  })
  const read = async (source: Source, id: string): Promise<LinkedPerson> => {
    const person = await readPerson(fresh.database, scopeOf(source), id, '')
    if (!person) throw new Error(`nobody has the id ${id}`)
    return person
  }

  test('creates somebody new, with one log entry that tells each attribute', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database)
    const source = await makeSource(database, organization)
    const ada = await bringPerson(database, source, said('ada@example.com', { title: 'Dr' }))
    expect(ada).toMatchObject({ version: 1, status: 'active', external_id: 'x-ada@example.com' })
    expect(JSON.parse((await read(source, ada.person_id)).document)).toMatchObject({ title: 'Dr' })
    expect(await readTally(database, scopeOf(source), 'person')).toEqual({
      present: 1,
      removals: 0,
    })
    const [entry, ...more] = await readLog(database, organization)
    expect(more).toEqual([])
    expect(entry).toMatchObject({ verdict: 'create', outcome: 'applied', objectId: ada.person_id })
    expect(changesOf(entry?.plan as Plan)).toContainEqual({ attribute: 'title', to: 'Dr' })
  })

  test('I13 of a hundred at once with one identifier, one is created and the rest conflict', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database)
    const source = await makeSource(database, organization)
    const names = Array.from({ length: 100 }, (_, i) =>
      i % 2 ? 'Ada@example.com' : 'ada@EXAMPLE.com',
    )
    const outcomes = await Promise.allSettled(
      names.map((name) => bringPerson(database, source, said(name))),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(Conflict)
    expect((await readTally(database, scopeOf(source), 'person')).present).toBe(1)
    expect(await readLog(database, organization)).toHaveLength(1)
  })

  test('the same change twice leaves one version step, and says unchanged the second time', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database)
    const source = await makeSource(database, organization)
    const { person_id: id } = await bringPerson(database, source, said('ada@example.com'))
    const change = said('ada@example.com', { title: 'Dr' })
    const once = await updatePerson(database, source, await read(source, id), change)
    const twice = await updatePerson(database, source, await read(source, id), change)
    expect(once?.version).toBe(2)
    expect(twice).toMatchObject({ version: 2, last_modified: once?.last_modified })
    expect((await readLog(database, organization)).map(({ verdict }) => verdict)).toEqual([
      'create',
      'update',
      'unchanged',
    ])
  })

  test('a change planned on an old version is not applied, and not logged', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database)
    const source = await makeSource(database, organization)
    const { person_id: id } = await bringPerson(database, source, said('ada@example.com'))
    const old = await read(source, id)
    await updatePerson(database, source, old, said('ada@example.com', { title: 'Dr' }))
    expect(
      await updatePerson(database, source, old, said('ada@example.com', { title: 'Prof' })),
    ).toBeUndefined()
    expect(JSON.parse((await read(source, id)).document)).toMatchObject({ title: 'Dr' })
    expect(await readLog(database, organization)).toHaveLength(2)
  })

  test('a person of another live connection conflicts by its name; once that is off they are adopted, id unchanged', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database)
    const entra = await makeSource(database, organization, 'Entra')
    const okta = await makeSource(database, organization, 'Okta')
    const ada = await bringPerson(
      database,
      entra,
      said('ada@example.com', { title: 'Dr', nickName: 'A' }),
    )
    await expect(bringPerson(database, okta, said('ada@example.com'))).rejects.toThrow(/"Entra"/)
    expect(await readPerson(database, scopeOf(okta), ada.person_id, '')).toBeUndefined()

    await setState(database, entra, 'off')
    const adopted = await bringPerson(
      database,
      okta,
      said('ada@example.com', { title: 'Prof' }, 'okta-1'),
    )
    expect(adopted.person_id).toBe(ada.person_id)
    // What the new source does not name stays (I10).
    expect(JSON.parse((await read(okta, ada.person_id)).document)).toMatchObject({
      title: 'Prof',
      nickName: 'A',
    })
    expect((await read(okta, ada.person_id)).external_id).toBe('okta-1')
    expect((await readTally(database, scopeOf(okta), 'person')).present).toBe(1)

    await setState(database, entra, 'live')
    await expect(
      updatePerson(database, entra, await read(entra, ada.person_id), said('ada@example.com')),
    ).rejects.toThrow(/"Okta"/)
  })

  test('a userName or e-mail taken by another person is a conflict, and nothing changes', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database)
    const source = await makeSource(database, organization)
    await bringPerson(database, source, said('ada@example.com'))
    const { person_id: id } = await bringPerson(database, source, said('grace@example.com'))
    await expect(
      updatePerson(database, source, await read(source, id), said('ADA@example.com')),
    ).rejects.toThrow(/userName|e-mail/)
    expect(JSON.parse((await read(source, id)).document)).toMatchObject({
      userName: 'grace@example.com',
    })
    expect(await readLog(database, organization)).toHaveLength(2)
  })

  test('a deleted person is gone for the source, their name is free, and a newcomer gets a record of their own', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database)
    const source = await makeSource(database, organization)
    const ada = await bringPerson(database, source, said('ada@example.com'))
    expect(await deletePerson(database, source, ada.person_id, undefined)).toBe(true)
    expect(await readPerson(database, scopeOf(source), ada.person_id, '')).toBeUndefined()
    expect(await readTally(database, scopeOf(source), 'person')).toEqual({
      present: 0,
      removals: 1,
    })

    const other = await bringPerson(database, source, said('ada@example.com', {}, 'somebody-else'))
    expect(other.person_id).not.toBe(ada.person_id)
    expect(
      await database.run(
        database.build
          .selectFrom('possibly_same')
          .select(['person_id', 'other_person_id', 'shared'])
          .where('organization_id', '=', organization.id),
      ),
    ).toEqual([{ person_id: other.person_id, other_person_id: ada.person_id, shared: 'email' }])
  })

  test('the same person coming back by externalId is restored with their id', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database)
    const source = await makeSource(database, organization)
    const ada = await bringPerson(database, source, said('ada@example.com', { title: 'Dr' }))
    await deletePerson(database, source, ada.person_id, undefined)
    const back = await bringPerson(database, source, said('ada@example.com'))
    expect(back.person_id).toBe(ada.person_id)
    expect(back.status).toBe('active')
    expect((await readTally(database, scopeOf(source), 'person')).present).toBe(1)
    expect((await readLog(database, organization)).at(-1)?.verdict).toBe('restore')
  })

  test('with Employee ID as identifier, people may share an e-mail, and return by employee ID', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database, 'employeeId')
    const source = await makeSource(database, organization)
    const employee = (name: string, employeeNumber: string) => ({
      ...said(name, { [enterprise]: { employeeNumber } }),
      document: {
        userName: name,
        emails: [{ value: 'team@example.com', type: 'work' }],
        [enterprise]: { employeeNumber },
      },
    })
    const ada = await bringPerson(database, source, employee('ada', '0007'))
    await bringPerson(database, source, employee('grace', '0008'))
    await expect(bringPerson(database, source, employee('adele', '0007'))).rejects.toThrow(Conflict)
    await deletePerson(database, source, ada.person_id, undefined)
    const back = await bringPerson(database, source, {
      ...employee('ada.l', '0007'),
      externalId: 'new',
    })
    expect(back.person_id).toBe(ada.person_id)
  })

  test('O-25 somebody inactive whom the IdP makes anew with the same externalId is revived', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database)
    const source = await makeSource(database, organization)
    const ada = await bringPerson(database, source, said('ada@example.com'))
    await updatePerson(database, source, await read(source, ada.person_id), {
      ...said('ada@example.com'),
      active: false,
    })
    await expect(
      bringPerson(database, source, said('ada@example.com', {}, 'another')),
    ).rejects.toThrow(/inactive/)
    const back = await bringPerson(database, source, said('ada@example.com'))
    expect(back).toMatchObject({ person_id: ada.person_id, status: 'active' })
  })

  test('I3 a manager is linked by id, externalId or userName, whoever arrives first', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database)
    const source = await makeSource(database, organization)
    const reports = (name: string, manager: string) =>
      said(name, { [enterprise]: { manager: { value: manager } } })
    const early = await bringPerson(database, source, reports('ada@example.com', 'BO@example.com'))
    const byExternalId = await bringPerson(
      database,
      source,
      reports('cy@example.com', 'x-bo@example.com'),
    )
    expect((await read(source, early.person_id)).manager_id).toBeNull()
    const bo = await bringPerson(database, source, said('bo@example.com', { displayName: 'Bo' }))
    expect(await read(source, early.person_id)).toMatchObject({
      manager_id: bo.person_id,
      manager_name: 'Bo',
    })
    expect((await read(source, byExternalId.person_id)).manager_id).toBe(bo.person_id)
    const late = await bringPerson(database, source, reports('dee@example.com', bo.person_id))
    expect(late).toMatchObject({ manager_id: bo.person_id, manager_name: 'Bo' })
    expect(await database.run(database.build.selectFrom('pending_reference').selectAll())).toEqual(
      [],
    )
  })

  test('two who name each other as manager at once are both linked', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database)
    const source = await makeSource(database, organization)
    const pairs = Array.from(
      { length: 8 },
      (_, i) => [`a${i}@example.com`, `b${i}@example.com`] as const,
    )
    const people = await Promise.all(
      pairs.flatMap(([a, b]) => [
        bringPerson(database, source, said(a, { [enterprise]: { manager: { value: b } } })),
        bringPerson(database, source, said(b, { [enterprise]: { manager: { value: a } } })),
      ]),
    )
    for (const { person_id: id } of people)
      expect((await read(source, id)).manager_id).not.toBeNull()
  })

  test('an admin’s suspension holds where the organization says so', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database)
    const strict = { ...organization, settings: { sourceMayReactivate: false } }
    const source = { ...(await makeSource(database, organization)), organization: strict }
    const { person_id: id } = await bringPerson(database, source, said('ada@example.com'))
    await database.run(
      database.build
        .updateTable('person')
        .set({ status: 'inactive', status_reason: 'admin' })
        .where('organization_id', '=', organization.id)
        .where('person_id', '=', id),
    )
    await updatePerson(
      database,
      source,
      await read(source, id),
      said('ada@example.com', { title: 'Dr' }),
    )
    expect(await read(source, id)).toMatchObject({ status: 'inactive', status_reason: 'admin' })
    const lenient = { ...source, organization }
    await updatePerson(database, lenient, await read(source, id), said('ada@example.com'))
    expect((await read(source, id)).status).toBe('active')
  })
})
