/** From the bytes of a body to JSON, with everything refused that JSON.parse lets pass. */
import { ScimError } from './error.ts'
import { findFault } from './json-fault.ts'
import { limits } from './limits.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Parses a body. A byte order mark is passed over.
 *
 * Names are exactly those of the text: an object from here may have an own `__proto__`, so nothing
 * from it may be assigned to another object by its name without a look into the schema.
 *
 * @throws ScimError `invalidSyntax`, with the position, for what is not UTF-8 or not JSON, for
 *   nesting, names and strings over the limits, a name given twice in one object, NUL, and half
 *   a surrogate pair
 * @see {@link https://www.rfc-editor.org/rfc/rfc7493 RFC 7493} (I-JSON)
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes)
  const nameCount = scan(text)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw faultOf(text, cause)
  }
  // Of a name given twice JSON.parse keeps the last one in silence: fewer come out than went in.
  if (countNames(value) !== nameCount) throw faultOf(text)
  return value
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new ScimError('invalidSyntax', 'The body is not valid UTF-8.', { cause })
  }
}

const quote = 0x22
const backslash = 0x5c

/**
 * Goes once over the text, before anything that recurses, and minds only what the grammar of JSON
 * does not: depth, the number of names and the content of strings. Returns how many names there are.
 */
function scan(text: string): number {
  /** For each open bracket, how many names have come behind it. */
  const names: number[] = [0]
  let total = 0
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = scanString(text, at)
        break
      case 0x7b: // {
      case 0x5b: // [
        if (names.push(0) > limits.jsonDepthMax + 1)
          throw refusal(text, at, `is nested deeper than ${limits.jsonDepthMax} levels`)
        break
      case 0x7d: // }
      case 0x5d: // ]
        total += names.pop() ?? 0
        break
      case 0x3a: {
        // :
        const last = names.length - 1
        const count = (names[last] ?? 0) + 1
        if (count > limits.jsonNamesMax)
          throw refusal(text, at, `has more than ${limits.jsonNamesMax} names in one object`)
        names[last] = count
        break
      }
    }
  }
  return total
}

/** Returns the position of the closing quotation mark, or the end of the text. */
function scanString(text: string, start: number): number {
  // The length after unescaping is the distance less what the escapes take up beyond it.
  let escaped = 0
  let at = start + 1
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) break
    if (code !== backslash) continue
    at++
    escaped++
    if (text.charCodeAt(at) !== 0x75) continue // u
    const end = scanCodeUnit(text, at - 1)
    escaped += end - at === 4 ? 4 : 9
    at = end
  }
  if (at - start - 1 - escaped > limits.stringLengthMax)
    throw refusal(text, start, `has a text longer than ${limits.stringLengthMax} characters`)
  return at
}

/**
 * Checks the `\u` escape, or pair of them, that begins at `start`; returns the position of its last
 * digit. What is no hexadecimal number is left to JSON.parse.
 */
function scanCodeUnit(text: string, start: number): number {
  const unit = hexAt(text, start + 2)
  if (unit === 0) throw refusal(text, start, 'has a NUL character in a text')
  if (unit < 0xd800 || unit > 0xdfff) return start + 5
  const next = text.startsWith('\\u', start + 6) ? hexAt(text, start + 8) : 0
  if (unit > 0xdbff || next < 0xdc00 || next > 0xdfff)
    throw refusal(text, start, 'has half a surrogate pair in a text')
  return start + 11
}

/** -1 for what is no hexadecimal number of four digits. */
function hexAt(text: string, at: number): number {
  const digits = text.slice(at, at + 4)
  return /^[0-9a-f]{4}$/i.test(digits) ? parseInt(digits, 16) : -1
}

/** Recurses no deeper than `scan` has allowed. */
function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (const element of value) count += countNames(element)
    return count
  }
  for (const child of Object.values(value)) count += 1 + countNames(child)
  return count
}

function faultOf(text: string, cause?: unknown): ScimError {
  const { at, reason } = findFault(text)
  return refusal(text, at, reason, cause)
}

function refusal(text: string, at: number, reason: string, cause?: unknown): ScimError {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  const column = at - before.lastIndexOf('\n')
  return new ScimError(
    'invalidSyntax',
    `The JSON of the body ${reason} (line ${line}, column ${column}).`,
    { cause },
  )
}
