/** The value of a comparison: whether it fits the attribute and the operator, and as what. */
import { normalizeDateTime } from './date-time.ts'
import type { CompareOperator, CompareValue } from './filter.ts'
import type { FilterTokens } from './filter-lexer.ts'
import type { PathHabit } from './habits-of-paths.ts'
import { quote } from './quote.ts'
import type { Reading } from './reading.ts'
import type { Attribute } from './schema.ts'

const numberForm = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const substringOperators: ReadonlySet<CompareOperator> = new Set(['co', 'sw', 'ew'])
const orderOperators: ReadonlySet<CompareOperator> = new Set(['gt', 'ge', 'lt', 'le'])
const keywords: ReadonlySet<string> = new Set(['and', 'or', 'not'])

/**
 * Refuses an operator that has no meaning for the type of the attribute.
 *
 * @param name the attribute as the client wrote it
 * @throws ScimError
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.2 RFC 7644 §3.4.2.2}
 */
export function checkOperator(
  attribute: Attribute,
  name: string,
  operator: CompareOperator,
  tokens: FilterTokens,
): void {
  const { type } = attribute
  if (type === 'string' || type === 'reference') return
  const isOrdered = type !== 'boolean' && type !== 'binary'
  if (substringOperators.has(operator) || (orderOperators.has(operator) && !isOrdered))
    throw tokens.wrong(
      `"${operator}" cannot compare ${quote(name)}, which is of type ${type}; use ` +
        (isOrdered ? '"eq", "ne", "gt", "ge", "lt" or "le"' : '"eq" or "ne"'),
    )
}

/**
 * Reads the current token as a value of the attribute; the caller moves on.
 *
 * @param name the attribute as the client wrote it
 * @throws ScimError when it is no value, or not of the attribute's type
 */
export function readValue(
  attribute: Attribute,
  name: string,
  tokens: FilterTokens,
  reading: Reading,
): CompareValue {
  const { kind, value } = tokens
  if ((kind !== 'word' && kind !== 'string') || (kind === 'word' && keywords.has(value)))
    throw tokens.unexpected(`a value to compare ${quote(name)} with`)
  switch (attribute.type) {
    case 'boolean':
      return readBoolean(name, tokens, reading)
    case 'integer':
    case 'decimal':
      return readNumber(name, tokens)
    case 'dateTime':
      return readDateTime(name, tokens, reading)
    default:
      return readText(tokens, reading)
  }
}

function readBoolean(name: string, tokens: FilterTokens, reading: Reading): boolean {
  const { kind, value } = tokens
  if (kind === 'word' && (value === 'true' || value === 'false')) return value === 'true'
  const text = value.toLowerCase()
  if (reading.strict || (text !== 'true' && text !== 'false'))
    throw tokens.unexpected(`true or false without quotation marks to compare ${quote(name)} with`)
  reading.repaired('boolean-text-in-filter' satisfies PathHabit)
  return text === 'true'
}

function readNumber(name: string, tokens: FilterTokens): number {
  const number =
    tokens.kind === 'word' && numberForm.test(tokens.value) ? Number(tokens.value) : NaN
  if (!Number.isFinite(number)) throw tokens.unexpected(`a number to compare ${quote(name)} with`)
  return number + 0 // -0 is 0
}

function readDateTime(name: string, tokens: FilterTokens, reading: Reading): string {
  const instant = normalizeDateTime(readText(tokens, reading))
  if (instant === undefined)
    throw tokens.unexpected(
      `a date and time such as "2026-01-31T12:00:00Z" to compare ${quote(name)} with`,
    )
  return instant
}

function readText(tokens: FilterTokens, reading: Reading): string {
  if (tokens.kind === 'string') return tokens.value
  if (reading.strict || tokens.value.startsWith("'"))
    throw tokens.unexpected('a text in double quotation marks')
  reading.repaired('unquoted-value' satisfies PathHabit)
  return tokens.value
}
