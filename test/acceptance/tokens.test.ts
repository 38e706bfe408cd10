/** Who may write, seen over the network, while the command line changes it in another program. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bulkRequest, user } from '../support/bulk.ts'
import type { Serving } from '../support/command.ts'
import {
  type Access,
  connectTo,
  install,
  type Installation,
  makeAccess,
  makeToken,
} from '../support/installation.ts'
import { rowsBesideLog } from '../support/rows.ts'
import { type Connection, core, createGroup, createUser, group, json } from '../support/scim.ts'
import { expectRefusal } from '../support/state.ts'

describe.each([
  { kind: 'SQLite', servers: 1, title: 'one server on SQLite' },
  { kind: 'PostgreSQL', servers: 2, title: 'two servers on PostgreSQL' },
] as const)('$title', ({ kind, servers: count }) => {
  let installation: Installation
  let servers: Serving[]
  let entra: Access
  let okta: Access
  let school: Access

  beforeAll(async () => {
    installation = await install(kind)
    servers = await Promise.all(Array.from({ length: count }, () => installation.serve()))
    for (const slug of ['acme', 'school'])
      await installation.rollbook('organization', 'create', slug)
    entra = await makeAccess(installation, 'acme', 'Entra')
    okta = await makeAccess(installation, 'acme', 'Okta')
    school = await makeAccess(installation, 'school', 'Entra')
  })
  afterAll(() => installation.remove())

  /** Everything that is stored, the log too, but for when a token was last used. */
  const everything = () =>
    installation.look(async (database) => {
      const { token: _, ...rows } = await rowsBesideLog(database)
      const log = await database.run(database.build.selectFrom('activity').select('activity_id'))
      return { ...rows, log: log.map((entry) => entry.activity_id).toSorted() }
    })

  test('without a token of the connection nothing is shown and nothing changes', async () => {
    const ours = connectTo(servers[0]!, entra)
    const { id } = await createUser(ours, 'ada@school.example')
    const { id: groupId } = await createGroup(ours, 'Class 7b', [id])
    const before = await everything()
    const strangers = {
      none: '',
      wrong: `Bearer ${entra.secret.slice(0, -1)}`,
      'of another organization': `Bearer ${school.secret}`,
      'of another connection': `Bearer ${okta.secret}`,
      'of another scheme': `Basic ${btoa(`entra:${entra.secret}`)}`,
    }
    for (const [whose, authorization] of Object.entries(strangers)) {
      const scim = connectTo(servers[0]!, entra, authorization)
      const newcomer = { schemas: [core], userName: 'eve@school.example' }
      for (const send of [
        () => scim.get('/Users'),
        () => scim.get(`/Users/${id}`),
        () => scim.post('/Users', newcomer),
        () => scim.put(`/Users/${id}`, newcomer),
        () => scim.patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: false }]),
        () => scim.delete(`/Users/${id}`),
        () => scim.post('/Groups', { schemas: [group], displayName: 'Class 7b' }),
        () => scim.patch(`/Groups/${groupId}`, [{ op: 'remove', path: 'members' }]),
        () => scim.delete(`/Groups/${groupId}`),
        () => scim.post('/Bulk', bulkRequest([user('eve', 'eve@school.example')])),
      ]) {
        const response = await send()
        const challenge = response.headers.get('www-authenticate')
        expect(challenge, whose).toMatch(whose === 'none' ? /^Bearer$/ : /^Bearer error=/)
        const { detail } = await expectRefusal(response, 401)
        expect(detail).not.toMatch(/ada|Class|acme|Entra/)
      }
    }
    expect(await everything()).toEqual(before)
  })

  interface Stream {
    readonly accepted: number
    /** When the last request was sent that was accepted, in milliseconds of the epoch. */
    readonly lastSentMs: number
    readonly refusal: Response
  }

  /** Makes people, one after the other over connections that stay open, until it is refused. */
  async function writeUntilRefused(scim: Connection, name: string): Promise<Stream> {
    let lastSentMs = 0
    for (let accepted = 0; ; accepted++) {
      const sentMs = Date.now()
      const userName = `${name}-${accepted}@school.example`
      const response = await scim.post('/Users', { schemas: [core], userName })
      if (response.status !== 201) return { accepted, lastSentMs, refusal: response }
      await response.text()
      lastSentMs = sentMs
    }
  }

  /** What four clients, spread over the servers, get to write while a command ends their access. */
  async function writeWhile(access: Access, name: string, words: readonly string[]) {
    const streams = Array.from({ length: 4 }, (_, index) =>
      writeUntilRefused(connectTo(servers[index % count]!, access), `${name}-${index}`),
    )
    await installation.rollbook(...words)
    const endedMs = Date.now()
    const done = await Promise.all(streams)
    for (const { lastSentMs } of done) expect(lastSentMs - endedMs).toBeLessThanOrEqual(1000)
    const accepted = done.reduce((sum, stream) => sum + stream.accepted, 0)
    expect(accepted).toBeGreaterThan(0)
    expect(await countPeople(access, name)).toBe(accepted)
    return done.map(({ refusal }) => refusal)
  }

  const countPeople = (access: Access, name: string) =>
    installation.look(async (database) => {
      const rows = await database.run(
        database.build
          .selectFrom('person')
          .select('person_id')
          .where('claim_connection_id', '=', access.connectionId)
          .where('user_name_key', 'like', `${name}-%`),
      )
      return rows.length
    })

  test('a token that is revoked writes nothing a second later, on no server', async () => {
    const spare = await makeToken(installation, 'acme', 'Okta')
    const words = ['token', 'revoke', 'acme', okta.tokenId]
    for (const refusal of await writeWhile(okta, 'revoked', words)) {
      expect(refusal.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/)
      const { detail } = await expectRefusal(refusal, 401)
      expect(detail).toContain('revoked')
    }
    // The connection goes on with another token.
    const shown = await connectTo(servers[0]!, { ...okta, ...spare }).get('/Users?count=0')
    expect((await json(shown)).totalResults).toBe(await countPeople(okta, 'revoked'))
  })

  test('a connection that is switched off writes nothing a second later, on no server', async () => {
    const set = (state: string) => ['connection', 'set', 'school', 'Entra', '--state', state]
    for (const refusal of await writeWhile(school, 'off', set('off'))) {
      const { detail } = await expectRefusal(refusal, 403)
      expect(detail).toContain('switched off in Rollbook')
    }
    const before = await everything()
    for (const server of servers)
      await expectRefusal(connectTo(server, school).delete('/Users/anybody'), 403)
    expect(await everything()).toEqual(before)
    await installation.rollbook(...set('live'))
    for (const server of servers) {
      const status = async () => (await connectTo(server, school).get('/Users?count=0')).status
      await expect.poll(status, { timeout: 1000, interval: 20 }).toBe(200)
    }
  })
})
