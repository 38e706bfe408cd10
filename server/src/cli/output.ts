/** What commands print: lines for people, or JSON for programs. */

export interface OutputOptions {
  readonly json?: boolean
}

/** Prints a result on standard output. */
export function print(options: OutputOptions, value: unknown, lines: readonly string[]): void {
  console.log(options.json === true ? JSON.stringify(value, null, 2) : lines.join('\n'))
}

/** Columns side by side, as wide as they need; no line ends in blanks. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => widthOf(row[column]))))
  return all.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  )
}

const characters = new Intl.Segmenter('en')
const widthOf = (cell = '') => [...characters.segment(cell)].length

/** How the program is called here: in a clone by npm, else by its name. */
export function programName(): string {
  return process.env['npm_lifecycle_event'] === undefined ? 'rollbook' : 'npm run rollbook --'
}

/** A word as a shell takes it. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  return /["\\$`!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`
}

/** A time as people read it, in UTC to the minute. */
export function readableTime(time: string | null): string {
  return time === null ? 'never' : `${time.slice(0, 10)} ${time.slice(11, 16)}`
}
