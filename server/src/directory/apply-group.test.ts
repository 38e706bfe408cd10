import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases, type FreshDatabase } from '../../../test/support/databases.ts'
import { makeOrganization, makeSource, readLog } from '../../../test/support/directory.ts'
import { changeGroup, createGroup, deleteGroup } from './apply-group.ts'
import { bringPerson, deletePerson } from './apply-person.ts'
import type { DirectoryGroup } from './group.ts'
import { readGroup } from './read-group.ts'
import { readPerson } from './read-person.ts'
import type { Source } from './source.ts'

const any = { uniqueNames: false }

describe.each(databases)('the door for groups on $name', ({ open }) => {
  let fresh: FreshDatabase
  beforeAll(async () => {
    fresh = await open()
  })
  afterAll(() => fresh.drop())

  const scopeOf = (source: Source) => ({
    organizationId: source.organization.id,
    connectionId: source.connectionId,
  })
  const begin = async () => {
    const organization = await makeOrganization(fresh.database)
    return makeSource(fresh.database, organization)
  }
  const bring = (source: Source, name: string) =>
    bringPerson(fresh.database, source, {
      document: { userName: `${name}@example.com`, displayName: name },
      externalId: `x-${name}`,
      active: true,
    })
  const bringAll = (source: Source, count: number) =>
    Promise.all(Array.from({ length: count }, (_, i) => bring(source, `person${i}`)))
  const create = (source: Source, displayName: string, add: readonly string[] = []) =>
    createGroup(
      fresh.database,
      source,
      { displayName, externalId: null, document: {} },
      { reset: true, add, remove: [] },
      any,
    )
  const change = (
    source: Source,
    id: string,
    members: { reset?: boolean; add?: readonly string[]; remove?: readonly string[] },
    ifVersion?: readonly number[],
  ) =>
    changeGroup(
      fresh.database,
      source,
      id,
      {
        members: { reset: false, add: [], remove: [], ...members },
        ...(ifVersion && { ifVersion }),
      },
      any,
    )
  const read = async (source: Source, id: string): Promise<DirectoryGroup> => {
    const group = await readGroup(fresh.database, scopeOf(source), id, true)
    if (!group) throw new Error(`no group has the id ${id}`)
    return group
  }
  const membersOf = async (source: Source, id: string): Promise<string[]> => {
    const { people } = await read(source, id)
    return (people ? people.split('\n') : [])
      .map((line) => String(JSON.parse(line.slice(36))))
      .toSorted()
  }

  test('reads its members with their names, and none unless asked', async () => {
    const source = await begin()
    const ada = await bring(source, 'Ada')
    const { group_id: id } = await create(source, '7b', [ada.person_id])
    expect((await read(source, id)).people).toBe(`${ada.person_id}"Ada"`)
    const bare = await readGroup(fresh.database, scopeOf(source), id, false)
    expect(bare).toMatchObject({ display_name: '7b' })
    expect(bare).not.toHaveProperty('people')
    const person = await readPerson(fresh.database, scopeOf(source), ada.person_id, '/Groups/')
    expect(JSON.parse(person?.groups ?? '')).toEqual([
      { value: id, $ref: `/Groups/${id}`, display: '7b', type: 'direct' },
    ])
  })

  test('E-134 E-136 E-138 members come and go by one version step each, and repeats change nothing', async () => {
    const source = await begin()
    const people = await bringAll(source, 5)
    const ids = people.map(({ person_id: id }) => id)
    const { group_id: id } = await create(source, '7b')
    expect(await change(source, id, { add: ids })).toMatchObject({ version: 2 })
    expect(await change(source, id, { add: ids })).toMatchObject({ version: 2 })
    expect(await change(source, id, { remove: ids.slice(0, 2) })).toMatchObject({ version: 3 })
    expect(await change(source, id, { remove: ids.slice(0, 2) })).toMatchObject({ version: 3 })
    expect(await membersOf(source, id)).toEqual(['person2', 'person3', 'person4'])
    const log = await readLog(fresh.database, source.organization)
    expect(log.slice(-4).map(({ verdict }) => verdict)).toEqual([
      'update',
      'unchanged',
      'update',
      'unchanged',
    ])
    expect(log.at(-2)?.plan).toMatchObject({ members: { added: [], removed: ids.slice(0, 2) } })
  })

  test('E-143 a whole new list leaves exactly that list', async () => {
    const source = await begin()
    const ids = (await bringAll(source, 4)).map(({ person_id: id }) => id)
    const { group_id: id } = await create(source, '7b', ids.slice(0, 3))
    await change(source, id, { reset: true, add: ids.slice(2) })
    expect(await membersOf(source, id)).toEqual(['person2', 'person3'])
    await change(source, id, { reset: true })
    expect(await membersOf(source, id)).toEqual([])
  })

  test('E-151 of 20 concurrent additions none is lost', async () => {
    const source = await begin()
    const ids = (await bringAll(source, 20)).map(({ person_id: id }) => id)
    const { group_id: id } = await create(source, '7b')
    await Promise.all(ids.map((each) => change(source, id, { add: [each] })))
    expect(await membersOf(source, id)).toHaveLength(20)
    expect((await read(source, id)).version).toBe(21)
  })

  test('X7 a member who is not there yet is added when they arrive', async () => {
    const source = await begin()
    const ada = await bring(source, 'Ada')
    const { group_id: id } = await create(source, '7b')
    await change(source, id, { add: [ada.person_id, 'x-Grace', 'Cy@example.com'] })
    expect(await membersOf(source, id)).toEqual(['Ada'])
    await bring(source, 'Grace')
    await bring(source, 'Cy')
    expect(await membersOf(source, id)).toEqual(['Ada', 'Cy', 'Grace'])
    await change(source, id, { add: ['x-Dee'] })
    await change(source, id, { remove: ['x-Dee'] })
    await bring(source, 'Dee')
    expect(await membersOf(source, id)).toEqual(['Ada', 'Cy', 'Grace'])
  })

  test('people and groups of another connection are not there for it', async () => {
    const source = await begin()
    const other = await makeSource(fresh.database, source.organization, 'Okta')
    const ada = await bring(source, 'Ada')
    const { group_id: id } = await create(other, '7b', [ada.person_id])
    expect(await membersOf(other, id)).toEqual([])
    expect(await change(source, id, { add: [ada.person_id] })).toBeUndefined()
    expect(await readGroup(fresh.database, scopeOf(source), id, false)).toBeUndefined()
  })

  test('a deleted person has left the group, and is a member again on return', async () => {
    const source = await begin()
    const ada = await bring(source, 'Ada')
    const { group_id: id } = await create(source, '7b', [ada.person_id])
    const { version } = await read(source, id)
    await deletePerson(fresh.database, source, ada.person_id, undefined)
    expect(await membersOf(source, id)).toEqual([])
    expect((await read(source, id)).version).toBe(version + 1)
    await bring(source, 'Ada')
    expect(await membersOf(source, id)).toEqual(['Ada'])
  })

  test('a change with a stale version is not applied', async () => {
    const source = await begin()
    const ada = await bring(source, 'Ada')
    const { group_id: id } = await create(source, '7b')
    expect(await change(source, id, { add: [ada.person_id] }, [7])).toBeUndefined()
    expect(await change(source, id, { add: [ada.person_id] }, [1, 7])).toMatchObject({ version: 2 })
  })

  test('E-132 names need not be unique, unless the connection wants it', async () => {
    const source = await begin()
    await create(source, 'Sales')
    const second = await create(source, 'SALES')
    expect(second.display_name).toBe('SALES')
    await expect(
      createGroup(
        fresh.database,
        source,
        { displayName: 'sales', externalId: null, document: {} },
        undefined,
        { uniqueNames: true },
      ),
    ).rejects.toThrow(/"sales"/)
  })

  test('E-146 E-149 a rename keeps the members; a deletion keeps the people', async () => {
    const source = await begin()
    const ada = await bring(source, 'Ada')
    const { group_id: id } = await create(source, '7b', [ada.person_id])
    const before = await read(source, id)
    await changeGroup(
      fresh.database,
      source,
      id,
      { replace: { before, after: { displayName: '8b', externalId: 'g1', document: {} } } },
      any,
    )
    expect(await read(source, id)).toMatchObject({
      display_name: '8b',
      external_id: 'g1',
      version: 2,
    })
    expect(await membersOf(source, id)).toEqual(['Ada'])
    expect(await deleteGroup(fresh.database, source, await read(source, id))).toBe(true)
    expect(await readGroup(fresh.database, scopeOf(source), id, false)).toBeUndefined()
    const person = await readPerson(fresh.database, scopeOf(source), ada.person_id, '')
    expect(person?.status).toBe('active')
    expect(JSON.parse(person?.groups || '[]')).toEqual([])
  })

  test('a member is removed by any name they are known by, and waited for by any spelling of it', async () => {
    const source = await begin()
    const objectId = '6f1c0a52-9d1f-4f0e-8a86-2b1f6f0f7a11'
    await bringPerson(fresh.database, source, {
      document: { userName: 'ada@example.com', displayName: 'Ada' },
      externalId: objectId,
      active: true,
    })
    const { group_id: id } = await create(source, '7b')
    await change(source, id, { add: [objectId, 'LATE@example.com'] })
    expect(await membersOf(source, id)).toEqual(['Ada'])
    await change(source, id, { remove: [objectId, 'late@example.com'] })
    await bring(source, 'Late')
    expect(await membersOf(source, id)).toEqual([])
  })
})
