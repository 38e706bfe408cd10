/** Filters as people and programs write them, at random, for the tests of properties. */
import fc from 'fast-check'

const text = fc.oneof(
  fc.constantFrom('ada', 'ADA', 'Ada ', 'straße', 'STRASSE', 'é', '', 'a "b" \\', 'x@y.example'),
  fc.string({ unit: 'grapheme', maxLength: 8 }).filter((value) => !value.includes('\0')),
)
const quoted = text.map((value) => JSON.stringify(value))
const instant = fc.constantFrom(
  '"2026-01-31T12:00:00Z"',
  '"2026-01-31T14:00:00+02:00"',
  '"2020-02-29T00:00:00.5Z"',
)
const urn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const textNames = fc.constantFrom(
  'userName',
  'externalId',
  'title',
  'name.givenName',
  'NAME.familyname',
  'emails',
  'emails.value',
  'emails.type',
  `${urn}:department`,
  `${urn.toUpperCase()}:manager`,
  'urn:ietf:params:scim:schemas:core:2.0:User:displayName',
)
const textOperators = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'EQ')
const equality = fc.constantFrom('eq', 'ne', 'Ne')

function words(...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((spoken) => spoken.join(' '))
}

const comparison = fc.oneof(
  { weight: 4, arbitrary: words(textNames, textOperators, quoted) },
  words(fc.constantFrom('active', 'emails.primary'), equality, fc.constantFrom('true', 'false')),
  words(fc.constant('meta.created'), fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'), instant),
  words(fc.oneof(textNames, fc.constantFrom('name', 'active')), equality, fc.constant('null')),
  words(fc.oneof(textNames, fc.constantFrom('name', 'active')), fc.constant('pr')),
)
const inValuePath = fc.oneof(
  words(fc.constantFrom('value', 'type', 'DISPLAY'), textOperators, quoted),
  words(fc.constant('primary'), equality, fc.constantFrom('true', 'false', 'null')),
  words(fc.constantFrom('value', 'primary'), fc.constant('pr')),
)

function composed(leaf: fc.Arbitrary<string>, deeper: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    fc.tuple(deeper, fc.constantFrom('and', 'or', 'AND'), deeper).map((parts) => parts.join(' ')),
    deeper.map((inner) => `(${inner})`),
    deeper.map((inner) => `not (${inner})`),
  )
}

const { valueFilterText, filterText } = fc.letrec<{
  valueFilterText: string
  filterText: string
}>((tie) => ({
  valueFilterText: composed(inValuePath, tie('valueFilterText')),
  filterText: composed(
    fc.oneof(
      { weight: 4, arbitrary: comparison },
      tie('valueFilterText').map((inner) => `emails[${inner}]`),
      fc
        .tuple(tie('valueFilterText'), textOperators, quoted)
        .map(([inner, operator, value]) => `emails[${inner}].value ${operator} ${value}`),
    ),
    tie('filterText'),
  ),
}))

/** A value filter of `emails`, as it stands in brackets. */
export { valueFilterText }
/** A filter of users that strict reading accepts. */
export { filterText }
