/**
 * The server is killed again and again in the middle of writes. Everything that was answered is
 * there, each write has one log entry, and nothing is half done. A long run, at other moments:
 * `TEST_CRASH_ROUNDS=20 TEST_CRASH_SEED=7 npx vitest run test/acceptance/crash.test.ts`
 */
import { createRandom } from '@rollbook/simulators'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ActivityRow } from '../../server/src/database/tables.ts'
import type { Serving } from '../support/command.ts'
import {
  type Access,
  connectTo,
  install,
  type Installation,
  kinds,
  makeAccess,
} from '../support/installation.ts'
import { type Connection, createGroup, enterprise, json, type Json } from '../support/scim.ts'
import { membersOf, stateOf } from '../support/state.ts'
import { findHalves } from './halves.ts'
import { versionOf, type Write, Writer } from './writer.ts'

const rounds = Number(process.env['TEST_CRASH_ROUNDS'] ?? 3)
const seed = process.env['TEST_CRASH_SEED'] ?? '1'
const writersCount = 8

describe.each(kinds)('on %s', (kind) => {
  const random = createRandom(seed, kind)
  const writers = Array.from(
    { length: writersCount },
    (_, index) => new Writer(`w${index}`, createRandom(seed, kind, index)),
  )
  let installation: Installation
  let server: Serving
  let access: Access
  let scim: Connection
  let groupId: string
  /** The requests of earlier rounds that were carried out and not answered. */
  const foundDone = new Set<string>()

  beforeAll(async () => {
    installation = await install(kind)
    server = await installation.serve()
    await installation.rollbook('organization', 'create', 'acme')
    access = await makeAccess(installation, 'acme', 'Entra')
    scim = connectTo(server, access)
    groupId = (await createGroup(scim, 'Class 7b')).id
  })
  afterAll(() => installation.remove())

  test.each(Array.from({ length: rounds }, (_, index) => index + 1))(
    `kill %i of ${rounds} with seed ${seed} loses nothing and leaves nothing half done`,
    async () => {
      await killWhileWriting()
      await nobodyWrites()
      server = await installation.serve()
      scim = connectTo(server, access)

      await referencesAreSettled()
      expect(await installation.look(findHalves)).toEqual([])
      const done = await findDone()
      await expectLogged(done)
      for (const writer of writers) {
        const { unanswered } = writer
        if (unanswered && done.has(unanswered)) writer.fold(unanswered)
        writer.unanswered = undefined
      }
      await expectShown()
      expect(server.printed.stderr).not.toMatch(/"level":"(error|fatal)"/)
    },
    60_000,
  )

  async function killWhileWriting() {
    const moment = 60 + random.below(300)
    const delayMs = random.below(10)
    let sent = 0
    const killed = Promise.withResolvers<unknown>()
    const onSend = () => {
      if (++sent === moment) setTimeout(() => killed.resolve(server.end('SIGKILL')), delayMs)
    }
    await Promise.all(writers.map((writer) => writer.work(scim, groupId, onSend)))
    await killed.promise
  }

  /** PostgreSQL may still be at work on what the killed server has sent. */
  async function nobodyWrites() {
    if (kind === 'SQLite') return
    const others = () =>
      installation.look(async (database) => {
        const sql = `select pid from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()`
        return (await database.query({ name: 'test.others', sql }, [])).length
      })
    await expect.poll(others, { timeout: 10_000 }).toBe(0)
  }

  /** What was waited for when the server died is settled soon after the next one starts. */
  async function referencesAreSettled() {
    const waiting = () =>
      installation.look(async (database) =>
        database.run(
          database.build
            .selectFrom('pending_reference as w')
            .innerJoin('person_link as l', 'l.external_id', 'w.value')
            .innerJoin('person as holder', 'holder.person_id', 'w.holder_id')
            .select('w.value')
            .where('l.deleted', 'is', null)
            .where('holder.deleted', 'is', null),
        ),
      )
    await expect.poll(waiting, { timeout: 10_000 }).toEqual([])
  }

  /** Of the writes that nobody answered, those that were done, each as a whole. */
  async function findDone(): Promise<Set<Write>> {
    const group = await stateOf(scim, `/Groups/${groupId}`)
    const done = new Set<Write>()
    for (const { unanswered } of writers)
      if (unanswered && (await isDone(unanswered, membersOf(group)))) done.add(unanswered)
    return done
  }

  async function isDone(write: Write, members: readonly string[]): Promise<boolean> {
    const { person } = write
    if (write.kind === 'create') {
      const filter = encodeURIComponent(`externalId eq "${person.externalId}"`)
      const [found] = (await json(scim.get(`/Users?filter=${filter}`))).Resources
      if (found) person.id = found.id
      return found !== undefined
    }
    if (write.kind === 'join' || write.kind === 'leave')
      return members.includes(person.id) === (write.kind === 'join')
    const response = await scim.get(`/Users/${person.id}`)
    if (write.kind !== 'change') return response.status === 404
    const { title, emails } = await json(response)
    const isChanged = title === write.title
    // Both of its operations, or neither.
    expect(emails[0]!.value).toBe(isChanged ? write.email : person.email)
    return isChanged
  }

  /** Each acknowledged write has one entry under its request, each unanswered one as it was done. */
  async function expectLogged(done: ReadonlySet<Write>) {
    const log = await readLog()
    for (const requestId of foundDone) log.delete(requestId)
    const versions = new Set<string>()
    const acknowledged = writers.flatMap((writer) => writer.acknowledged)
    for (const { kind: what, requestId, objectId, version } of acknowledged) {
      const entries = log.get(requestId) ?? []
      const verdict = what === 'create' || what === 'delete' ? what : 'update'
      expect(entries).toMatchObject([{ verdict, object_id: objectId, outcome: 'applied' }])
      log.delete(requestId)
      if (version !== undefined) versions.add(`${objectId} ${version}`)
    }
    // No two writes were told the same version.
    expect(versions.size).toBe(acknowledged.filter(({ version }) => version !== undefined).length)
    for (const write of done) {
      const found = [...log].filter(([, entries]) => entries.some((entry) => isOf(write, entry)))
      expect(found, `${write.kind} of ${write.person.userName}`).toMatchObject([[{}, [{}]]])
      const [requestId] = found[0]!
      foundDone.add(requestId)
      log.delete(requestId)
    }
    expect([...log]).toEqual([])
  }

  /** By request; without what follows from the arrival of somebody who was waited for. */
  async function readLog(): Promise<Map<string, ActivityRow[]>> {
    const rows = await installation.look((database) =>
      database.run(database.build.selectFrom('activity').selectAll()),
    )
    const own = rows.filter(
      ({ verdict, object_id: id, plan }) =>
        !plan.includes('A reference that waited') && !(id === groupId && verdict === 'create'),
    )
    return Map.groupBy(own, ({ request_id: requestId }) => requestId)
  }

  function isOf(write: Write, { verdict, object_id: objectId, plan }: ActivityRow): boolean {
    const { kind: what, person } = write
    const { members } = JSON.parse(plan) as { members?: { added: string[]; removed: string[] } }
    if (what === 'join') return members?.added.includes(person.id) === true
    if (what === 'leave') return members?.removed.includes(person.id) === true
    if (objectId !== person.id) return false
    return what === 'change' ? plan.includes(write.email) : verdict === what
  }

  /** Everybody is shown as the last write left them, and nobody else is there. */
  async function expectShown() {
    const people = writers.flatMap((writer) => writer.people)
    const present = people.filter(({ isDeleted }) => !isDeleted)
    const shown = await readEverybody()
    expect([...shown.keys()].toSorted()).toEqual(present.map(({ id }) => id).toSorted())
    for (const person of present) {
      const { id, userName, externalId, title, email, isMember } = person
      const user = shown.get(id)!
      expect(user).toMatchObject({ userName, externalId, title, emails: [{ value: email }] })
      expect(user.groups?.map(({ value }) => value) ?? []).toEqual(isMember ? [groupId] : [])
      const leader = present.find((each) => each.externalId === person.manager)
      if (leader) expect(user[enterprise].manager.value).toBe(leader.id)
    }
    const group = await stateOf(scim, `/Groups/${groupId}`)
    const members = present.filter(({ isMember }) => isMember).map(({ id }) => id)
    expect(membersOf(group)).toEqual(members.toSorted())
    const objects = new Map([...shown, [groupId, group]])
    for (const { objectId, version = 0 } of writers.flatMap((writer) => writer.acknowledged)) {
      const object = objects.get(objectId)
      if (object) expect(versionOf(object.meta.version)).toBeGreaterThanOrEqual(version)
    }
  }

  async function readEverybody(): Promise<Map<string, Json>> {
    const users = new Map<string, Json>()
    for (;;) {
      const page = await json(scim.get(`/Users?startIndex=${users.size + 1}&count=1000`))
      for (const user of page.Resources) users.set(user.id, user)
      if (users.size >= page.totalResults || page.Resources.length === 0) return users
    }
  }
})
