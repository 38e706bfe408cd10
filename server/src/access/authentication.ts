/**
 * Who sends a request: from the `Authorization` header and the connection in the URL to the
 * connection, or a refusal that tells a stranger nothing. RFC 6750.
 */
import { timingSafeEqual, type KeyObject } from 'node:crypto'
import { ScimError } from '@rollbook/scim'
import type { Connection } from '../connections/connection.ts'
import { connectionFrom } from '../connections/connection.ts'
import type { Database, Statement } from '../database/database.ts'
import { isId } from '../database/ids.ts'
import type { ConnectionRow, OrganizationRow, TokenRow } from '../database/tables.ts'
import type { Organization } from '../directory/organization.ts'
import { organizationFrom } from '../directory/organization.ts'
import { type Attempts, createAttempts } from './attempts.ts'
import { uuidToBase62 } from './base62.ts'
import { createLastUse } from './last-use.ts'
import { readTokenText } from './token-text.ts'
import { digestOf, type Token, tokenFrom } from './token.ts'

const limits = {
  /** Below a second with the look-up itself, in which what was revoked must be dead everywhere. */
  cacheMs: 900,
  cachedTokensMax: 10_000,
} as const

/** What a valid token gives access to. */
export interface Grant {
  readonly organization: Organization
  readonly connection: Connection
  readonly token: Token
}

export interface Authentication {
  /**
   * Finds the grant of a request to a connection's Tenant URL.
   *
   * @param header the `Authorization` header
   * @param connectionId the connection as the URL names it, whatever that is
   * @param address where the request comes from, to slow guessing down
   * @throws {ScimError} 401 for all that is no valid token of this connection, 403 when the
   *   connection is switched off, 429 after too many wrong tokens from one network
   * @throws {DatabaseUnavailable} when the database does not answer
   */
  authenticate(
    header: string | undefined,
    connectionId: string,
    address: string | undefined,
  ): Promise<Grant>
  /** Writes what is still to be written. */
  close(): Promise<void>
}

interface Entry extends Grant {
  readonly digest: Buffer
  /** The connection as tokens write it. */
  readonly shortConnection: string
  readonly expiresMs: number
  readonly readAt: number
  readonly generation: number
}

/** What is on its way from the database, and when it was asked for. */
interface Reading {
  readonly readAt: number
  readonly generation: number
  readonly rows: Promise<Row[]>
}

/**
 * Remembers tokens for less than a second, and not that long once a change of access is announced.
 *
 * @param key of `deriveKey(secret, 'token digest')`
 * @param options `onError` hears of what failed off the path of any request
 */
export function createAuthentication(
  database: Database,
  key: KeyObject,
  options: { onError: (error: unknown) => void; attempts?: Attempts },
): Authentication {
  const attempts = options.attempts ?? createAttempts()
  const lastUse = createLastUse(database, options.onError)
  const entries = new Map<string, Entry>()
  const readings = new Map<string, Reading>()
  let generation = 0
  database.onAnnounce((topic) => {
    if (topic === 'access') generation++
  })

  /** Requests that come while a token is being read wait for the same rows. */
  function read(tokenId: string): Reading {
    const known = readings.get(tokenId)
    if (known) return known
    const rows = database.query<Row>(tokenById, [tokenId]).finally(() => readings.delete(tokenId))
    const reading = { readAt: performance.now(), generation, rows }
    readings.set(tokenId, reading)
    return reading
  }

  /** The token's entry as the database has it now; remembered when the token is the genuine one. */
  async function look(tokenId: string, digest: Buffer): Promise<Entry | undefined> {
    const { rows, ...begun } = read(tokenId)
    const entry = (await rows)
      .map((row) => entryFrom(row, begun))
      .find((each) => isSame(each, digest))
    // What a guesser sends under the same look-up id does not make us forget the genuine one.
    if (!entry) return undefined
    entries.delete(tokenId)
    entries.set(tokenId, entry)
    for (const oldest of entries.keys()) {
      if (entries.size <= limits.cachedTokensMax) break
      entries.delete(oldest)
    }
    return entry
  }

  const isFresh = (entry: Entry) =>
    entry.generation === generation && performance.now() - entry.readAt < limits.cacheMs

  return {
    async authenticate(header, connectionId, address) {
      if (header === undefined) throw missing()
      const text = bearerPattern.exec(header)?.[1]
      const parts = text === undefined ? undefined : readTokenText(text)
      const fail = () => {
        attempts.failed(address)
        return refused()
      }
      const known = parts && entries.get(parts.tokenId)
      const digest = text !== undefined && parts ? digestOf(key, text) : undefined
      // A token that was right a moment ago does not wait for the guessers beside it.
      const isKnown = known !== undefined && digest !== undefined && isSame(known, digest)
      const waitS = isKnown ? undefined : attempts.waitFor(address)
      if (waitS !== undefined) throw tooMany(waitS)
      if (!parts || !digest) throw fail()
      const short =
        known?.connection.id === connectionId ? known.shortConnection : shorten(connectionId)
      if (short !== parts.connection) throw fail()
      const entry = isKnown && isFresh(known) ? known : await look(parts.tokenId, digest)
      if (!entry || entry.connection.id !== connectionId) throw fail()
      checkAlive(entry)
      lastUse.note(entry.token)
      return entry
    },
    close: () => lastUse.close(),
  }
}

/** RFC 6750 §2.1, with the scheme in any case (RFC 9110 §11.1). */
const bearerPattern = /^bearer +([\w.~+/-]+=*)$/i

type Row = TokenRow &
  Omit<ConnectionRow, 'settings' | 'created'> &
  Omit<OrganizationRow, 'settings' | 'created' | 'name'> & {
    organization_name: string
    organization_settings: string
    organization_created: string
    connection_settings: string
    connection_created: string
  }

// The one query that does not begin with the organization: the token tells which it is.
const tokenById: Statement = {
  name: 'token_by_id',
  sql: `select token.*, connection.kind, connection.name, connection.state,
      connection.settings as connection_settings, connection.created as connection_created,
      connection.last_modified,
      organization.slug, organization.name as organization_name, organization.identifier,
      organization.settings as organization_settings,
      organization.created as organization_created
    from token
    join connection on connection.organization_id = token.organization_id
      and connection.connection_id = token.connection_id
    join organization on organization.organization_id = token.organization_id
    where token.token_id = ?`,
}

function entryFrom(row: Row, begun: { readAt: number; generation: number }): Entry {
  return {
    ...begun,
    organization: organizationFrom({
      ...row,
      name: row.organization_name,
      settings: row.organization_settings,
      created: row.organization_created,
    }),
    connection: connectionFrom({
      ...row,
      settings: row.connection_settings,
      created: row.connection_created,
    }),
    token: tokenFrom(row),
    digest: Buffer.from(row.digest, 'base64url'),
    shortConnection: uuidToBase62(row.connection_id),
    expiresMs: row.expires === null ? Infinity : Date.parse(row.expires),
  }
}

function isSame(entry: Entry, digest: Buffer): boolean {
  return entry.digest.length === digest.length && timingSafeEqual(entry.digest, digest)
}

function shorten(connectionId: string): string | undefined {
  return isId(connectionId) ? uuidToBase62(connectionId) : undefined
}

/** Whoever comes this far holds the genuine token, and may know what became of it. */
function checkAlive({ token, connection, organization, expiresMs }: Entry): void {
  if (token.revoked !== null)
    throw unauthorized(
      `This token was revoked on ${token.revoked.slice(0, 10)}. ${makeAnother}`,
      true,
    )
  if (expiresMs <= Date.now())
    throw unauthorized(`This token expired on ${token.expires?.slice(0, 10)}. ${makeAnother}`, true)
  if (connection.state !== 'live')
    throw new ScimError(
      403,
      `The connection "${connection.name}" of ${organization.name} is switched off in Rollbook, so ` +
        `nothing is read or changed. An administrator of Rollbook switches it on: ` +
        `rollbook connection set ${organization.slug} ${connection.id} --state live`,
    )
}

const makeAnother =
  'Make a new one with `rollbook token create` and enter it as the secret token at the identity ' +
  'provider.'

const missing = () =>
  unauthorized(
    'Send the secret token of this connection: Authorization: Bearer rbk_…. ' +
      '`rollbook token create` makes one.',
    false,
  )

const refused = () =>
  unauthorized(
    'The bearer token is not one of this Tenant URL. Check both the Tenant URL and the secret ' +
      `token at the identity provider. ${makeAnother}`,
    true,
  )

/** @see {@link https://www.rfc-editor.org/rfc/rfc6750#section-3 RFC 6750 §3} */
function unauthorized(detail: string, isPresented: boolean): ScimError {
  const challenge = isPresented ? 'Bearer error="invalid_token"' : 'Bearer'
  return new ScimError(401, detail, { headers: { 'www-authenticate': challenge } })
}

const tooMany = (waitS: number) =>
  new ScimError(429, `Too many wrong tokens came from this network. Try again in ${waitS} s.`, {
    headers: { 'retry-after': String(waitS) },
  })
