/** Many clients at the same time, over the network, to one server and to two. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Serving } from '../support/command.ts'
import {
  type Access,
  connectTo,
  install,
  type Installation,
  makeAccess,
} from '../support/installation.ts'
import { type Connection, core, createGroup, createUser, json, type Json } from '../support/scim.ts'
import { expectRefusal, membersOf, stateOf } from '../support/state.ts'

describe.each([
  { kind: 'SQLite', servers: 1, title: 'one server on SQLite' },
  { kind: 'PostgreSQL', servers: 1, title: 'one server on PostgreSQL' },
  { kind: 'PostgreSQL', servers: 2, title: 'two servers on PostgreSQL' },
] as const)('$title', ({ kind, servers }) => {
  let installation: Installation
  let access: Access
  let clients: Connection[]

  beforeAll(async () => {
    installation = await install(kind)
    const serving: Serving[] = await Promise.all(
      Array.from({ length: servers }, () => installation.serve()),
    )
    await installation.rollbook('organization', 'create', 'acme')
    access = await makeAccess(installation, 'acme', 'Entra')
    clients = serving.map((server) => connectTo(server, access))
  })
  afterAll(() => installation.remove())

  /** As many requests at once, spread over the servers. */
  const atOnce = <Result>(
    count: number,
    send: (scim: Connection, index: number) => Promise<Result>,
  ): Promise<Result[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => send(clients[index % servers]!, index)))

  /** The log, as verdicts with how often each stands in it. */
  const logOf = (objectId?: string) =>
    installation.look(async (database) => {
      let query = database.build.selectFrom('activity').select(['verdict', 'object_id'])
      if (objectId !== undefined) query = query.where('object_id', '=', objectId)
      const counts: Record<string, number> = {}
      for (const { verdict } of await database.run(query))
        counts[verdict] = (counts[verdict] ?? 0) + 1
      return counts
    })

  /** Sees that one of the answers is 201 and the others are refusals that say why. */
  async function expectOneCreated(answers: readonly Response[]): Promise<Json> {
    const created = answers.filter(({ status }) => status === 201)
    expect(created).toHaveLength(1)
    for (const answer of answers) {
      if (answer === created[0]) continue
      const { detail } = await expectRefusal(answer, 409, 'uniqueness')
      expect(detail).toMatch(/already provisioned/)
    }
    return json(created[0]!)
  }

  test('of 100 who are made at once with one e-mail address, one is there', async () => {
    const answers = await atOnce(100, (scim, index) =>
      scim.post('/Users', {
        schemas: [core],
        userName: `ada-${index}@school.example`,
        emails: [{ value: index % 3 === 0 ? 'ADA@school.example' : 'ada@School.example' }],
      }),
    )
    const ada = await expectOneCreated(answers)
    const people = await installation.look((database) =>
      database.run(database.build.selectFrom('person').select(['person_id', 'identifier_key'])),
    )
    expect(people).toEqual([{ person_id: ada.id, identifier_key: 'ada@school.example' }])
    expect(await logOf()).toEqual({ create: 1, conflict: 99 })
    for (const scim of clients) await stateOf(scim, `/Users/${ada.id}`)
  })

  test('of 100 who are made at once with one userName, one is there', async () => {
    const answers = await atOnce(100, (scim, index) =>
      scim.post('/Users', {
        schemas: [core],
        userName: 'grace@school.example',
        emails: [{ value: `grace-${index}@school.example` }],
      }),
    )
    const grace = await expectOneCreated(answers)
    const people = await installation.look((database) =>
      database.run(
        database.build
          .selectFrom('person')
          .select('person_id')
          .where('user_name_key', '=', 'grace@school.example'),
      ),
    )
    expect(people).toEqual([{ person_id: grace.id }])
  })

  test('20 members who are added at once are all there, each logged once', async () => {
    const [scim] = clients as [Connection]
    const group = await createGroup(scim, 'Class 7b')
    const pupils = await atOnce(20, async (each, index) => {
      const { id } = await createUser(each, `pupil-${index}@school.example`)
      return id
    })
    const statuses = await atOnce(20, async (each, index) => {
      const value = [{ value: pupils[index] }]
      const operations = [{ op: 'Add', path: 'members', value }]
      return (await each.patch(`/Groups/${group.id}`, operations)).status
    })
    expect(statuses).toEqual(Array(20).fill(204))
    for (const each of clients) {
      const shown = await stateOf(each, `/Groups/${group.id}`)
      expect(membersOf(shown)).toEqual(pupils.toSorted())
      expect(shown.meta.version).toBe('W/"21"')
    }
    expect(await logOf(group.id)).toEqual({ create: 1, update: 20 })
  })

  test('of 20 changes of members at once, half adding and half removing, none is lost', async () => {
    const [scim] = clients as [Connection]
    const pupils = await atOnce(20, async (each, index) => {
      const { id } = await createUser(each, `novice-${index}@school.example`)
      return id
    })
    const [leaving, joining] = [pupils.slice(0, 10), pupils.slice(10)]
    const group = await createGroup(scim, 'Class 8a', leaving)
    const statuses = await atOnce(20, async (each, index) => {
      const id = pupils[index]
      const operation = leaving.includes(id!)
        ? { op: 'Remove', path: `members[value eq "${id}"]` }
        : { op: 'Add', path: 'members', value: [{ value: id }] }
      return (await each.patch(`/Groups/${group.id}`, [operation])).status
    })
    expect(statuses).toEqual(Array(20).fill(204))
    for (const each of clients)
      expect(membersOf(await stateOf(each, `/Groups/${group.id}`))).toEqual(joining.toSorted())
    expect(await logOf(group.id)).toEqual({ create: 1, update: 20 })
  })
})
