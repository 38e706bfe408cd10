import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { ScimError } from '@rollbook/scim'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, databases } from '../../../test/support/databases.ts'
import { type Connection, createConnection, setConnectionState } from '../connections/connection.ts'
import type { Database } from '../database/database.ts'
import { openDatabase } from '../database/open.ts'
import { createOrganization, type Organization } from '../directory/organization.ts'
import { type Authentication, createAuthentication } from './authentication.ts'
import { toBase62, uuidToBase62 } from './base62.ts'
import { readExpiry } from './expiry.ts'
import { deriveKey } from './secret.ts'
import { makeTokenText } from './token-text.ts'
import { createToken, listTokens, revokeToken } from './token.ts'

const key = deriveKey(randomBytes(32), 'token digest')
const address = '192.0.2.1'

describe.each(databases)('on $name', ({ open }) => {
  let fresh: FreshDatabase
  let acme: Organization
  let entra: Connection
  let okta: Connection
  let authentication: Authentication
  let queries = 0

  beforeAll(async () => {
    fresh = await open()
    const { database } = fresh
    acme = await createOrganization(database, { slug: 'acme', name: 'Acme', identifier: 'email' })
    entra = await createConnection(database, acme, { name: 'Entra ID' })
    okta = await createConnection(database, acme, { name: 'Okta' })
    authentication = authenticationOf(database)
  })

  afterAll(async () => {
    await authentication.close()
    await fresh.drop()
  })

  function authenticationOf(database: Database): Authentication {
    const counting: Database = new Proxy(database, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        return (...given: unknown[]) => {
          if (name === 'query') queries++
          return Reflect.apply(value, target, given) as unknown
        }
      },
    })
    return createAuthentication(counting, key, {
      onError: (error) => {
        throw error
      },
    })
  }

  const make = async (connection = entra, expires = readExpiry('1d')) =>
    (await createToken(fresh.database, key, connection, { label: 'test', expires })).text

  const enter = (header: string | undefined, connectionId = entra.id, from = address) =>
    authentication.authenticate(header, connectionId, from)

  async function refusal(entering: Promise<unknown>): Promise<ScimError> {
    const error = await entering.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (!(error instanceof ScimError)) throw new TypeError('not refused', { cause: error })
    return error
  }

  test('a valid token gives access to its connection', async () => {
    const grant = await enter(`Bearer ${await make()}`)
    expect(grant.organization).toEqual(acme)
    expect(grant.connection).toEqual(entra)
    expect(grant.token).toMatchObject({ label: 'test', connectionId: entra.id })
  })

  test('the scheme is read in any case', async () => {
    const text = await make()
    for (const scheme of ['bearer', 'BEARER', 'Bearer '])
      expect((await enter(`${scheme} ${text}`)).connection.id).toBe(entra.id)
  })

  test('a request without the header is asked for a token, without saying that one is wrong', async () => {
    const error = await refusal(enter(undefined))
    expect(error.status).toBe(401)
    expect(error.headers).toEqual({ 'www-authenticate': 'Bearer' })
  })

  test.each([
    'Bearer',
    'Bearer ',
    'Bearer null',
    'Bearer undefined',
    'Bearer ""',
    'Basic YWRhOnNlY3JldA==',
    'Token {token}',
    'Bearer{token}',
    'Bearer\t{token}',
    'Bearer {token},Bearer {token}',
    'Bearer {token} {token}',
    '{token}',
    ' Bearer {token}',
  ])('the header "%s" is refused without a look into the database', async (header) => {
    const text = await make()
    const before = queries
    const error = await refusal(enter(header.replaceAll('{token}', text), entra.id, '192.0.2.2'))
    expect(error.status).toBe(401)
    expect(error.headers).toEqual({ 'www-authenticate': 'Bearer error="invalid_token"' })
    expect(queries).toBe(before)
  })

  test('a wrong checksum is refused without a look into the database', async () => {
    const text = await make()
    const wrong = `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`
    const before = queries
    expect((await refusal(enter(`Bearer ${wrong}`))).status).toBe(401)
    expect(queries).toBe(before)
  })

  test('another secret under a right checksum is refused, also while the token is remembered', async () => {
    const text = await make()
    await enter(`Bearer ${text}`)
    const other = makeTokenText(entra.id).text
    // The look-up id of one and the secret of the other, with a checksum made for them.
    const mixed = withChecksum(`${text.slice(0, 39)}${other.slice(39, -7)}`)
    expect((await refusal(enter(`Bearer ${mixed}`))).status).toBe(401)
    expect((await enter(`Bearer ${text}`)).connection.id).toBe(entra.id)
  })

  test('a token opens no other connection, of its organization or of another', async () => {
    const { database } = fresh
    const school = await createOrganization(database, {
      slug: 'school',
      name: 'School',
      identifier: 'email',
    })
    const theirs = await createConnection(database, school, { name: 'Entra ID' })
    const text = await make()
    expect((await refusal(enter(`Bearer ${text}`, okta.id))).status).toBe(401)
    expect((await refusal(enter(`Bearer ${text}`, theirs.id))).status).toBe(401)
    // Rewritten to name the other connection, it is not the token that was made.
    const rewritten = withChecksum(`rbk_${uuidToBase62(okta.id)}${text.slice(26, -7)}`)
    expect((await refusal(enter(`Bearer ${rewritten}`, okta.id))).status).toBe(401)
  })

  test.each([
    ['no connection has', '01990000-0000-7000-8000-000000000000'],
    ['is no id', 'acme'],
    ['is empty', ''],
    ['is an id in upper case', 'ENTRA'],
    ['is percent-encoded', '%30'],
  ])('a Tenant URL whose id %s is refused as a wrong token is', async (_, id) => {
    const wrong = await refusal(enter(`Bearer ${makeTokenText(entra.id).text}`, entra.id))
    const connectionId = id === 'ENTRA' ? entra.id.toUpperCase() : id
    const error = await refusal(enter(`Bearer ${await make()}`, connectionId))
    expect(JSON.stringify(error)).toBe(JSON.stringify(wrong))
    expect(error.headers).toEqual(wrong.headers)
    expect(error.status).toBe(401)
  })

  test('an expired token is told so to whoever holds it, and to nobody else', async () => {
    const text = await make(entra, new Date(Date.now() - 61_000).toISOString())
    const error = await refusal(enter(`Bearer ${text}`))
    expect(error.status).toBe(401)
    expect(error.message).toMatch(/expired on \d{4}-\d\d-\d\d/)
    expect(error.headers['www-authenticate']).toContain('invalid_token')
    expect((await refusal(enter(`Bearer ${text}`, okta.id))).message).not.toContain('expired')
  })

  test('two tokens of one connection are valid until one is revoked', async () => {
    const [first, second] = [await make(), await make()]
    await enter(`Bearer ${first}`)
    await enter(`Bearer ${second}`)
    await revokeToken(fresh.database, acme.id, first)
    expect((await refusal(enter(`Bearer ${first}`))).message).toContain('revoked')
    await enter(`Bearer ${second}`)
  })

  test('a valid token is looked up once a second at most', async () => {
    const text = await make()
    await enter(`Bearer ${text}`)
    const before = queries
    for (let i = 0; i < 50; i++) await enter(`Bearer ${text}`)
    // One more when the second is over meanwhile, and the note of the last use.
    expect(queries - before).toBeLessThanOrEqual(2)
  })

  test('requests that come together share one look-up', async () => {
    const text = await make()
    const before = queries
    await Promise.all(Array.from({ length: 50 }, () => enter(`Bearer ${text}`)))
    // And the note of the last use.
    expect(queries - before).toBeLessThanOrEqual(2)
  })

  test('what another process revokes or switches off is refused within a second', async () => {
    const text = await make(okta)
    await enter(`Bearer ${text}`, okta.id)
    const elsewhere = await openDatabase(fresh.url)
    const status = async () =>
      await enter(`Bearer ${text}`, okta.id).then(
        () => 200,
        (error: unknown) => (error instanceof ScimError ? error.status : 500),
      )
    try {
      await setConnectionState(elsewhere, okta, 'off')
      await expect.poll(status, { timeout: 1000, interval: 20 }).toBe(403)
      await setConnectionState(elsewhere, okta, 'live')
      await expect.poll(status, { timeout: 1000, interval: 20 }).toBe(200)
      await revokeToken(elsewhere, acme.id, text)
      await expect.poll(status, { timeout: 1000, interval: 20 }).toBe(401)
    } finally {
      await elsewhere.close()
    }
  })

  test('a connection that is switched off says so, and how to switch it on', async () => {
    const text = await make(okta)
    await setConnectionState(fresh.database, okta, 'off')
    const error = await refusal(enter(`Bearer ${text}`, okta.id))
    expect(error.status).toBe(403)
    expect(error.message).toContain('switched off in Rollbook')
    expect(error.message).toContain(`rollbook connection set acme ${okta.id} --state live`)
    await setConnectionState(fresh.database, okta, 'live')
  })

  test('the last use is noted beside the request, to the minute, and not after a revocation', async () => {
    const text = await make()
    const lastUsed = async () =>
      (await listTokens(fresh.database, acme.id)).find(({ id }) => text.includes(id))?.lastUsed
    const begun = new Date().toISOString()
    await enter(`Bearer ${text}`)
    await authentication.close()
    const first = await lastUsed()
    expect(first && first >= begun).toBe(true)
    await enter(`Bearer ${text}`)
    await revokeToken(fresh.database, acme.id, text)
    await refusal(enter(`Bearer ${text}`))
    await authentication.close()
    expect(await lastUsed()).toBe(first)
  })

  test('guessing is slowed down by network, and holders of valid tokens do not notice', async () => {
    const text = await make()
    await enter(`Bearer ${text}`, entra.id, '2001:db8:1:2::1')
    for (let i = 0; i < 100; i++) {
      const secret = makeTokenText(entra.id).text.slice(39, -7)
      const guess = withChecksum(text.slice(0, 39) + secret)
      await refusal(enter(`Bearer ${guess}`, entra.id, `2001:db8:1:2::${i}`))
    }
    const before = queries
    const guess = makeTokenText(entra.id).text
    const error = await refusal(enter(`Bearer ${guess}`, entra.id, '2001:db8:1:2:ffff::'))
    expect(error.status).toBe(429)
    expect(Number(error.headers['retry-after'])).toBeGreaterThan(0)
    expect(queries).toBe(before)
    await enter(`Bearer ${text}`, entra.id, '2001:db8:1:2::1')
    expect((await refusal(enter(`Bearer ${guess}`, entra.id, '2001:db8:1:3::1'))).status).toBe(401)
  })
})

const withChecksum = (head: string) => `${head}_${toBase62(crc32(head), 6)}`
