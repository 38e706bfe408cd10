/**
 * Prints the migration that teaches PostgreSQL our folding of letters, from `foldCase` itself:
 * `node scripts/write-fold-migration.ts > server/src/database/migrations/NNNN-fold.sql`.
 * Needed again when fold-function.test.ts says that the two differ, after Node has got a newer
 * Unicode: under a new number, as migrations only go forward.
 */
import { foldCase, newMarks } from '../scim/src/fold.ts'

const lineLengthMax = 96

/** Compatibility letters that came after Unicode 13, which the normalize() of PostgreSQL 14 has. */
const newLetters = [
  [0xa7f1, 0xa7f4],
  [0x10780, 0x107ba],
  [0x1ccd6, 0x1ccf9],
  [0x1e030, 0x1e06d],
] as const

/** Where scripts begin: a translation searches its letters from front to end for each of the text. */
const scripts = [0x80, 0x250, 0x400, 0x531, 0x1e00, 0x1f00, 0x2100, 0x10000]

interface Letter {
  readonly code: number
  readonly from: string
  readonly to: string
}

process.stdout.write(migration())

function migration(): string {
  const letters = foldedLetters()
  // Those that fold to two are one letter with another behind it, which is put there first.
  const swollen = letters.filter(({ to }) => [...to].length === 2)
  const behind = (tail: string) => swollen.filter(({ to }) => [...to][1] === tail)
  const translated = letters.map(({ code, from, to }) => ({ code, from, to: [...to][0] ?? '' }))
  const blocks = scripts.map((first, at) =>
    translated.filter(({ code }) => code >= first && code < (scripts[at + 1] ?? 0x110000)),
  )
  const normalized = newLetters
    .flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, at) => first + at))
    .map((code) => ({ code, from: String.fromCodePoint(code) }))
    .map(({ code, from }) => ({ code, from, to: from.normalize('NFKC') }))
    .filter(({ from, to }) => from !== to)
  return `-- The folding of letters that our keys are made by (scim/src/fold.ts), for attributes that have no
-- key column. Written by scripts/write-fold-migration.ts; a test compares the two over all of
-- Unicode. No lower() but the one of "C", which knows ASCII alone: others differ from database to
-- database. normalize() is sound where a text has no mark that is newer than Unicode 13; those
-- stand alone, as in fold.ts, and so does U+11A7, which PostgreSQL composes away.
/*pg:
create function rollbook_fold(value text) returns text
language plpgsql immutable strict parallel safe as $$
begin
  if octet_length(value) = length(value) then
    return lower(value collate "C");
  end if;
  if value collate "C" ~ '[${marks()}]' then
    return (
      select string_agg(case when part[1] is null then part[2] else rollbook_fold(part[1]) end, ''
        order by at)
      from regexp_matches(value collate "C", '([^${marks()}]+)|([${marks()}])', 'g')
        with ordinality as parts(part, at));
  end if;
${translation(normalized)}
  value := lower(normalize(value, NFKC) collate "C");
  if value collate "C" ~ '[${classOf(swollen)}]' then
    value := regexp_replace(value collate "C", '([${classOf(behind('s'))}])', '\\1s', 'g');
    value := regexp_replace(value collate "C", '([${classOf(behind('\u0307'))}])', U&'\\\\1\\0307', 'g');
    value := regexp_replace(value collate "C", '([${classOf(behind('ι'))}])', U&'\\\\1\\03b9', 'g');
  end if;
${blocks.map(translation).join('\n')}
  return normalize(value, NFC);
end
$$;
*/
`
}

function translation(letters: readonly Letter[]): string {
  return `  if value collate "C" ~ '[${classOf(letters)}]' then
    value := translate(value,
${literal(letters.map(({ from }) => from))},
${literal(letters.map(({ to }) => to))});
  end if;`
}

/** Every letter that is in NFKC and folds to something else, ASCII left out. */
function foldedLetters(): Letter[] {
  const letters: Letter[] = []
  for (let code = 0x80; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue
    const from = String.fromCodePoint(code)
    if (from.normalize('NFKC') !== from) continue
    const to = foldCase(from)
    if (to !== from) letters.push({ code, from, to })
  }
  return letters
}

function marks(): string {
  const codes = [{ code: 0x11a7 }]
  for (let code = 0x80; code <= 0x10ffff; code++)
    if (newMarks.test(String.fromCodePoint(code))) codes.push({ code })
  return classOf(codes.sort((left, right) => left.code - right.code))
}

/** The inside of a character class, by ranges. */
function classOf(letters: readonly { readonly code: number }[]): string {
  const ranges: { first: number; last: number }[] = []
  for (const { code } of letters) {
    const range = ranges.at(-1)
    if (range?.last === code - 1) range.last = code
    else ranges.push({ first: code, last: code })
  }
  return ranges
    .map(({ first, last }) => (first === last ? escape(first) : `${escape(first)}-${escape(last)}`))
    .join('')
}

function escape(code: number): string {
  const hex = code.toString(16)
  return code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`
}

/** A text literal over several lines; what is no plain letter on the screen is escaped. */
function literal(letters: readonly string[]): string {
  const lines = ['']
  for (const letter of letters) {
    const written =
      /^[\u00a1-\u058f\u10a0-\uab6f\uab70-\uabbf]$/u.test(letter) && /\p{L}/u.test(letter)
        ? letter
        : sqlEscape(letter.codePointAt(0) ?? 0)
    if ((lines.at(-1) ?? '').length + written.length > lineLengthMax) lines.push('')
    lines[lines.length - 1] += written
  }
  return lines.map((line, index) => `${index === 0 ? '    U&' : '      '}'${line}'`).join('\n')
}

function sqlEscape(code: number): string {
  if (code < 0x80) return String.fromCodePoint(code)
  const hex = code.toString(16)
  return code > 0xffff ? `\\+${hex.padStart(6, '0')}` : `\\${hex.padStart(4, '0')}`
}
