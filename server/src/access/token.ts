/** Bearer tokens of SCIM connections: made, listed, revoked. The database holds digests only. */
import { createHmac, type KeyObject } from 'node:crypto'
import type { Connection } from '../connections/connection.ts'
import type { Database } from '../database/database.ts'
import type { TokenRow } from '../database/tables.ts'
import { readName, Refusal } from '../directory/refusal.ts'
import { makeTokenText, readTokenText } from './token-text.ts'

export interface Token {
  /** The look-up id: part of the token's text, not secret. */
  readonly id: string
  readonly organizationId: string
  readonly connectionId: string
  readonly label: string
  /** ISO 8601, UTC, as all times here. */
  readonly created: string
  readonly expires: string | null
  readonly revoked: string | null
  /** To the minute. */
  readonly lastUsed: string | null
}

/**
 * Makes a token.
 *
 * @param key of `deriveKey(secret, 'token digest')`
 * @param wish `expires` as `readExpiry` gives it
 * @returns the token, and its text, which cannot be had again
 */
export async function createToken(
  database: Database,
  key: KeyObject,
  connection: Connection,
  wish: { label?: string | undefined; expires: string },
): Promise<{ token: Token; text: string }> {
  const { tokenId, text } = makeTokenText(connection.id)
  const created = new Date().toISOString()
  const row: TokenRow = {
    organization_id: connection.organizationId,
    token_id: tokenId,
    connection_id: connection.id,
    label: readName('token', wish.label ?? `made ${created.slice(0, 10)}`),
    digest: digestOf(key, text).toString('base64url'),
    created,
    expires: wish.expires,
    revoked: null,
    last_used: null,
  }
  await database.run(database.build.insertInto('token').values(row))
  return { token: tokenFrom(row), text }
}

/** The tokens of an organization, or of one of its connections, oldest first. */
export async function listTokens(
  database: Database,
  organizationId: string,
  connectionId?: string,
): Promise<Token[]> {
  let query = database.build
    .selectFrom('token')
    .selectAll()
    .where('organization_id', '=', organizationId)
  if (connectionId !== undefined) query = query.where('connection_id', '=', connectionId)
  const rows = await database.run(query.orderBy('created').orderBy('token_id'))
  return rows.map(tokenFrom)
}

/**
 * Revokes a token; it is refused everywhere within a second. One that is revoked stays as it is.
 *
 * @param name the look-up id, the token's whole text, or its label
 * @throws {Refusal} when the organization has no such token, or several of that label
 */
export async function revokeToken(
  database: Database,
  organizationId: string,
  name: string,
): Promise<Token> {
  const tokens = await listTokens(database, organizationId)
  const id = readTokenText(name)?.tokenId ?? name
  const byLabel = tokens.filter(({ label, revoked }) => label === name && revoked === null)
  const token = tokens.find((each) => each.id === id) ?? byLabel[0]
  if (!token)
    throw new Refusal(
      'There is no such token. `rollbook token list` shows the ids of those there are.',
    )
  if (token.id !== id && byLabel.length > 1)
    throw new Refusal(
      `Several tokens have this label; name one by its id: ${byLabel.map((each) => each.id).join(', ')}.`,
    )
  if (token.revoked !== null) return token
  const revoked = new Date().toISOString()
  await database.run(
    database.build
      .updateTable('token')
      .set({ revoked })
      .where('organization_id', '=', organizationId)
      .where('token_id', '=', token.id)
      .where('revoked', 'is', null),
  )
  await database.announce('access')
  return { ...token, revoked }
}

/** What the database keeps of a token's text. */
export function digestOf(key: KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/** A token as its row has it. */
export function tokenFrom(row: TokenRow): Token {
  return {
    id: row.token_id,
    organizationId: row.organization_id,
    connectionId: row.connection_id,
    label: row.label,
    created: row.created,
    expires: row.expires,
    revoked: row.revoked,
    lastUsed: row.last_used,
  }
}
