/** Filters over every attribute that can be searched, at random, with values that are really there. */
import { type Attribute, commonAttributes, type Resource, type ResourceType } from '@rollbook/scim'
import fc from 'fast-check'
import { hostileText } from './hostile-directory.ts'

/** A filter without names and values: numbers choose them when it is written for a directory. */
export type FilterSketch =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly FilterSketch[] }
  | { readonly kind: 'not'; readonly part: FilterSketch }
  | { readonly kind: 'present'; readonly name: number }
  | {
      readonly kind: 'compare'
      readonly name: number
      readonly operator: number
      readonly value: ValueSketch
    }
  | { readonly kind: 'within'; readonly name: number; readonly part: FilterSketch }

interface ValueSketch {
  /** Whose value is asked for; null for `text`. */
  readonly from: number | null
  readonly text: string
  readonly change: keyof typeof changes
}

const changes = {
  same: (text: string) => text,
  upper: (text: string) => text.toUpperCase(),
  lower: (text: string) => text.toLowerCase(),
  decomposed: (text: string) => text.normalize('NFD'),
  head: (text: string) => [...text].slice(0, 3).join(''),
  tail: (text: string) => [...text].slice(-3).join(''),
  middle: (text: string) => [...text].slice(1, -1).join(''),
  longer: (text: string) => `${text}a`,
  padded: (text: string) => ` ${text} `,
}

const value: fc.Arbitrary<ValueSketch> = fc.record({
  from: fc.option(fc.nat(30), { freq: 5 }),
  text: hostileText,
  change: fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[])),
})

const { filterSketch } = fc.letrec<{ filterSketch: FilterSketch; withinSketch: FilterSketch }>(
  (tie) => ({
    filterSketch: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 5, arbitrary: comparison() },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('present'), name: fc.nat() }) },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('within'),
          name: fc.nat(),
          part: tie('withinSketch'),
        }),
      },
      { weight: 3, arbitrary: composed(tie('filterSketch')) },
    ),
    withinSketch: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 4, arbitrary: comparison() },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('present'), name: fc.nat() }) },
      { weight: 2, arbitrary: composed(tie('withinSketch')) },
    ),
  }),
)

export { filterSketch }

function comparison(): fc.Arbitrary<FilterSketch> {
  return fc.record({ kind: fc.constant('compare'), name: fc.nat(), operator: fc.nat(), value })
}

function composed(part: fc.Arbitrary<FilterSketch>): fc.Arbitrary<FilterSketch> {
  const parts = fc.array(part, { minLength: 2, maxLength: 3 })
  return fc.oneof(
    fc.record({ kind: fc.constantFrom('and', 'or'), parts }),
    fc.record({ kind: fc.constant('not'), part }),
  )
}

interface Name {
  readonly text: string
  readonly attribute: Attribute
  /** Where its values are in a resource. */
  readonly path: readonly string[]
}

/** What this service keeps in no way that could be searched. */
export const unsearchable: ReadonlySet<string> = new Set([
  'meta.location',
  'meta.version',
  'groups.$ref',
  'members.$ref',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.$ref',
])

/** Every name that a filter of the type may use, sub-attributes included. */
export function namesOf(type: ResourceType): readonly Name[] {
  const own = [...type.schema.attributes, ...commonAttributes].map((attribute) => ({
    text: attribute.name,
    attribute,
    path: [attribute.name],
  }))
  const extended = type.extensions.flatMap(({ schema }) =>
    schema.attributes.map((attribute) => ({
      text: `${schema.id}:${attribute.name}`,
      attribute,
      path: [schema.id, attribute.name],
    })),
  )
  return [...own, ...extended]
    .filter(({ attribute }) => attribute.returned !== 'never')
    .flatMap((name) => [name, ...subNamesOf(name, `${name.text}.`)])
    .filter(({ text }) => !unsearchable.has(text))
}

function subNamesOf(name: Name, before: string): Name[] {
  return (name.attribute.subAttributes ?? []).map((attribute) => ({
    text: before + attribute.name,
    attribute,
    path: [...name.path, attribute.name],
  }))
}

/** Writes the filter for these resources. */
export function writeFilter(
  sketch: FilterSketch,
  type: ResourceType,
  resources: readonly Resource[],
): string {
  const names = namesOf(type)
  return write(sketch, names, resources, (part) => {
    const complex = names.filter(({ attribute }) => attribute.type === 'complex')
    const name = complex[part.name % complex.length] as Name
    const inside = subNamesOf(name, '').filter(
      ({ text }) => !unsearchable.has(`${name.text}.${text}`),
    )
    return `${name.text}[${write(part.part, inside, resources, () => 'value pr')}]`
  })
}

function write(
  sketch: FilterSketch,
  names: readonly Name[],
  resources: readonly Resource[],
  writeWithin: (sketch: FilterSketch & { kind: 'within' }) => string,
): string {
  switch (sketch.kind) {
    case 'and':
    case 'or':
      return sketch.parts
        .map((part) => `(${write(part, names, resources, writeWithin)})`)
        .join(` ${sketch.kind} `)
    case 'not':
      return `not (${write(sketch.part, names, resources, writeWithin)})`
    case 'within':
      return writeWithin(sketch)
    case 'present':
      return `${names[sketch.name % names.length]?.text} pr`
    case 'compare': {
      const simple = names.filter(({ attribute }) => attribute.type !== 'complex')
      const name = simple[sketch.name % simple.length] as Name
      const operators = operatorsOf(name.attribute)
      const operator = operators[sketch.operator % operators.length]
      return `${name.text} ${operator} ${writeValue(sketch.value, name, resources)}`
    }
  }
}

function operatorsOf({ type }: Attribute): readonly string[] {
  if (type === 'boolean' || type === 'binary') return ['eq', 'ne']
  const ordered = ['eq', 'ne', 'gt', 'ge', 'lt', 'le']
  return type === 'dateTime' ? ordered : [...ordered, 'eq', 'co', 'sw', 'ew']
}

function writeValue(sketch: ValueSketch, name: Name, resources: readonly Resource[]): string {
  const resource = resources[(sketch.from ?? 0) % resources.length]
  const there = valuesAt(resource, name.path)
  if (name.attribute.type === 'boolean') return String(there[0] ?? sketch.from === null)
  const isDateTime = name.attribute.type === 'dateTime'
  const found = there[(sketch.from ?? 0) % there.length]
  if (sketch.from === null || typeof found !== 'string' || found === 'yesterday')
    return JSON.stringify(isDateTime ? '2026-01-31T12:00:00Z' : sketch.text)
  return JSON.stringify(isDateTime ? found : changes[sketch.change](found))
}

function valuesAt(owner: unknown, path: readonly string[]): unknown[] {
  const [name, ...rest] = path
  if (name === undefined) return owner === undefined ? [] : [owner]
  if (Array.isArray(owner)) return owner.flatMap((one) => valuesAt(one, path))
  if (typeof owner !== 'object' || owner === null || !Object.hasOwn(owner, name)) return []
  const value = (owner as Resource)[name]
  return Array.isArray(value) ? value.flatMap((one) => valuesAt(one, rest)) : valuesAt(value, rest)
}
