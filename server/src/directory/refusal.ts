/** What an administrator asked for and cannot have. */

/** Told in one sentence that says why, and what to do instead. Not a bug. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
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
