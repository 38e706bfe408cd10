/** The groups of a connection as SCIM Groups: the provider over the directory's door. */
import {
  type Call,
  type CollectionDelta,
  groupType,
  type Listed,
  type ListQuery,
  type Resource,
  ScimError,
  type Selection,
  type Stored,
  type Update,
} from '@rollbook/scim'
import type { Database } from '../../database/database.ts'
import { isId } from '../../database/ids.ts'
import { changeGroup, createGroup, deleteGroup } from '../../directory/apply-group.ts'
import { jsonText } from '../../directory/json-text.ts'
import type { DirectoryGroup } from '../../directory/group.ts'
import { groupColumns, readGroup } from '../../directory/read-group.ts'
import { basesOf, type ScimContext, sourceOf } from './context.ts'
import { groupOf, memberChangeOf, saidGroup, type StoredGroup } from './group-resource.ts'
import type { Lists } from './list-rows.ts'
import { refusing } from './people.ts'
import { Turnstile } from './turnstile.ts'

const attempts = 3

/** Groups read with all their members at one time: one may be 20 MiB. */
const wholeGroupsMax = 4

export class Groups {
  readonly #wholeGroups = new Turnstile(wholeGroupsMax)
  readonly #database: Database
  readonly #lists: Lists
  readonly #cycleOf: (scope: ScimContext['scope']) => Promise<string> | string

  constructor(
    database: Database,
    lists: Lists,
    cycleOf: (scope: ScimContext['scope']) => Promise<string> | string,
  ) {
    this.#database = database
    this.#lists = lists
    this.#cycleOf = cycleOf
  }

  async get(
    id: string,
    selection: Selection,
    context: ScimContext,
  ): Promise<StoredGroup | undefined> {
    if (!isId(id)) return undefined
    const withMembers = selection.includes('members')
    const read = async () => {
      const group = await readGroup(this.#database, context.scope, id, withMembers)
      return group && groupOf(group, basesOf(context))
    }
    return withMembers ? this.#wholeGroups.pass(read) : read()
  }

  list(query: ListQuery, selection: Selection, context: ScimContext): Promise<Listed> {
    const bases = basesOf(context)
    const withMembers = selection.includes('members')
    return this.#lists.read<DirectoryGroup>(
      {
        type: groupType,
        kind: 'group',
        from: 'directory_group g',
        keysFrom: 'directory_group g',
        ordinal: 'g.ordinal',
        within: 'g.organization_id = ? and g.connection_id = ? and g.deleted is null',
        columns: {
          sql: groupColumns(this.#database.dialect, withMembers),
          values: [],
        },
        resourceOf: (group) => groupOf(group, bases),
      },
      context.scope,
      query,
    )
  }

  async create(
    resource: Resource,
    deltas: ReadonlyMap<string, CollectionDelta>,
    call: Call<ScimContext>,
  ): Promise<Stored> {
    const { context } = call
    const source = sourceOf(call, await this.#cycleOf(context.scope))
    const members = memberChangeOf(deltas)
    const group = await refusing(() =>
      createGroup(this.#database, source, saidGroup(resource), members, rulesOf(context)),
    )
    const isEmpty = !members || members.add.length === 0
    return groupOf(isEmpty ? { ...group, people: null } : group, basesOf(context))
  }

  async update(id: string, update: Update, call: Call<ScimContext>): Promise<Stored | undefined> {
    if (!isId(id)) return undefined
    const { context } = call
    const source = sourceOf(call, await this.#cycleOf(context.scope))
    const { replace, ifVersion } = update
    const before = replace && (replace.before as StoredGroup).group
    const after = replace && saidGroup(replace.after)
    const members = memberChangeOf(update.deltas)
    const changed = await refusing(() =>
      changeGroup(
        this.#database,
        source,
        id,
        {
          ...(before && after && { replace: { before, after } }),
          ...(members && { members }),
          ...(ifVersion && { ifVersion: ifVersion.map(Number) }),
        },
        rulesOf(context),
      ),
    )
    if (!changed) return undefined
    if (before && after) {
      const { displayName, externalId, document } = after
      return groupOf(
        {
          group_id: id,
          created: before.created,
          display_name: displayName,
          external_id: externalId,
          document: jsonText(document),
          ...changed,
        },
        basesOf(context),
      )
    }
    return {
      id,
      version: String(changed.version),
      created: changed.last_modified,
      lastModified: changed.last_modified,
      attributes: '{}',
    }
  }

  async delete(
    id: string,
    ifVersion: readonly string[] | undefined,
    call: Call<ScimContext>,
  ): Promise<boolean> {
    if (!isId(id)) return false
    const source = sourceOf(call, await this.#cycleOf(call.context.scope))
    for (let attempt = 0; attempt < attempts; attempt++) {
      const before = await readGroup(this.#database, call.context.scope, id, false)
      if (!before || (ifVersion && !ifVersion.includes(String(before.version)))) return false
      if (await deleteGroup(this.#database, source, before)) return true
    }
    throw new ScimError(
      409,
      'Other requests keep changing this Group; repeat this one in a moment.',
    )
  }
}

function rulesOf({ connection }: ScimContext) {
  const { strict, uniqueGroupNames } = connection.settings
  return { uniqueNames: uniqueGroupNames === true, onlyKnownMembers: strict === true }
}
