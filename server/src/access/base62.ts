/** Letters and digits only: text that no URL, shell or identity provider's form changes. */
import { randomBytes } from 'node:crypto'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A whole number from 0 to 2^53 in base 62, with zeros in front up to `length` digits. */
export function toBase62(number: number, length: number): string {
  let text = ''
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) text = digitOf(rest % 62) + text
  return text.padStart(length, '0')
}

/** A UUID in 22 digits instead of 36 characters. */
export function uuidToBase62(uuid: string): string {
  let text = ''
  for (let rest = BigInt(`0x${uuid.replaceAll('-', '')}`); rest > 0n; rest /= 62n)
    text = digitOf(Number(rest % 62n)) + text
  return text.padStart(22, '0')
}

/** Random base-62 text, every digit equally likely: 5.95 bits a character. */
export function randomBase62(length: number): string {
  let text = ''
  while (text.length < length)
    for (const byte of randomBytes(length))
      // 248 is the largest multiple of 62 in a byte; above it the first digits would be favoured.
      if (byte < 248 && text.length < length) text += digitOf(byte % 62)
  return text
}

const digitOf = (value: number) => digits.charAt(value)
