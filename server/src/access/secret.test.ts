import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Refusal } from '../directory/refusal.ts'
import { deriveKey, loadSecret, secretFile } from './secret.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'rollbook-secret-'))
})
afterAll(() => rmSync(root, { recursive: true }))

describe('the secret from the environment', () => {
  test('is read from base64, of either alphabet', () => {
    const secret = randomBytes(32)
    for (const encoding of ['base64', 'base64url'] as const)
      expect(loadSecret({ secretKey: secret.toString(encoding), dataDir: '/nowhere' })).toEqual(
        secret,
      )
  })

  test.each([
    ['short', randomBytes(31).toString('base64')],
    ['long', randomBytes(33).toString('base64')],
    ['no base64', 'correct horse battery staple, and more words'],
    ['hexadecimal', randomBytes(32).toString('hex')],
    ['all zeros', Buffer.alloc(32).toString('base64')],
    ['a pattern', Buffer.from('0123'.repeat(8)).toString('base64')],
  ])('is refused when it is %s, and not repeated', (_, secretKey) => {
    const load = () => loadSecret({ secretKey, dataDir: '/nowhere' })
    expect(load).toThrow(Refusal)
    expect(load).toThrow('openssl rand -base64 32')
    expect(load).not.toThrow(secretKey)
  })
})

describe('the secret in a file', () => {
  test('is made at the first start, for its owner alone, and stays the same', () => {
    const dataDir = join(root, 'first', 'start')
    const secret = loadSecret({ secretKey: undefined, dataDir })
    expect(secret).toHaveLength(32)
    expect(statSync(secretFile(dataDir)).mode & 0o777).toBe(0o600)
    expect(readdirSync(dataDir)).toEqual(['secret.key'])
    expect(loadSecret({ secretKey: undefined, dataDir })).toEqual(secret)
  })

  test('is refused when others may read it', () => {
    const dataDir = join(root, 'open')
    loadSecret({ secretKey: undefined, dataDir })
    chmodSync(secretFile(dataDir), 0o640)
    expect(() => loadSecret({ secretKey: undefined, dataDir })).toThrow('chmod 600')
  })

  test('is refused when it is damaged, and not made anew', () => {
    const dataDir = join(root, 'damaged')
    loadSecret({ secretKey: undefined, dataDir })
    writeFileSync(secretFile(dataDir), '')
    expect(() => loadSecret({ secretKey: undefined, dataDir })).toThrow(Refusal)
  })
})

test('keys for two purposes have nothing in common', () => {
  const secret = randomBytes(32)
  const digest = deriveKey(secret, 'token digest').export()
  expect(digest).toHaveLength(32)
  expect(digest).toEqual(deriveKey(secret, 'token digest').export())
  expect(digest).not.toEqual(deriveKey(secret, 'cursor').export())
  expect(digest).not.toEqual(secret)
})
