/** The resources of one type, in memory, in the order of their creation. */
import { ScimError } from './error.ts'
import type { Filter } from './filter.ts'
import { foldCase } from './fold.ts'
import type { Attribute, Resource, ResourceType } from './schema.ts'

/** A resource as it is kept, without what follows from other resources. */
export interface Row {
  readonly id: string
  readonly sequence: number
  readonly version: number
  readonly created: string
  readonly lastModified: string
  readonly attributes: Resource
  /** The attributes as JSON, ready to be sent. */
  readonly text: string
}

/** Rows by id, and by the unique attributes of the core schema. */
export class Rows {
  readonly #type: ResourceType
  readonly #rows = new Map<string, Row>()
  readonly #unique: readonly Attribute[]
  readonly #ids = new Map<Attribute, Map<string, string>>()

  constructor(type: ResourceType) {
    this.#type = type
    this.#unique = type.schema.attributes.filter(({ uniqueness }) => uniqueness !== 'none')
    for (const attribute of this.#unique) this.#ids.set(attribute, new Map())
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id)
  }

  all(): readonly Row[] {
    return [...this.#rows.values()]
  }

  /** The rows that can match a filter: one at most where it asks for a unique value. */
  candidates(filter: Filter): readonly Row[] {
    if (filter.kind !== 'compare' || filter.operator !== 'eq') return this.all()
    const { attribute, extension, subAttribute } = filter.path
    const ids = this.#ids.get(attribute)
    if (!ids || extension || subAttribute) return this.all()
    const id = ids.get(keyOf(attribute, filter.value))
    const row = id === undefined ? undefined : this.#rows.get(id)
    return row ? [row] : []
  }

  /** @throws ScimError `uniqueness` when another row than that with `id` has the value */
  checkUnique(attributes: Resource, id?: string): void {
    for (const attribute of this.#unique) {
      const value = attributes[attribute.name]
      const holder = this.#ids.get(attribute)?.get(keyOf(attribute, value))
      if (holder !== undefined && holder !== id)
        throw new ScimError(
          'uniqueness',
          `Another ${this.#type.name} has the ${attribute.name} "${String(value)}" already.`,
        )
    }
  }

  /** Puts a row in the place of the one with its id, if there is one. */
  put(row: Row): void {
    const former = this.#rows.get(row.id)
    if (former) this.#forgetKeys(former)
    this.#rows.set(row.id, row)
    for (const attribute of this.#unique) {
      const value = row.attributes[attribute.name]
      if (value !== undefined) this.#ids.get(attribute)?.set(keyOf(attribute, value), row.id)
    }
  }

  delete(row: Row): void {
    this.#forgetKeys(row)
    this.#rows.delete(row.id)
  }

  #forgetKeys(row: Row): void {
    for (const attribute of this.#unique)
      this.#ids.get(attribute)?.delete(keyOf(attribute, row.attributes[attribute.name]))
  }
}

function keyOf({ caseExact }: Attribute, value: unknown): string {
  return caseExact ? String(value) : foldCase(String(value))
}
