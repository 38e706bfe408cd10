/**
 * What may become a key. Keys are what people are told apart by, so nothing may be in them that
 * nobody sees, and they must fit into an index of either database.
 */
import { Buffer } from 'node:buffer'
import { InvalidValue } from './conflict.ts'
import { keyOf } from './keys.ts'
import type { PersonDocument } from './person.ts'
import { employeeNumberOf, emailsOf, userNameOf } from './person.ts'

const userNameLengthMax = 256
/** PostgreSQL holds 2,704 bytes in an entry of a B-tree, ids included. */
const keyBytesMax = 2_000

// Control characters, marks that turn the direction of writing, and what has no shape at all.
const hidden = /[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u

/**
 * Refuses a person whose userName, e-mail address, employee number or externalId cannot be a key.
 * Values that `before` had already are not looked at again.
 *
 * @throws {InvalidValue}
 */
export function refuseUnacceptable(
  said: { readonly document: PersonDocument; readonly externalId: string | null },
  before?: { readonly document: PersonDocument; readonly externalId: string | null },
): void {
  const { document, externalId } = said
  const userName = userNameOf(document)
  if (!before || userName !== userNameOf(before.document)) {
    refuse('userName', userName)
    if (userName !== userName.trim())
      throw new InvalidValue('userName begins or ends with a blank. Send it without.')
    if (userName.length > userNameLengthMax)
      throw new InvalidValue(`userName is longer than ${userNameLengthMax} characters.`)
  }
  const known = new Set(before ? emailsOf(before.document) : [])
  for (const address of emailsOf(document)) if (!known.has(address)) refuse('emails.value', address)
  const employeeNumber = employeeNumberOf(document)
  if (
    employeeNumber !== undefined &&
    (!before || employeeNumber !== employeeNumberOf(before.document))
  )
    refuse('employeeNumber', employeeNumber)
  if (externalId !== before?.externalId) refuseLongExternalId(externalId)
}

/**
 * Refuses an externalId that no index can hold. What is in it is the source's own affair.
 *
 * @throws {InvalidValue}
 */
export function refuseLongExternalId(externalId: string | null): void {
  if (externalId !== null && Buffer.byteLength(externalId) > keyBytesMax)
    throw new InvalidValue(`externalId is longer than ${keyBytesMax} bytes.`)
}

/**
 * Refuses a name of a group that no index can hold.
 *
 * @throws {InvalidValue}
 */
export function refuseLongName(displayName: string): void {
  if (!fitsKey(displayName))
    throw new InvalidValue(`displayName is longer than ${keyBytesMax} bytes.`)
}

/** Whether a text can be looked for and waited for: nobody is named by a longer one. */
export function fitsKey(text: string): boolean {
  return Buffer.byteLength(text) <= keyBytesMax && Buffer.byteLength(keyOf(text)) <= keyBytesMax
}

function refuse(attribute: string, text: string): void {
  const found = hidden.exec(text)?.[0]
  if (found !== undefined) {
    const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    throw new InvalidValue(
      `${attribute} holds a character that cannot be seen (U+${code}). Remove it at the identity provider.`,
    )
  }
  if (!fitsKey(text)) throw new InvalidValue(`${attribute} is longer than ${keyBytesMax} bytes.`)
}
