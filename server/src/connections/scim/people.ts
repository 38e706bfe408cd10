/** The people of a connection as SCIM Users: the provider over the directory's door. */
import {
  type Call,
  type Listed,
  type ListQuery,
  type Resource,
  ScimError,
  type Selection,
  type Stored,
  type Update,
  userType,
} from '@rollbook/scim'
import type { Database } from '../../database/database.ts'
import { isId } from '../../database/ids.ts'
import { bringPerson, Conflict, deletePerson, updatePerson } from '../../directory/apply-person.ts'
import { InvalidValue } from '../../directory/conflict.ts'
import type { LinkedPerson } from '../../directory/person.ts'
import { peopleOf, personColumns, readPerson } from '../../directory/read-person.ts'
import { basesOf, type ScimContext, sourceOf } from './context.ts'
import type { Lists } from './list-rows.ts'
import { saidPerson, type StoredPerson, userOf } from './person-resource.ts'

export class People {
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

  async get(id: string, context: ScimContext): Promise<StoredPerson | undefined> {
    const person = await this.#read(id, context)
    return person && userOf(person, basesOf(context).person)
  }

  list(query: ListQuery, selection: Selection, context: ScimContext): Promise<Listed> {
    const bases = basesOf(context)
    const withGroups = selection.includes('groups')
    return this.#lists.read<LinkedPerson>(
      {
        type: userType,
        kind: 'person',
        from: peopleOf,
        keysFrom: 'person_link l',
        ordinal: 'l.ordinal',
        within: 'l.organization_id = ? and l.connection_id = ? and l.deleted is null',
        columns: {
          sql: personColumns(this.#database.dialect, withGroups),
          values: withGroups ? [bases.group] : [],
        },
        resourceOf: (person) => userOf(person, bases.person),
      },
      context.scope,
      query,
    )
  }

  async create(resource: Resource, call: Call<ScimContext>): Promise<Stored> {
    const { context } = call
    const source = sourceOf(call, await this.#cycleOf(context.scope))
    const person = await refusing(() => bringPerson(this.#database, source, saidPerson(resource)))
    // Who is not new may be in groups already.
    const shown = person.version === 1 ? person : await this.#read(person.person_id, context)
    return userOf(shown ?? person, basesOf(context).person)
  }

  async update(update: Update, call: Call<ScimContext>): Promise<Stored | undefined> {
    if (!update.replace) throw new TypeError('a User has no collections to change alone')
    const { before, after } = update.replace
    const { person } = before as StoredPerson
    const source = sourceOf(call, await this.#cycleOf(call.context.scope))
    const changed = await refusing(() =>
      updatePerson(this.#database, source, person, saidPerson(after, person)),
    )
    return changed && userOf(changed, basesOf(call.context).person)
  }

  async delete(
    id: string,
    ifVersion: readonly string[] | undefined,
    call: Call<ScimContext>,
  ): Promise<boolean> {
    if (!isId(id)) return false
    const source = sourceOf(call, await this.#cycleOf(call.context.scope))
    return refusing(() => deletePerson(this.#database, source, id, ifVersion?.map(Number)))
  }

  async #read(id: string, context: ScimContext): Promise<LinkedPerson | undefined> {
    if (!isId(id)) return undefined
    return readPerson(this.#database, context.scope, id, basesOf(context).group)
  }
}

/** A refusal of the directory as SCIM says it. */
export async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Conflict)
      throw new ScimError('uniqueness', error.message, { cause: error })
    if (error instanceof InvalidValue)
      throw new ScimError('invalidValue', error.message, { cause: error })
    throw error
  }
}
