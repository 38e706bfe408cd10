/**
 * The one secret of an installation, from which every other key is derived: from the environment,
 * or a file in the data folder that only its owner may read, made at the first start.
 */
import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeDataFolder, Refusal } from '../directory/refusal.ts'

const secretBytes = 32

/** The file that holds the secret when the environment does not. */
export const secretFile = (dataDir: string) => join(dataDir, 'secret.key')

/**
 * Reads the secret, and makes it when there is none yet.
 *
 * @param config what the environment says: the secret itself, and the folder for the file
 * @throws {Refusal} when it is no 32 random bytes in base64, or others may read the file
 */
export function loadSecret(config: {
  readonly secretKey: string | undefined
  readonly dataDir: string
}): Buffer {
  if (config.secretKey !== undefined) return readSecret(config.secretKey, 'ROLLBOOK_SECRET_KEY')
  const file = secretFile(config.dataDir)
  let text = readIfThere(file)
  if (text === undefined) {
    makeSecretFile(file, config.dataDir)
    text = readFileSync(file, 'utf8')
  }
  // Windows keeps no such modes.
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    throw new Refusal(`Others may read ${file}: allow it to its owner alone (chmod 600 ${file}).`)
  return readSecret(text, file)
}

/** A key for one purpose; what is known of one key says nothing about another. */
export function deriveKey(secret: Buffer, purpose: 'token digest' | 'cursor'): KeyObject {
  return createSecretKey(
    Buffer.from(hkdfSync('sha256', secret, '', `rollbook ${purpose}`, secretBytes)),
  )
}

function readSecret(text: string, origin: string): Buffer {
  const secret = Buffer.from(text.trim(), 'base64')
  const isBase64 = /^[A-Za-z0-9+/_-]{43}=?$/.test(text.trim())
  // 32 random bytes have fewer than 16 different ones once in 10^17 times; samples have few.
  if (!isBase64 || secret.length !== secretBytes || new Set(secret).size < 16)
    throw new Refusal(
      `${origin} must hold ${secretBytes} random bytes in base64; \`openssl rand -base64 ` +
        `${secretBytes}\` makes some. Tokens made under another key stop working.`,
    )
  return secret
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Refusal(`${file} cannot be read: ${(error as Error).message}`, { cause: error })
  }
}

/** Whole or not at all, and only one, also when two processes start at once. */
function makeSecretFile(file: string, dataDir: string): void {
  makeDataFolder(dataDir)
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, `${randomBytes(secretBytes).toString('base64')}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  })
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
}
