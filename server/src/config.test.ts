import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

describe('readConfig', () => {
  test('an empty environment gives the documented defaults', () => {
    expect(readConfig({})).toEqual({
      port: 8080,
      host: '127.0.0.1',
      publicUrl: 'http://127.0.0.1:8080',
      isPublicUrlDefault: true,
      dataDir: resolve('data'),
      databaseUrl: `sqlite:${resolve('data', 'rollbook.db')}`,
      secretKey: undefined,
      logLevel: 'info',
    })
  })

  test('an empty variable counts as absent', () => {
    expect(readConfig({ PORT: '', ROLLBOOK_PUBLIC_URL: ' ', ROLLBOOK_DATABASE_URL: '' })).toEqual(
      readConfig({}),
    )
  })

  test('the public URL follows host and port, an IPv6 host in brackets', () => {
    expect(readConfig({ HOST: '::1', PORT: '9000' }).publicUrl).toBe('http://[::1]:9000')
  })

  test('a public URL keeps its path and loses the slash at its end', () => {
    const read = (url: string) => readConfig({ ROLLBOOK_PUBLIC_URL: url }).publicUrl
    expect(read('https://rollbook.example.com/')).toBe('https://rollbook.example.com')
    expect(read('https://example.com/rollbook//')).toBe('https://example.com/rollbook')
  })

  test('the SQLite file lies in the data folder unless it is named', () => {
    expect(readConfig({ ROLLBOOK_DATA_DIR: '/var/lib/rollbook' }).databaseUrl).toBe(
      'sqlite:/var/lib/rollbook/rollbook.db',
    )
    expect(readConfig({ ROLLBOOK_DATABASE_URL: 'sqlite:school.db' }).databaseUrl).toBe(
      `sqlite:${resolve('school.db')}`,
    )
    expect(readConfig({ ROLLBOOK_DATABASE_URL: 'sqlite::memory:' }).databaseUrl).toBe(
      'sqlite::memory:',
    )
  })

  test('postgresql:// is read as postgres://', () => {
    expect(readConfig({ ROLLBOOK_DATABASE_URL: 'postgresql://ada@db/school' }).databaseUrl).toBe(
      'postgres://ada@db/school',
    )
  })

  test.each([
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['HOST', 'http://0.0.0.0'],
    ['ROLLBOOK_PUBLIC_URL', 'rollbook.example.com'],
    ['ROLLBOOK_PUBLIC_URL', 'ftp://rollbook.example.com'],
    ['ROLLBOOK_PUBLIC_URL', 'https://rollbook.example.com/?tenant=1'],
    ['ROLLBOOK_PUBLIC_URL', 'https://ada:secret@rollbook.example.com/'],
    ['ROLLBOOK_DATABASE_URL', 'mysql://db/school'],
    ['ROLLBOOK_DATABASE_URL', 'sqlite:'],
    ['ROLLBOOK_LOG_LEVEL', 'loud'],
  ])('%s=%s is refused by name', (name, value) => {
    const read = () => readConfig({ [name]: value })
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(name)
  })

  test('a refused database URL is not repeated, for it may hold a password', () => {
    expect(() => readConfig({ ROLLBOOK_DATABASE_URL: 'mysql://ada:hunter2@db/school' })).toThrow(
      /^(?!.*hunter2)/,
    )
  })
})
