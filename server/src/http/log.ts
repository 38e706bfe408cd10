/**
 * The log: JSON lines on standard error, written behind the requests' backs. It holds ids, routes
 * and numbers; no names, addresses, tokens, bodies or query values, at any level.
 */
import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogLevel } from '../config.ts'

export interface Log {
  readonly logger: Logger
  /** Writes what is waiting; before the program ends. */
  flush(): void
}

const limits = {
  /** Lines wait until there are so many bytes of them, */
  batchBytes: 4096,
  /** or so long. */
  batchMs: 500,
  /** When standard error takes nothing: lines beyond are dropped, serving goes on. */
  waitingBytesMax: 8 * 1024 * 1024,
  messageLengthMax: 300,
  framesMax: 12,
} as const

/**
 * Starts the log.
 *
 * @param stream for tests; else standard error
 */
export function createLog(level: LogLevel, stream?: DestinationStream): Log {
  if (stream) return { logger: pino(options(level), stream), flush: () => {} }
  const destination = pino.destination({
    dest: 2,
    sync: false,
    minLength: limits.batchBytes,
    maxLength: limits.waitingBytesMax,
  })
  // A full disk or a closed pipe must not end the service, and there is nowhere else to tell it.
  destination.on('error', () => {})
  const timer = setInterval(() => destination.flush(), limits.batchMs)
  timer.unref()
  return {
    logger: pino(options(level), destination),
    flush() {
      clearInterval(timer)
      try {
        destination.flushSync()
      } catch {
        // As above: the program ends now in any case.
      }
    },
  }
}

const options = (level: LogLevel) => ({
  level,
  // Neither process id nor host name in every line: what runs the program knows them.
  base: null,
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: { level: (label: string) => ({ level: label }) },
  serializers: { error: describeError },
})

/** What of an error may be logged. */
export interface ErrorDescription {
  readonly name: string
  readonly code?: string
  readonly message: string
  readonly at: readonly string[]
  readonly cause?: ErrorDescription
}

/**
 * Describes an error by its kind, its place and a message without values: databases and parsers
 * quote in their messages what they were given.
 */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { name: typeof error, message: '', at: [] }
  const { code } = error as { code?: unknown }
  return {
    name: mask(error.name),
    ...(typeof code === 'string' && { code: mask(code) }),
    message: mask(error.message),
    at: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, limits.framesMax)
      .map((line) => line.trim().slice(3)),
    ...(error.cause !== undefined && depth < 3 && { cause: describeError(error.cause, depth + 1) }),
  }
}

/** Takes out what is quoted, what has an @, and every long word: what is left is the fixed text. */
function mask(text: string): string {
  return text
    .slice(0, limits.messageLengthMax)
    .replaceAll(/"[^"]*"?|'[^']*'?|`[^`]*`?|“[^”]*”?/g, '"…"')
    .replaceAll(/\S*@\S*/g, '…')
    .replaceAll(/[\w%+/=.-]{24,}/g, '…')
    .replaceAll(/\p{C}/gu, ' ')
}
