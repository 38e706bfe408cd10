/** What an administrator asked for and cannot have. */
import { makeFolder } from '../database/folder.ts'

/** Told in one sentence that says why, and what to do instead. Not a bug. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

/**
 * Makes the folder that data is kept in.
 *
 * @throws {Refusal} that says what to set when it cannot be made
 */
export function makeDataFolder(dataDir: string): void {
  try {
    makeFolder(dataDir)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Refusal(
      `The data folder ${dataDir} cannot be made (${reason}). Set ROLLBOOK_DATA_DIR to a folder that this account may write.`,
      { cause },
    )
  }
}

/**
 * Checks the name of something an administrator makes.
 *
 * @param what the noun in the message, such as `connection`
 * @returns the name without white space around it
 * @throws {Refusal} for an empty name, one over 100 characters, control characters, or an id
 */
export function readName(what: string, text: string): string {
  const name = text.trim().normalize('NFC')
  if (name === '') throw new Refusal(`The ${what} needs a name.`)
  if (name.length > 100) throw new Refusal(`The name of the ${what} is longer than 100 characters.`)
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(name))
    throw new Refusal(`The name of the ${what} holds characters that cannot be seen.`)
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(name))
    throw new Refusal(`The name of the ${what} looks like an id; choose words instead.`)
  return name
}
