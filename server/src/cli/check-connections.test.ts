import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { databases, type FreshDatabase } from '../../../test/support/databases.ts'
import { deriveKey } from '../access/secret.ts'
import { createToken, revokeToken } from '../access/token.ts'
import { type Connection, createConnection, setConnectionState } from '../connections/connection.ts'
import { uuidv7 } from '../database/ids.ts'
import { createOrganization, type Organization } from '../directory/organization.ts'
import { checkConnections } from './check-connections.ts'

const key = deriveKey(randomBytes(32), 'token digest')
const now = new Date()
const inDays = (days: number) => new Date(now.getTime() + days * 24 * 60 * 60 * 1000).toISOString()

describe.each(databases)('on $name', ({ open }) => {
  let fresh: FreshDatabase
  let acme: Organization
  let entra: Connection

  beforeEach(async () => {
    fresh = await open()
    const { database } = fresh
    acme = await createOrganization(database, { slug: 'acme', name: 'Acme', identifier: 'email' })
    entra = await createConnection(database, acme, { name: 'Entra ID' })
  })
  afterEach(() => fresh.drop())

  const examine = () => checkConnections(fresh.database, now)
  const makeToken = (label: string, expires = inDays(300)) =>
    createToken(fresh.database, key, entra, { label, expires })
  const heardOf = (time: string) =>
    fresh.database.run(
      fresh.database.build.insertInto('cycle').values({
        organization_id: acme.id,
        connection_id: entra.id,
        cycle_id: uuidv7(),
        started: time,
        last_request: time,
      }),
    )

  test('a connection that was heard of today is well', async () => {
    await makeToken('first')
    await heardOf(inDays(-3))
    await heardOf(inDays(-0.1))
    expect(await examine()).toEqual([
      {
        topic: 'acme › Entra ID',
        state: 'ok',
        message: expect.stringContaining(inDays(-0.1).slice(0, 10)),
      },
    ])
  })

  test('one that was never heard of is to be entered at the identity provider', async () => {
    await makeToken('first')
    expect(await examine()).toMatchObject([
      { state: 'note', advice: expect.stringContaining('Tenant URL') },
    ])
  })

  test('one that fell silent two days ago is a warning', async () => {
    await makeToken('first')
    await heardOf(inDays(-2.1))
    expect(await examine()).toMatchObject([
      { state: 'warning', message: expect.stringContaining('No request has come since') },
    ])
  })

  test('one whose tokens are expired or revoked needs another, with the command to make it', async () => {
    await makeToken('expired', inDays(-1))
    await makeToken('revoked')
    await revokeToken(fresh.database, acme.id, 'revoked')
    expect(await examine()).toMatchObject([
      {
        state: 'warning',
        message: 'It has no valid token.',
        advice: expect.stringContaining('token create acme "Entra ID"'),
      },
    ])
  })

  test('a last token that expires within a month is a warning, until a longer one is made', async () => {
    await heardOf(inDays(0))
    await makeToken('ending', inDays(29))
    expect(await examine()).toMatchObject([
      { state: 'ok' },
      { state: 'warning', message: `Its last token expires on ${inDays(29).slice(0, 10)}.` },
    ])
    await makeToken('lasting', inDays(31))
    expect(await examine()).toMatchObject([{ state: 'ok' }])
  })

  test('one that is switched off is named, with the command to switch it on', async () => {
    await setConnectionState(fresh.database, entra, 'off')
    expect(await examine()).toMatchObject([
      {
        state: 'note',
        advice: expect.stringContaining('connection set acme "Entra ID" --state live'),
      },
    ])
  })

  test('an organization without a connection is named', async () => {
    await createOrganization(fresh.database, { slug: 'new', name: 'New', identifier: 'email' })
    expect((await examine()).find(({ topic }) => topic === 'new')).toMatchObject({ state: 'note' })
  })
})
