/**
 * Keys: what userNames, e-mail addresses and group names are matched by. Stored beside the value
 * as typed, compared in byte order, and made nowhere but here.
 */
import { foldCase } from '@rollbook/scim/fold'

/**
 * The key of a value: without blanks around it, NFKC, full case folding, NFC. Two values with the
 * same key are the same userName, address or name.
 */
export function keyOf(text: string): string {
  // After the folding: values that fold alike then have one key, whatever NFKC makes of blanks.
  return foldCase(text).trim()
}

/** The same for a part of a value, such as what a filter asks to be contained: blanks count. */
export function keyPartOf(text: string): string {
  return foldCase(text)
}
