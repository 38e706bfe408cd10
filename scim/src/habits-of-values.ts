/** The habits of clients that are repaired where a value does not fit its attribute. */
import type { ValueHabit } from './habit.ts'
import type { Attribute } from './schema.ts'

const entra = 'Microsoft Entra ID'

/** In the order in which they are tried, one after another, until the value fits. */
export const valueHabits: readonly ValueHabit[] = [
  {
    name: 'boolean-as-text',
    who: entra,
    what: 'writes booleans as the texts "True" and "False"',
    patchOnly: false,
    mend: (value, attribute) =>
      attribute.type === 'boolean' && typeof value === 'string'
        ? (booleans.get(value.toLowerCase()) ?? value)
        : value,
  },
  {
    name: 'number-as-text',
    who: 'clients whose mappings know only texts',
    what: 'write numbers in quotation marks',
    patchOnly: false,
    mend: (value, { type }) =>
      (type === 'integer' || type === 'decimal') &&
      typeof value === 'string' &&
      /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value)
        ? Number(value)
        : value,
  },
  {
    name: 'date-without-time',
    who: 'clients whose source has only a date',
    what: 'write 2026-01-31 where a date and time is asked for',
    patchOnly: false,
    mend: (value, { type }) =>
      type === 'dateTime' && typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
        ? `${value}T00:00:00Z`
        : value,
  },
  {
    name: 'nested-list',
    who: 'clients made for Salesforce',
    what: 'put the list into an object under the name of the attribute again',
    patchOnly: true,
    mend: (value, { name }, form) => {
      if (form !== 'list' || !isObject(value)) return value
      const [[key, inner] = ['', undefined], ...others] = Object.entries(value)
      const isNested = key.toLowerCase() === name.toLowerCase() && others.length === 0
      return isNested && Array.isArray(inner) ? inner : value
    },
  },
  {
    name: 'value-without-list',
    who: 'clients with hand-written templates',
    what: 'send the only value of a multi-valued attribute without a list around it',
    patchOnly: false,
    mend: (value, attribute, form) =>
      form === 'list' &&
      (attribute.type === 'complex'
        ? isObject(value) && Object.keys(value).length > 0
        : typeof value === 'string')
        ? [value]
        : value,
  },
  {
    name: 'id-without-object',
    who: 'clients with hand-written templates',
    what: 'send the bare value, such as the id of a member, where an object is asked for',
    patchOnly: true,
    mend: (value, attribute, form) => {
      if (!attribute.multiValued || !isBareValue(value, attribute)) return value
      return form === 'list' ? [{ value }] : { value }
    },
  },
  {
    name: 'reference-as-text',
    who: entra,
    what: 'sends the bare id of a manager where an object with a value is asked for',
    patchOnly: false,
    mend: (value, attribute) =>
      !attribute.multiValued && isBareValue(value, attribute) ? { value } : value,
  },
  {
    name: 'object-in-list',
    who: entra,
    what: 'puts the object of a single-valued attribute, such as a manager, into a list of one',
    patchOnly: false,
    mend: (value, attribute) =>
      isListOfOne(value) && attribute.type === 'complex' && !attribute.multiValued
        ? value[0]
        : value,
  },
  {
    name: 'scalar-in-list',
    who: entra,
    what: 'puts a single value into a list of one',
    patchOnly: true,
    mend: (value, attribute) =>
      isListOfOne(value) && attribute.type !== 'complex' && !attribute.multiValued
        ? value[0]
        : value,
  },
  {
    name: 'scalar-in-object',
    who: `${entra}, older`,
    what: 'puts a single value into an object with value and $ref',
    patchOnly: true,
    mend: (value, attribute) =>
      attribute.type !== 'complex' && isObject(value) && Object.hasOwn(value, 'value')
        ? Object.keys(value).every((key) => entryNames.has(key))
          ? value['value']
          : value
        : value,
  },
  {
    name: 'empty-list-for-nothing',
    who: 'clients that do not know which attributes are multi-valued',
    what: 'send an empty list to say that a single value is unassigned',
    patchOnly: false,
    mend: (value, attribute, form) =>
      form === 'single' && !attribute.multiValued && Array.isArray(value) && value.length === 0
        ? undefined
        : value,
  },
  {
    name: 'type-of-member',
    who: entra,
    what: 'sends members of the type "untyped", or the type in other letter case',
    patchOnly: false,
    mend: (value, attribute) => {
      if (!isClosed(attribute) || typeof value !== 'string') return value
      const same = (known: string) => known.toLowerCase() === value.toLowerCase()
      return attribute.canonicalValues?.find(same)
    },
  },
]

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

/** What a value of a multi-valued attribute may have, RFC 7643 §2.4. */
const entryNames: ReadonlySet<string> = new Set(['value', '$ref', 'display', 'type', 'primary'])

/**
 * Whether the canonical values of an attribute are all there are. They are only suggestions, but
 * what can never be changed again, like the type of a member, must be right from the beginning.
 */
export function isClosed(attribute: Attribute): boolean {
  return attribute.canonicalValues !== undefined && attribute.mutability === 'immutable'
}

function isBareValue(value: unknown, attribute: Attribute): value is string {
  const hasValue = attribute.subAttributes?.some(({ name }) => name === 'value') === true
  return hasValue && typeof value === 'string' && value !== ''
}

function isListOfOne(value: unknown): value is readonly [unknown] {
  return Array.isArray(value) && value.length === 1
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
