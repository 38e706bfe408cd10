/** PATCH paths and lists of attributes, read and written. RFC 7644 §3.5.2 and §3.10. */
import { ScimError } from './error.ts'
import type { AttributePath, Filter } from './filter.ts'
import { FilterTokens } from './filter-lexer.ts'
import { FilterParser } from './filter-parser.ts'
import { printFilter, printName } from './filter-print.ts'
import { limits } from './limits.ts'
import { quote } from './quote.ts'
import type { Reading } from './reading.ts'
import { resolvePath } from './resolve.ts'
import type { ExtensionPath } from './resolve.ts'
import type { ResourceType } from './schema.ts'

/**
 * What a path leads to: a whole extension, an attribute or a sub-attribute, and with `valueFilter`
 * only that of the values that match. In the filter, paths are sub-attributes, as inside the
 * `valuePath` of a filter.
 */
export type Path = ExtensionPath | (AttributePath & { readonly valueFilter?: Filter })

/**
 * Reads a PATCH path: `attr`, `attr.sub`, `attr[filter]`, `attr[filter].sub`, each with or without
 * the URN of its schema in front, or the URN of an extension alone.
 *
 * @returns a frozen path
 * @throws ScimError `invalidPath` that says what was expected, and where
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2 RFC 7644 §3.5.2}
 */
export function parsePath(text: string, type: ResourceType, reading: Reading): Path {
  const path = findPath(text, type, reading)
  if (!path)
    throw new ScimError(
      'invalidPath',
      `The path ${quote(text)} names no attribute of ${type.name}; /Schemas lists those there are.`,
    )
  return path
}

/**
 * The same, for callers that go on where the resource type has no such attribute.
 *
 * @returns undefined when the path is well formed but names an attribute that does not exist
 * @throws ScimError `invalidPath` when it is not well formed
 */
export function findPath(text: string, type: ResourceType, reading: Reading): Path | undefined {
  const whole = resolvePath(type, text, reading)
  if (whole) return whole
  const tokens = new FilterTokens(text, 'path')
  if (!tokens.is('word') || !isName(tokens.value))
    throw tokens.unexpected('the name of an attribute')
  const path = resolvePath(type, tokens.value, reading)
  tokens.next()
  if (tokens.is('end')) return undefined
  if (!tokens.is('[')) throw tokens.unexpected('"[" or the end')
  // What stands in the brackets can only be read by somebody who knows the attribute.
  if (!path?.attribute) return undefined
  const valueFilter = new FilterParser(tokens, type, reading).parseValueFilter(path)
  if (tokens.is('end')) return Object.freeze({ ...path, valueFilter })
  if (!tokens.is('word') || !tokens.isAdjacent || !/^\.[\w$-]+$/.test(tokens.value))
    throw tokens.unexpected('a dot and a sub-attribute, or the end')
  const name = `${printName(path)}${tokens.value}`
  tokens.next()
  if (!tokens.is('end')) throw tokens.unexpected('the end')
  const target = resolvePath(type, name, reading)
  return target?.attribute && Object.freeze({ ...target, valueFilter })
}

/** Writes a path so that `parsePath` reads the same from it. */
export function printPath(path: Path): string {
  if (!path.attribute) return path.extension.id
  const { subAttribute, valueFilter, ...whole } = path
  if (!valueFilter) return printName(path)
  const sub = subAttribute ? `.${subAttribute.name}` : ''
  return `${printName(whole)}[${printFilter(valueFilter)}]${sub}`
}

/**
 * Reads `attributes` or `excludedAttributes`: names between commas. Blanks do not matter, and names
 * the resource type does not have are passed over.
 *
 * @throws ScimError `invalidValue` when the list is too long
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.9 RFC 7644 §3.9}
 */
export function parseAttributeList(
  text: string,
  type: ResourceType,
  reading: Reading,
): (ExtensionPath | AttributePath)[] {
  if (text.length > limits.filterLengthMax)
    throw new ScimError(
      'invalidValue',
      `The list of attributes has ${text.length} characters; ` +
        `at most ${limits.filterLengthMax} are allowed.`,
    )
  return text
    .split(',')
    .map((name) => resolvePath(type, name.trim(), reading))
    .filter((path) => path !== undefined)
}

/** Linear: one class of characters, once. */
function isName(text: string): boolean {
  return /^[\w$.:-]+$/.test(text)
}
