/** Managers who are named before they arrive, settled by whoever finds out first. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases, type FreshDatabase } from '../../../test/support/databases.ts'
import { makeOrganization, makeSource, readLog, setState } from '../../../test/support/directory.ts'
import { createGroup, deleteGroup } from './apply-group.ts'
import { bringPerson, deletePerson } from './apply-person.ts'
import { withManager } from './manager.ts'
import { type LinkedPerson, managerValue, type PersonDocument } from './person.ts'
import { readGroup } from './read-group.ts'
import { readPerson } from './read-person.ts'
import { settleForgotten, settleReferences } from './settle.ts'
import type { Source } from './source.ts'

const said = (userName: string, manager?: string) => {
  const document = { userName, emails: [{ value: userName, type: 'work', primary: true }] }
  return {
    document: manager === undefined ? document : withManager(document, manager),
    externalId: `x-${userName}`,
    active: true,
  }
}

describe.each(databases)('on $name', ({ open }) => {
  let fresh: FreshDatabase
  beforeAll(async () => {
    fresh = await open()
  })
  afterAll(() => fresh.drop())

  async function makeSchool() {
    const organization = await makeOrganization(fresh.database)
    return { organization, source: await makeSource(fresh.database, organization) }
  }

  const bring = async (source: Source, userName: string, manager?: string) =>
    (await bringPerson(fresh.database, source, said(userName, manager))).person_id

  async function read({ organization, connectionId }: Source, id: string): Promise<LinkedPerson> {
    const scope = { organizationId: organization.id, connectionId }
    const person = await readPerson(fresh.database, scope, id, '')
    if (!person) throw new Error(`nobody has the id ${id}`)
    return person
  }

  const managerOf = async (source: Source, id: string) => (await read(source, id)).manager_id

  const saidManagerOf = async (source: Source, id: string) =>
    managerValue(JSON.parse((await read(source, id)).document) as PersonDocument)

  /** As a crash, or another instance, leaves it: the manager is there, and still waited for. */
  async function leaveWaiting(source: Source, holderId: string, value: string, text = value) {
    const { database } = fresh
    const document = JSON.parse((await read(source, holderId)).document) as PersonDocument
    await database.run(
      database.build
        .updateTable('person')
        .set({ manager_id: null, document: JSON.stringify(withManager(document, text)) })
        .where('organization_id', '=', source.organization.id)
        .where('person_id', '=', holderId),
    )
    await database.run(
      database.build.insertInto('pending_reference').values({
        organization_id: source.organization.id,
        connection_id: source.connectionId,
        kind: 'manager',
        holder_id: holderId,
        value,
        value_key: value.toLowerCase(),
        created: new Date().toISOString(),
      }),
    )
  }

  const countWaiting = async ({ organization }: Source) =>
    (
      await fresh.database.run(
        fresh.database.build
          .selectFrom('pending_reference')
          .select('value')
          .where('organization_id', '=', organization.id),
      )
    ).length

  test('a reference whose person came unseen, from another instance, is settled by the sweep', async () => {
    const { source } = await makeSchool()
    const bo = await bring(source, 'bo@example.com')
    const ada = await bring(source, 'ada@example.com')
    const eve = await bring(source, 'eve@example.com')
    await leaveWaiting(source, ada, 'x-bo@example.com')
    await leaveWaiting(source, eve, 'BO@example.com')
    expect(await settleForgotten(fresh.database)).toBe(1)
    expect(await managerOf(source, ada)).toBe(bo)
    expect(await managerOf(source, eve)).toBe(bo)
    expect(await settleForgotten(fresh.database)).toBe(0)
  })

  test('what several settle at once is written and logged once', async () => {
    const { organization, source } = await makeSchool()
    const bo = await bring(source, 'bo@example.com')
    const ada = await bring(source, 'ada@example.com')
    await leaveWaiting(source, ada, 'x-bo@example.com')
    const before = await readLog(fresh.database, organization)
    const found = { personId: bo, externalId: 'x-bo@example.com', userNameKey: 'bo@example.com' }
    await Promise.all(
      Array.from({ length: 8 }, () => settleReferences(fresh.database, source, found)),
    )
    expect(await managerOf(source, ada)).toBe(bo)
    const log = (await readLog(fresh.database, organization)).slice(before.length)
    expect(log).toMatchObject([{ verdict: 'update', objectId: ada }])
  })

  test('a manager whom the source has replaced meanwhile is not put back', async () => {
    const { organization, source } = await makeSchool()
    await bring(source, 'bo@example.com')
    const eve = await bring(source, 'eve@example.com')
    const ada = await bring(source, 'ada@example.com')
    await leaveWaiting(source, ada, 'x-bo@example.com', eve)
    const before = await readLog(fresh.database, organization)
    await settleForgotten(fresh.database)
    expect(await saidManagerOf(source, ada)).toBe(eve)
    expect(await countWaiting(source)).toBe(0)
    expect(await readLog(fresh.database, organization)).toEqual(before)
  })

  test('the sweep leaves those alone who were deleted while they waited', async () => {
    const { organization, source } = await makeSchool()
    const ada = await bring(source, 'ada@example.com', 'x-bo@example.com')
    const groupId = (
      await createGroup(
        fresh.database,
        source,
        { displayName: 'Class 7b', externalId: null, document: {} },
        { reset: false, add: ['x-bo@example.com'], remove: [] },
        { uniqueNames: false },
      )
    ).group_id
    await deletePerson(fresh.database, source, ada, undefined)
    const scope = { organizationId: organization.id, connectionId: source.connectionId }
    const group = await readGroup(fresh.database, scope, groupId, false)
    await deleteGroup(fresh.database, source, group!)
    await bring(source, 'bo@example.com')
    expect(await settleForgotten(fresh.database)).toBe(0)
    // Who comes back is linked after all.
    await bring(source, 'ada@example.com')
    expect(await managerOf(source, ada)).not.toBeNull()
    expect(await countWaiting(source)).toBe(1)
  })

  test('who arrives is there, though another connection holds whoever waited for them', async () => {
    const { organization, source } = await makeSchool()
    const { database } = fresh
    const ada = await bring(source, 'ada@example.com', 'x-bo@example.com')
    await setState(database, source, 'off')
    const okta = await makeSource(database, organization, 'Okta')
    expect(await bring(okta, 'ada@example.com')).toBe(ada)
    await setState(database, source, 'live')
    const bo = await bring(source, 'bo@example.com')
    await settleForgotten(database)
    expect(await managerOf(source, ada)).toBeNull()
    // The other connection lets go of her: what was waited for comes true.
    await setState(database, okta, 'off')
    await settleForgotten(database)
    expect(await managerOf(source, ada)).toBe(bo)
  })

  test('adoption keeps the manager a person has when the source names the same', async () => {
    const { database } = fresh
    const organization = await makeOrganization(database)
    const entra = await makeSource(database, organization, 'Entra')
    const okta = await makeSource(database, organization, 'Okta')
    const bo = await bringPerson(database, entra, said('bo@example.com'))
    const reports = said('ada@example.com', 'bo@example.com')
    const ada = await bringPerson(database, entra, reports)
    await setState(database, entra, 'off')
    await bringPerson(database, okta, reports)
    expect((await read(okta, ada.person_id)).manager_id).toBe(bo.person_id)
  })
})
