/** What a command that cannot be carried out tells on standard error. */
import { Refusal } from '../directory/refusal.ts'

/** Their messages are written for whoever typed the command. */
const told = new Set([
  'ConfigError',
  'DatabaseUnavailable',
  'Refusal',
  'SchemaTooNew',
  'WrongUsage',
])

/** A command line that commander took, but that makes no sense. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage'
}

/** Reads an option; what it cannot mean is wrong usage. */
export function readOption<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (error instanceof Refusal) throw new WrongUsage(error.message, { cause: error })
    throw error
  }
}

/**
 * Tells why a command failed.
 *
 * @returns the exit code
 */
export function tellFailure(error: unknown, isJson: boolean): 1 | 2 {
  const isKnown = error instanceof Error && told.has(error.name)
  const message = isKnown
    ? error.message
    : `Rollbook failed, and that is a mistake in Rollbook: ${describe(error)}`
  console.error(isJson ? JSON.stringify({ error: message }) : message)
  if (!isKnown && process.env['ROLLBOOK_LOG_LEVEL'] === 'debug') console.error(error)
  return error instanceof WrongUsage ? 2 : 1
}

const describe = (error: unknown) =>
  error instanceof Error
    ? `${error.name}: ${error.message} (ROLLBOOK_LOG_LEVEL=debug shows where)`
    : String(error)
