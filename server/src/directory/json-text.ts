/** JSON as it is stored and sent on. */

/**
 * The JSON of a value in ASCII characters alone: whatever else is in it is written as `\uXXXX`. A
 * text of one-byte characters is read from a database, put together and sent several times faster,
 * and every JSON parser gives back the same value.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  // oxlint-disable-next-line no-control-regex -- all beyond ASCII is the point
  return /^[\x00-\x7f]*$/.test(text) ? text : text.replace(/[^\x00-\x7f]/g, escape)
}

function escape(character: string): string {
  // Without the u flag the pattern meets each half of a surrogate pair by itself, as JSON wants it.
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
