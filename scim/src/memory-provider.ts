/**
 * A provider that keeps everything in memory: for tests, and to see what a provider has to do.
 * Lists are filtered by looking at every resource, except for unique attributes.
 */
import { ScimError } from './error.ts'
import { matches } from './evaluate.ts'
import type { Filter } from './filter.ts'
import { limits } from './limits.ts'
import { Memberships } from './memory-members.ts'
import { cutPage } from './memory-page.ts'
import type { Row } from './memory-rows.ts'
import { Rows } from './memory-rows.ts'
import type {
  Call,
  CollectionDelta,
  Listed,
  ListQuery,
  Provider,
  Selection,
  Stored,
  Update,
} from './provider.ts'
import { isSame } from './same.ts'
import type { Resource, ResourceType } from './schema.ts'
import { enterpriseUserSchema } from './schemas/index.ts'

/** @returns an empty provider; it takes no notice of the context of its calls */
export function createMemoryProvider(): Provider {
  return new MemoryProvider()
}

class MemoryProvider implements Provider {
  readonly #types = new Map<string, Rows>()
  readonly #memberships = new Memberships()
  readonly #secret = crypto.randomUUID()
  #sequence = 0

  async get(
    type: ResourceType,
    id: string,
    selection: Selection,
    call: Call<unknown>,
  ): Promise<Stored | undefined> {
    const row = this.#rowsOf(type).get(id)
    return row && this.#show(type, row, selection, call)
  }

  async list(
    type: ResourceType,
    query: ListQuery,
    selection: Selection,
    call: Call<unknown>,
  ): Promise<Listed> {
    const { filter, sortBy } = query
    const rows = this.#rowsOf(type)
    const isFiltered: Selection = { includes: (name) => !filter || mentions(filter, name) }
    const found = filter
      ? rows
          .candidates(filter)
          .filter((row) => matches(filter, this.#whole(type, row, isFiltered, call)))
      : rows.all()
    const isSorted: Selection = { includes: (name) => name === sortBy?.attribute.name }
    const resourceOf = (row: Row) => this.#whole(type, row, isSorted, call)
    const page = cutPage(type, found, query, resourceOf, this.#secret)
    return {
      totalResults: found.length,
      resources: page.rows.map((row) => this.#show(type, row, selection, call)),
      ...(page.nextCursor !== undefined && { nextCursor: page.nextCursor }),
    }
  }

  async create(
    type: ResourceType,
    resource: Resource,
    deltas: ReadonlyMap<string, CollectionDelta>,
    call: Call<unknown>,
  ): Promise<Stored> {
    const rows = this.#rowsOf(type)
    const attributes = withoutComputed(resource)
    const id = crypto.randomUUID()
    rows.checkUnique(attributes)
    this.#changeMembers(id, deltas)
    const now = new Date().toISOString()
    const row = {
      id,
      sequence: ++this.#sequence,
      version: 1,
      created: now,
      lastModified: now,
      attributes,
      text: JSON.stringify(attributes),
    }
    rows.put(row)
    return this.#show(type, row, { includes: () => true }, call)
  }

  async update(
    type: ResourceType,
    id: string,
    { replace, deltas, ifVersion }: Update,
    call: Call<unknown>,
  ): Promise<Stored | undefined> {
    const rows = this.#rowsOf(type)
    const row = rows.get(id)
    if (!row || !hasVersion(row, ifVersion)) return undefined
    const attributes = replace ? withoutComputed(replace.after) : row.attributes
    const isChanged = !isSame(attributes, row.attributes)
    if (isChanged) rows.checkUnique(attributes, id)
    const hasOtherMembers = this.#changeMembers(id, deltas)
    const selection: Selection = { includes: (name) => !type.collections.includes(name) }
    if (!isChanged && !hasOtherMembers) return this.#show(type, row, selection, call)
    const changed = {
      ...row,
      version: row.version + 1,
      lastModified: new Date().toISOString(),
      attributes,
      text: isChanged ? JSON.stringify(attributes) : row.text,
    }
    rows.put(changed)
    return this.#show(type, changed, selection, call)
  }

  async delete(
    type: ResourceType,
    id: string,
    ifVersion: readonly string[] | undefined,
  ): Promise<boolean> {
    const rows = this.#rowsOf(type)
    const row = rows.get(id)
    if (!row || !hasVersion(row, ifVersion)) return false
    rows.delete(row)
    this.#memberships.forget(id)
    return true
  }

  #rowsOf(type: ResourceType): Rows {
    let rows = this.#types.get(type.name)
    if (!rows) this.#types.set(type.name, (rows = new Rows(type)))
    return rows
  }

  #changeMembers(id: string, deltas: ReadonlyMap<string, CollectionDelta>): boolean {
    const delta = deltas.get('members')
    if (!delta) return false
    if (this.#memberships.countAfter(id, delta) > limits.membersMax)
      throw new ScimError('tooMany', `A group has at most ${limits.membersMax} members.`)
    return this.#memberships.change(id, delta)
  }

  #show(type: ResourceType, row: Row, selection: Selection, call: Call<unknown>): Stored {
    const { id, version, created, lastModified } = row
    const computed = this.#compute(type, row, selection, call)
    const attributes =
      Object.keys(computed).length === 0 ? row.text : { ...row.attributes, ...computed }
    return { id, version: String(version), created, lastModified, attributes }
  }

  /** The resource as a filter sees it. */
  #whole(type: ResourceType, row: Row, selection: Selection, call: Call<unknown>): Resource {
    const { id, version, created, lastModified } = row
    const location = call.location(type.name, id)
    return {
      ...row.attributes,
      ...this.#compute(type, row, selection, call),
      id,
      meta: { resourceType: type.name, created, lastModified, location, version: `W/"${version}"` },
    }
  }

  /** What is not kept with a resource because it follows from others. */
  #compute(type: ResourceType, row: Row, selection: Selection, call: Call<unknown>): Resource {
    const computed: Resource = {}
    const enterprise = row.attributes[enterpriseUserSchema.id]
    if (isObject(enterprise) && isObject(enterprise['manager'])) {
      const manager = this.#showManager(enterprise['manager'], call)
      computed[enterpriseUserSchema.id] = { ...enterprise, manager }
    }
    if (type.collections.includes('members') && selection.includes('members'))
      computed['members'] = this.#showAll(this.#memberships.membersOf(row.id), call)
    const groups = this.#memberships.groupsOf(row.id)
    if (groups.size > 0 && type.name === 'User' && selection.includes('groups'))
      computed['groups'] = this.#showAll(groups, call).map((group) => ({
        ...group,
        type: 'direct',
      }))
    return computed
  }

  /** As `members` has them; who is not here, or not yet, is kept but not shown. */
  #showAll(ids: ReadonlySet<string>, call: Call<unknown>): Resource[] {
    const shown: Resource[] = []
    for (const id of ids)
      for (const [type, rows] of this.#types) {
        const row = rows.get(id)
        if (!row) continue
        const { displayName, userName } = row.attributes
        const display = displayName ?? userName
        shown.push({
          value: id,
          $ref: call.location(type, id),
          type,
          ...(display ? { display } : {}),
        })
      }
    return shown
  }

  #showManager(manager: Resource, call: Call<unknown>): Resource {
    const id = String(manager['value'])
    const row = this.#types.get('User')?.get(id)
    if (!row) return manager
    const { displayName } = row.attributes
    return {
      ...manager,
      $ref: call.location('User', id),
      ...(displayName !== undefined && { displayName }),
    }
  }
}

function hasVersion({ version }: Row, ifVersion: readonly string[] | undefined): boolean {
  return !ifVersion || ifVersion.includes(String(version))
}

/** What `#compute` adds is not kept: it would grow old. */
function withoutComputed(resource: Resource): Resource {
  const { groups: _, ...attributes } = resource
  const enterprise = attributes[enterpriseUserSchema.id]
  if (!isObject(enterprise) || !isObject(enterprise['manager'])) return attributes
  const { value } = enterprise['manager']
  return { ...attributes, [enterpriseUserSchema.id]: { ...enterprise, manager: { value } } }
}

function mentions(filter: Filter, name: string): boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.some((part) => mentions(part, name))
    case 'not':
      return mentions(filter.filter, name)
    default:
      return filter.path.attribute.name === name
  }
}

function isObject(value: unknown): value is Resource {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
