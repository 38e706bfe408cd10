/** What is said about values that do not fit, in words an administrator can act on. */
import { ScimError } from './error.ts'
import { isClosed } from './habits-of-values.ts'
import { quote } from './quote.ts'
import type { Attribute, AttributeType } from './schema.ts'

const expectations: Readonly<Record<AttributeType, string>> = {
  string: 'a text in quotation marks',
  boolean: 'true or false',
  decimal: 'a number',
  integer: 'a whole number',
  dateTime: 'a date and time such as "2026-01-31T12:00:00Z"',
  binary: 'a text in base64',
  reference: 'a text in quotation marks',
  complex: 'an object',
}

/** `emails.value` for a sub-attribute, else the plain name. */
export function nameOf(attribute: Attribute, parent?: Attribute): string {
  return parent ? `${parent.name}.${attribute.name}` : attribute.name
}

/** The error for a value of a wrong type. */
export function wrongType(
  attribute: Attribute,
  value: unknown,
  parent?: Attribute,
  form: 'list' | 'single' = 'single',
): ScimError {
  const isSecret = attribute.returned === 'never' || parent?.returned === 'never'
  const expected =
    form === 'list' ? `a list, each element ${expectationOf(attribute)}` : expectationOf(attribute)
  const each = form === 'single' && attribute.multiValued ? 'Each value of ' : ''
  return new ScimError(
    'invalidValue',
    `${each}"${nameOf(attribute, parent)}" must be ${expected}, not ` +
      `${isSecret ? 'what was sent' : describe(value)}.`,
  )
}

function expectationOf(attribute: Attribute): string {
  return isClosed(attribute)
    ? `one of ${(attribute.canonicalValues ?? []).map(quote).join(', ')}`
    : expectations[attribute.type]
}

/** A value as it appears in an error; what is in objects and lists stays out of it. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `the text ${quote(value)}`
    case 'number':
    case 'boolean':
      return String(value)
    case 'undefined':
      return 'nothing'
    default:
      if (value === null) return 'null'
      if (!Array.isArray(value)) return 'an object'
      return value.length === 1 ? 'a list of one' : `a list of ${value.length}`
  }
}

/** The error for more values than one attribute may have. */
export function tooManyValues(attribute: Attribute, max: number): ScimError {
  return new ScimError(
    'tooMany',
    `"${attribute.name}" has more values than the ${max} that are allowed; send fewer.`,
  )
}
