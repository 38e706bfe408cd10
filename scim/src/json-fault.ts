/** Finds where a text stops being JSON. Slow and exact; asked only when a body is refused. */

export interface Fault {
  readonly at: number
  /** Completes "The JSON of the body …". */
  readonly reason: string
}

/** Each token, after white space. Its alternatives exclude each other, so it never backtracks far. */
const token =
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/uy

type Expectation = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or end' | 'end'

/**
 * The first place where the text breaks the grammar, or where an object gives a name again.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8259 RFC 8259}
 */
export function findFault(text: string): Fault {
  /** For each open object the names it has had, for each open array nothing. */
  const open: (Set<string> | undefined)[] = []
  let expected: Expectation = 'value'
  let at = 0
  for (;;) {
    token.lastIndex = at
    const match = token.exec(text)
    if (!match) return { at: at + blanksAt(text, at), reason: reasonAt(text, at, expected) }
    const [whole, punctuation, string] = match
    const start = at + blanksAt(text, at)
    at += whole.length
    const names = open.at(-1)
    const wantsValue: boolean = expected === 'value' || expected === 'value or ]'
    const wantsName: boolean = expected === 'name' || expected === 'name or }'
    if (wantsName && string !== undefined && names) {
      const name = String(JSON.parse(string))
      if (names.has(name))
        return { at: start, reason: `gives the name ${string.slice(0, 80)} twice` }
      names.add(name)
      expected = ':'
    } else if (punctuation === ':' && expected === ':') expected = 'value'
    else if (punctuation === ',' && expected === ', or end') expected = names ? 'name' : 'value'
    else if (
      (punctuation === '}' && names && (expected === 'name or }' || expected === ', or end')) ||
      (punctuation === ']' && !names && (expected === 'value or ]' || expected === ', or end'))
    ) {
      open.pop()
      expected = open.length > 0 ? ', or end' : 'end'
    } else if (wantsValue && punctuation === '{') {
      open.push(new Set())
      expected = 'name or }'
    } else if (wantsValue && punctuation === '[') {
      open.push(undefined)
      expected = 'value or ]'
    } else if (wantsValue && punctuation === undefined)
      expected = open.length > 0 ? ', or end' : 'end'
    else return { at: start, reason: reasonAt(text, start, expected) }
  }
}

function reasonAt(text: string, at: number, expected: Expectation): string {
  if (text.trim() === '') return 'is missing: the body is empty'
  if (at + blanksAt(text, at) === text.length && expected !== 'end')
    return 'ends before it is complete'
  switch (expected) {
    case 'value':
    case 'value or ]':
      return 'is not valid: a value was expected'
    case 'name':
    case 'name or }':
      return 'is not valid: a name in quotation marks was expected'
    case ':':
      return 'is not valid: a colon was expected'
    case ', or end':
      return 'is not valid: a comma or a closing bracket was expected'
    case 'end':
      return 'is followed by something else'
  }
}

function blanksAt(text: string, at: number): number {
  let end = at
  while (end < text.length && ' \t\n\r'.includes(text.charAt(end))) end++
  return end - at
}
