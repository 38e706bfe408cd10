import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, databases } from '../../../test/support/databases.ts'
import { type Connection, createConnection } from '../connections/connection.ts'
import { createOrganization, type Organization } from '../directory/organization.ts'
import { Refusal } from '../directory/refusal.ts'
import { readExpiry } from './expiry.ts'
import { deriveKey } from './secret.ts'
import { createToken, listTokens, revokeToken } from './token.ts'

const key = deriveKey(randomBytes(32), 'token digest')
const expires = readExpiry('180d')

describe.each(databases)('on $name', ({ open }) => {
  let fresh: FreshDatabase
  let acme: Organization
  let school: Organization
  let entra: Connection
  let okta: Connection
  let theirs: Connection

  beforeAll(async () => {
    fresh = await open()
    const { database } = fresh
    acme = await createOrganization(database, { slug: 'acme', name: 'Acme', identifier: 'email' })
    school = await createOrganization(database, { slug: 'school', name: 'S', identifier: 'email' })
    entra = await createConnection(database, acme, { name: 'Entra ID' })
    okta = await createConnection(database, acme, { name: 'Okta' })
    theirs = await createConnection(database, school, { name: 'Entra ID' })
  })
  afterAll(() => fresh.drop())

  const make = (connection: Connection, label?: string) =>
    createToken(fresh.database, key, connection, { label, expires })

  test('the database never holds the text of a token', async () => {
    const { text } = await make(entra, 'first')
    const rows = await fresh.database.run(fresh.database.build.selectFrom('token').selectAll())
    const stored = JSON.stringify(rows)
    expect(rows).toHaveLength(1)
    for (let i = 39; i + 8 <= text.length; i++) expect(stored).not.toContain(text.slice(i, i + 8))
  })

  test('a token without a label is called by the day it was made', async () => {
    const { token } = await make(okta)
    expect(token.label).toBe(`made ${token.created.slice(0, 10)}`)
    expect(token).toMatchObject({ expires, revoked: null, lastUsed: null })
  })

  test('lists show the tokens of an organization, or of one connection, and no others', async () => {
    const { token } = await make(theirs, 'theirs')
    expect(await listTokens(fresh.database, school.id)).toEqual([token])
    const labels = (await listTokens(fresh.database, acme.id, entra.id)).map(({ label }) => label)
    expect(labels).toEqual(['first'])
    expect(await listTokens(fresh.database, school.id, entra.id)).toEqual([])
  })

  test('a token is revoked by id, by label or by its whole text, once', async () => {
    const revoke = (name: string) => revokeToken(fresh.database, acme.id, name)
    const one = await make(entra, 'one')
    const two = await make(entra, 'two')
    const three = await make(entra, 'three')
    const revoked = await revoke(one.token.id)
    expect(revoked).toMatchObject({ id: one.token.id, revoked: expect.any(String) })
    expect(await revoke(one.token.id)).toEqual(revoked)
    expect((await revoke('two')).id).toBe(two.token.id)
    expect((await revoke(three.text)).id).toBe(three.token.id)
  })

  test('a label that two tokens have revokes neither', async () => {
    const twins = [await make(entra, 'twin'), await make(entra, 'twin')]
    const revoking = revokeToken(fresh.database, acme.id, 'twin')
    await expect(revoking).rejects.toThrow(Refusal)
    await expect(revoking).rejects.toThrow(twins[1]?.token.id)
    const tokens = await listTokens(fresh.database, acme.id)
    expect(
      tokens.filter(({ label, revoked }) => label === 'twin' && revoked === null),
    ).toHaveLength(2)
  })

  test('a token of another organization cannot be revoked', async () => {
    const { token, text } = await make(theirs, 'spared')
    for (const name of [token.id, text, 'spared', 'nothing'])
      await expect(revokeToken(fresh.database, acme.id, name)).rejects.toThrow('no such token')
  })

  test.each(['', 'a\nb', 'x'.repeat(101), 'a\u202Eb'])('the label %j is refused', async (label) => {
    await expect(make(entra, label)).rejects.toThrow(Refusal)
  })
})
