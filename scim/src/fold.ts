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
  if (!newMarks.test(text)) return foldPart(text)
  // Between two marks is text, perhaps none.
  const parts = text.split(newMarks)
  return parts.map((part, index) => (index % 2 === 0 ? foldPart(part) : part)).join('')
}

/**
 * Marks, and letters composed with marks, that came after Unicode 13: they stay as they are and
 * where they are. Databases whose Unicode is older neither compose nor reorder them, and would not
 * agree with us else.
 */
export const newMarks = new RegExp(
  [
    '([',
    String.raw`\u0897-\u089f\u08ca-\u08d2\u0c3c\u1715\u1ac1-\u1add\u1ae0-\u1aeb\u1dfa\u{105c9}`,
    String.raw`\u{105d2}\u{105da}\u{105e4}\u{10d69}-\u{10d6d}\u{10efa}\u{10efb}\u{10efd}-\u{10eff}`,
    String.raw`\u{10f82}-\u{10f85}\u{11070}\u{11382}-\u{11385}\u{1138b}\u{1138e}\u{11390}\u{11391}`,
    String.raw`\u{113b8}\u{113bb}\u{113c2}\u{113c5}\u{113c7}-\u{113c9}\u{113ce}-\u{113d0}\u{11f41}`,
    String.raw`\u{11f42}\u{1611e}-\u{16129}\u{1612f}\u{16d63}\u{16d67}-\u{16d6a}\u{1e08f}\u{1e2ae}`,
    String.raw`\u{1e4ec}-\u{1e4ef}\u{1e5ee}\u{1e5ef}\u{1e6e3}\u{1e6e6}\u{1e6ee}\u{1e6ef}\u{1e6f5}`,
    '])',
  ].join(''),
  'u',
)

function foldPart(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u0080-\u{10ffff}]/gu, foldLetter)
    .normalize('NFC')
}

/**
 * JavaScript has no case folding, but upper case and back is the same for every letter, with two
 * exceptions: the dotless ı would become an i, and Cherokee folds to its capitals. That there are
 * no others was checked for every letter of Unicode 14.
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
