/** From the text of a filter to its tree: the grammar of RFC 7644 §3.4.2.2. */
import type { ScimError } from './error.ts'
import { checkOperator, readValue } from './filter-value.ts'
import { FilterTokens } from './filter-lexer.ts'
import type { AttributePath, CompareOperator, Filter } from './filter.ts'
import { limits } from './limits.ts'
import { quote } from './quote.ts'
import type { Reading } from './reading.ts'
import { leafOf, resolvePath, resolveSubPath, valuePathOf } from './resolve.ts'
import type { Attribute, ResourceType } from './schema.ts'

const operators: ReadonlyMap<string, CompareOperator> = new Map(
  (['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const).map((name) => [name, name]),
)

/**
 * Parses a filter and resolves its names.
 *
 * @param text as it came, already percent-decoded
 * @returns a frozen tree
 * @throws ScimError `invalidFilter` that says what was expected, and where
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.2 RFC 7644 §3.4.2.2}
 */
export function parseFilter(text: string, type: ResourceType, reading: Reading): Filter {
  const tokens = new FilterTokens(text, 'filter')
  const filter = new FilterParser(tokens, type, reading).parse()
  if (!tokens.is('end')) throw tokens.unexpected('"and", "or" or the end')
  return filter
}

/**
 * A descent over the tokens. It recurses only into brackets, whose depth is limited; however long
 * a row of `and` and `or` is, it is read in a loop.
 */
export class FilterParser {
  readonly #tokens: FilterTokens
  readonly #type: ResourceType
  readonly #reading: Reading
  /** The attribute in whose value path the parser stands. */
  #scope: Attribute | undefined
  #depth = 0
  #comparisons = 0

  constructor(tokens: FilterTokens, type: ResourceType, reading: Reading) {
    this.#tokens = tokens
    this.#type = type
    this.#reading = reading
  }

  /**
   * Reads a filter, up to the first token that cannot belong to it.
   *
   * @throws ScimError
   */
  parse(): Filter {
    const first = this.#conjunction()
    if (!this.#isKeyword('or')) return first
    const filters: Filter[] = []
    append(filters, 'or', first)
    while (this.#isKeyword('or')) {
      this.#tokens.next()
      append(filters, 'or', this.#conjunction())
    }
    return join('or', filters)
  }

  /**
   * Reads the brackets of a value path; the current token is the opening one, afterwards the one
   * behind the closing one.
   *
   * @throws ScimError
   */
  parseValueFilter(path: AttributePath): Filter {
    const attribute = leafOf(path)
    if (this.#scope || attribute.type !== 'complex')
      throw this.#tokens.wrong(`${quote(attribute.name)} has no sub-attributes to be filtered by`)
    this.#scope = attribute
    const filter = this.#bracketed(']')
    this.#scope = undefined
    return filter
  }

  #conjunction(): Filter {
    const first = this.#term()
    if (!this.#isKeyword('and')) return first
    const filters: Filter[] = []
    append(filters, 'and', first)
    while (this.#isKeyword('and')) {
      this.#tokens.next()
      append(filters, 'and', this.#term())
    }
    return join('and', filters)
  }

  #term(): Filter {
    const tokens = this.#tokens
    if (tokens.is('(')) return this.#bracketed(')')
    if (!tokens.is('word')) throw tokens.unexpected('the name of an attribute, "not" or "("')
    const name = tokens.value
    const at = tokens.start
    tokens.next()
    if (tokens.is('(') && name.toLowerCase() === 'not')
      return Object.freeze({ kind: 'not', filter: this.#bracketed(')') })
    const path = this.#resolve(name, at)
    return tokens.is('[') ? this.#valuePath(path) : this.#comparison(path, name, at)
  }

  /** From an opening bracket, which is the current token, to behind the closing one. */
  #bracketed(closing: ')' | ']'): Filter {
    this.#limitDepth(++this.#depth)
    this.#tokens.next()
    const filter = this.parse()
    if (this.#tokens.kind !== closing) throw this.#tokens.unexpected(`"and", "or" or "${closing}"`)
    this.#tokens.next()
    this.#depth--
    return filter
  }

  /** `emails[type eq "work"]`, or with `.value eq "x"` behind it. */
  #valuePath(path: AttributePath): Filter {
    const tokens = this.#tokens
    let filter = this.parseValueFilter(path)
    if (tokens.is('word') && tokens.isAdjacent && tokens.value.startsWith('.')) {
      const name = tokens.value.slice(1)
      const at = tokens.start + 1
      this.#scope = path.attribute
      tokens.next()
      const filters: Filter[] = []
      append(filters, 'and', filter)
      append(filters, 'and', this.#comparison(this.#resolve(name, at), name, at))
      this.#scope = undefined
      filter = join('and', filters)
      // An `or` in the brackets has come to lie one level deeper than it was written.
      this.#limitDepth(this.#depth + 1 + depthOf(filter))
    }
    return Object.freeze({ kind: 'valuePath', path, filter })
  }

  #comparison(whole: AttributePath, name: string, at: number): Filter {
    const tokens = this.#tokens
    if (++this.#comparisons > limits.filterComparisonsMax)
      throw tokens.wrong(`there are more than ${limits.filterComparisonsMax} comparisons`)
    const word = tokens.is('word') ? tokens.value.toLowerCase() : ''
    if (word === 'pr') {
      tokens.next()
      return present(whole)
    }
    const operator = operators.get(word)
    if (!operator)
      throw tokens.unexpected(
        `an operator (eq, ne, co, sw, ew, pr, gt, ge, lt, le) after ${quote(name)}`,
      )
    const path = valuePathOf(whole)
    if (path) checkOperator(leafOf(path), name, operator, tokens)
    tokens.next()
    if (tokens.is('word') && tokens.value === 'null')
      return this.#comparisonWithNull(whole, operator)
    if (!path) throw this.#isComplex(whole, name, at)
    const value = readValue(leafOf(path), name, tokens, this.#reading)
    tokens.next()
    return Object.freeze({ kind: 'compare', path, operator, value })
  }

  #comparisonWithNull(path: AttributePath, operator: CompareOperator): Filter {
    if (operator !== 'eq' && operator !== 'ne')
      throw this.#tokens.wrong(`null can only be compared by "eq" and "ne", not by "${operator}"`)
    this.#tokens.next()
    const filter = present(path)
    return operator === 'ne' ? filter : Object.freeze({ kind: 'not', filter })
  }

  #resolve(name: string, at: number): AttributePath {
    const path = this.#scope
      ? resolveSubPath(this.#scope, name)
      : resolvePath(this.#type, name, this.#reading)
    if (!path?.attribute)
      throw this.#tokens.wrong(
        this.#scope
          ? `${quote(name)} is no sub-attribute of ${this.#scope.name}`
          : `${quote(name)} is no attribute of ${this.#type.name}`,
        at,
      )
    if (path.attribute.returned === 'never' || path.subAttribute?.returned === 'never')
      throw this.#tokens.wrong(`${quote(name)} is never returned and cannot be filtered by`, at)
    return path
  }

  #isComplex({ attribute }: AttributePath, name: string, at: number): ScimError {
    const names = attribute.subAttributes?.map((sub) => `${attribute.name}.${sub.name}`) ?? []
    return this.#tokens.wrong(
      `${quote(name)} has several parts; compare one of them: ${names.join(', ')}`,
      at,
    )
  }

  #isKeyword(keyword: 'and' | 'or'): boolean {
    const { kind, value } = this.#tokens
    if (kind !== 'word' || value.length !== keyword.length) return false
    return value === keyword || value.toLowerCase() === keyword
  }

  #limitDepth(depth: number): void {
    if (depth > limits.filterDepthMax)
      throw this.#tokens.wrong(`brackets are nested more than ${limits.filterDepthMax} deep`)
  }
}

function present(path: AttributePath): Filter {
  return Object.freeze({ kind: 'present', path })
}

/** How deep brackets nest when the filter is written out. */
function depthOf(filter: Filter): number {
  switch (filter.kind) {
    case 'and':
      return Math.max(...filter.filters.map((part) => depthOf(part) + (part.kind === 'or' ? 1 : 0)))
    case 'or':
      return Math.max(...filter.filters.map(depthOf))
    case 'not':
    case 'valuePath':
      return depthOf(filter.filter) + 1
    default:
      return 0
  }
}

function append(filters: Filter[], kind: 'and' | 'or', filter: Filter): void {
  if (filter.kind === kind) filters.push(...filter.filters)
  else filters.push(filter)
}

function join(kind: 'and' | 'or', filters: Filter[]): Filter {
  return Object.freeze({ kind, filters: Object.freeze(filters) })
}
