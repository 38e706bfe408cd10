/**
 * The text of a token: `rbk_<connection>_<look-up id and secret>_<checksum>`, all base 62. The
 * connection and the checksum let a wrong token be refused before any database work, and let
 * scanners find one that was published by accident.
 */
import { crc32 } from 'node:zlib'
import { randomBase62, toBase62, uuidToBase62 } from './base62.ts'

const idLength = 12
/** 62^43 is 2^256. */
const secretLength = 43
const checksumLength = 6

/** What every token looks like; for secret scanners too. */
export const tokenPattern =
  /\brbk_([0-9A-Za-z]{22})_([0-9A-Za-z]{12})[0-9A-Za-z]{43}_[0-9A-Za-z]{6}\b/

const wholeToken = new RegExp(`^${tokenPattern.source}$`)

/** Makes a new token for a connection, with more than 250 random bits. */
export function makeTokenText(connectionId: string): { text: string; tokenId: string } {
  const tokenId = randomBase62(idLength)
  const head = `rbk_${uuidToBase62(connectionId)}_${tokenId}${randomBase62(secretLength)}`
  return { tokenId, text: `${head}_${checksum(head)}` }
}

/** What a token names without being proof of anything. */
export interface TokenParts {
  /** The connection, as `uuidToBase62` writes it. */
  readonly connection: string
  /** The look-up id. */
  readonly tokenId: string
}

/** Takes a token apart; undefined when it is none of ours: wrong form or wrong checksum. */
export function readTokenText(text: string): TokenParts | undefined {
  const match = wholeToken.exec(text)
  const head = text.slice(0, -checksumLength - 1)
  if (!match || checksum(head) !== text.slice(-checksumLength)) return undefined
  const [, connection = '', tokenId = ''] = match
  return { connection, tokenId }
}

const checksum = (head: string) => toBase62(crc32(head), checksumLength)
