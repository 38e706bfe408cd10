/** Cuts the text of a filter or path into tokens, one at a time, in one pass over its characters. */
import { ScimError } from './error.ts'
import { limits } from './limits.ts'
import { quote } from './quote.ts'

/**
 * `word` is a run of anything but blanks, brackets, quotes and commas: a name, an operator, a
 * keyword, a number. `other` is a character that belongs to no token.
 */
export type TokenKind = '(' | ')' | '[' | ']' | 'word' | 'string' | 'other' | 'end'

/** The tokens of a text. The fields describe the current token; `next` moves on. */
export class FilterTokens {
  kind: TokenKind = 'end'
  /** The word as written, or the string without quotes and escapes. */
  value = ''
  /** Where the token starts and ends in the text, from 0. */
  start = 0
  end = 0
  /** Whether no blank parts the token from the one before. */
  isAdjacent = false
  readonly text: string
  readonly #subject: 'filter' | 'path'

  /**
   * Stands on the first token afterwards.
   *
   * @param subject what the text is; decides between `invalidFilter` and `invalidPath`
   * @throws ScimError as `next` does, and when the text is too long or no valid Unicode
   */
  constructor(text: string, subject: 'filter' | 'path') {
    this.text = text
    this.#subject = subject
    if (text.length > limits.filterLengthMax)
      throw this.#error(
        `The ${subject} has ${text.length} characters; at most ${limits.filterLengthMax} are allowed.`,
      )
    if (!text.isWellFormed())
      throw this.#error(`The ${subject} holds half of a surrogate pair, which is no valid Unicode.`)
    this.next()
  }

  /**
   * Moves to the next token.
   *
   * @throws ScimError `invalidFilter` or `invalidPath` when a string is not closed or not JSON
   */
  next(): void {
    const { text } = this
    let at = this.end
    while (isBlank(text.charCodeAt(at))) at++
    const wasText = this.kind === 'word' || this.kind === 'string'
    this.isAdjacent = at === this.end
    this.start = at
    if (at >= text.length) {
      this.kind = 'end'
      this.end = at
      return
    }
    const code = text.charCodeAt(at)
    switch (code) {
      case 0x22:
        if (wasText && this.isAdjacent) throw this.wrong('a blank is missing before the text')
        return this.#string(at)
      case 0x28:
        return this.#single('(')
      case 0x29:
        return this.#single(')')
      case 0x5b:
        return this.#single('[')
      case 0x5d:
        return this.#single(']')
    }
    while (isWordCharacter(text.charCodeAt(at))) at++
    if (at === this.start) {
      this.value = text.charAt(at)
      this.kind = 'other'
      this.end = at + 1
      return
    }
    if (wasText && this.isAdjacent) throw this.wrong('a blank is missing after the text')
    this.kind = 'word'
    this.value = text.slice(this.start, at)
    this.end = at
  }

  /** Whether the current token is of that kind. */
  is(kind: TokenKind): boolean {
    return this.kind === kind
  }

  /** The current token as it stands in the text. */
  written(): string {
    return this.text.slice(this.start, this.end)
  }

  /**
   * The error for a token that does not fit.
   *
   * @param expected what would have fitted, to be read after "expected"
   */
  unexpected(expected: string): ScimError {
    return this.wrong(`expected ${expected}, not ${this.#found()}`)
  }

  /**
   * The error for something that is wrong at a position.
   *
   * @param what a clause, to be read after "wrong at position 7:"
   * @param at from 0; the start of the current token when absent
   */
  wrong(what: string, at = this.start): ScimError {
    return this.#error(`${this.#position(at)}: ${what}.`)
  }

  /** A request has one filter, but a PATCH may have a hundred paths: which one is said. */
  #position(at: number): string {
    const subject = this.#subject === 'path' ? `path ${quote(this.text)}` : this.#subject
    return `The ${subject} is wrong at position ${at + 1}`
  }

  #single(kind: '(' | ')' | '[' | ']'): void {
    this.kind = kind
    this.end = this.start + 1
  }

  #string(start: number): void {
    const { text } = this
    let escaped = false
    let at = start + 1
    for (;;) {
      const code = text.charCodeAt(at)
      if (code === 0x22) break
      if (at >= text.length)
        throw this.wrong('the text that starts here has no closing quotation mark', start)
      if (code < 0x20) throw this.wrong('control characters must be escaped', at)
      if (code === 0x5c) {
        escaped = true
        at++
      }
      at++
    }
    this.kind = 'string'
    this.end = at + 1
    this.value = escaped ? this.#unescape(start, at + 1) : text.slice(start + 1, at)
  }

  /** A string in a filter is a JSON string: RFC 7644 §3.4.2.2 refers to RFC 7159 §7. */
  #unescape(start: number, end: number): string {
    let value: unknown
    try {
      value = JSON.parse(this.text.slice(start, end))
    } catch (cause) {
      throw this.#error(
        `${this.#position(start)}: ` +
          'the text holds a backslash that starts no escape of JSON; write \\\\ for a backslash.',
        { cause },
      )
    }
    if (typeof value !== 'string' || !value.isWellFormed() || value.includes('\0'))
      throw this.wrong('the text holds a character that is no valid Unicode, or NUL', start)
    return value
  }

  #found(): string {
    if (this.kind === 'end') return 'the end'
    return this.kind === 'string' ? `the text ${quote(this.value)}` : quote(this.written())
  }

  #error(detail: string, options?: ErrorOptions): ScimError {
    return new ScimError(
      this.#subject === 'filter' ? 'invalidFilter' : 'invalidPath',
      detail,
      options,
    )
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d
}

/** False for NaN, which stands behind the end of the text. */
function isWordCharacter(code: number): boolean {
  return (
    code > 0x20 &&
    code !== 0x22 &&
    code !== 0x28 &&
    code !== 0x29 &&
    code !== 0x2c &&
    code !== 0x5b &&
    code !== 0x5d &&
    code !== 0x7f
  )
}
