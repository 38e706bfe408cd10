/** When two texts count as the same though they are spelled differently, and which comes first. */

/**
 * The form in which texts without case compare: NFKC, then full case folding (the C and F mappings
 * of Unicode), then NFC. Blanks stay. Keys kept in a database must be made by this very function,
 * for `lower()` differs from it and from database to database.
 *
 * What folding means for letters that a newer Unicode adds changes with the runtime's Unicode.
 */
export function foldCase(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u0080-\u{10ffff}]/gu, foldLetter)
    .normalize('NFC')
}

/**
 * JavaScript has no case folding, but upper case and back is the same for every letter, with two
 * exceptions: the dotless ı would become an i, and Cherokee folds to its capitals. That there are
 * no others was checked for all letters against CaseFolding.txt.
 */
function foldLetter(letter: string): string {
  if (letter === 'ı') return letter
  const upper = letter.toUpperCase()
  return isCherokee(upper) ? upper : upper.toLowerCase()
}

function isCherokee(letter: string): boolean {
  return letter >= '\u13a0' && letter <= '\u13ff'
}

/**
 * The order of texts by code points, which is that of their UTF-8 bytes and so that of databases.
 * JavaScript's own `<` differs beyond U+FFFF.
 *
 * @returns less than 0, 0, or more than 0
 */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let at = 0; at < length; at++) {
    const difference = rank(left.charCodeAt(at)) - rank(right.charCodeAt(at))
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** Moves surrogates, which stand for what is beyond U+FFFF, behind all other code units. */
function rank(code: number): number {
  if (code < 0xd800) return code
  return code < 0xe000 ? code + 0x2000 : code - 0x800
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false
  return true
}
