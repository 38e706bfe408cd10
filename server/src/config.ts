/** What the environment says: read once, checked, and every mistake told with what to set. */
import { isAbsolute, join, resolve } from 'node:path'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export interface Config {
  readonly port: number
  readonly host: string
  /** Without a slash at the end; the start of every `meta.location`, Tenant URL and link. */
  readonly publicUrl: string
  /** Whether the public URL follows from host and port alone. */
  readonly isPublicUrlDefault: boolean
  /** Absolute. */
  readonly dataDir: string
  /** `sqlite:` and a path, or `postgres://…`. */
  readonly databaseUrl: string
  /** 32 bytes in base64 as the environment gave it; absent: the file in the data folder. */
  readonly secretKey: string | undefined
  readonly logLevel: LogLevel
}

/** An environment variable that cannot be used; the message says which and what to set. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/**
 * Reads the configuration from environment variables; an empty one counts as absent.
 *
 * @param environment usually `process.env`
 * @throws {ConfigError} naming the variable
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const read = (name: string) => environment[name]?.trim() || undefined
  const port = readPort(read('PORT'))
  const host = readHost(read('HOST'))
  const dataDir = resolve(read('ROLLBOOK_DATA_DIR') ?? './data')
  const publicUrl = readPublicUrl(read('ROLLBOOK_PUBLIC_URL'))
  return {
    port,
    host,
    publicUrl: publicUrl ?? defaultUrl(host, port),
    isPublicUrlDefault: publicUrl === undefined,
    dataDir,
    databaseUrl: readDatabaseUrl(read('ROLLBOOK_DATABASE_URL'), dataDir),
    secretKey: read('ROLLBOOK_SECRET_KEY'),
    logLevel: readLogLevel(read('ROLLBOOK_LOG_LEVEL')),
  }
}

function readPort(text = '8080'): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new ConfigError(`PORT must be a number from 0 to 65535, not "${text}".`)
  return port
}

function readHost(text = '127.0.0.1'): string {
  if (!/^[\w.:-]+$/.test(text))
    throw new ConfigError(
      `HOST must be an address or a name to listen on, such as 127.0.0.1 or 0.0.0.0, not "${text}".`,
    )
  return text
}

const defaultUrl = (host: string, port: number) =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`

function readPublicUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username)
    throw new ConfigError(
      `ROLLBOOK_PUBLIC_URL must be the http or https address under which the identity provider ` +
        `reaches Rollbook, such as https://rollbook.example.com, without query, fragment or ` +
        `credentials.`,
    )
  return url.href.replace(/\/+$/, '')
}

function readDatabaseUrl(text: string | undefined, dataDir: string): string {
  if (text === undefined) return `sqlite:${join(dataDir, 'rollbook.db')}`
  if (/^postgres(?:ql)?:\/\//.test(text)) {
    if (URL.parse(text)) return text.replace(/^postgresql:/, 'postgres:')
  } else if (text.startsWith('sqlite:') && text.length > 'sqlite:'.length) {
    const path = text.slice('sqlite:'.length)
    return path === ':memory:' || isAbsolute(path) ? text : `sqlite:${resolve(path)}`
  }
  // The value may hold a password: it is not repeated.
  throw new ConfigError(
    'ROLLBOOK_DATABASE_URL must be sqlite:/path/to/file.db or postgres://user:password@host/database.',
  )
}

function readLogLevel(text = 'info'): LogLevel {
  const level = logLevels.find((name) => name === text.toLowerCase())
  if (!level)
    throw new ConfigError(
      `ROLLBOOK_LOG_LEVEL must be one of ${logLevels.join(', ')}, not "${text}".`,
    )
  return level
}
