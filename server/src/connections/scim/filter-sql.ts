/** Filters as SQL: conditions over the tables in which people and groups are kept. */
import type { Filter, ResourceType } from '@rollbook/scim'
import type { Value } from '../../database/database.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { Scope } from '../../directory/read-person.ts'
import { compileTree } from './filter-tree.ts'
import { groupStorage } from './group-columns.ts'
import { personStorage } from './person-columns.ts'
import type { Storage } from './stored.ts'

/**
 * Compiles a filter to a condition with `?` for each value, over `person_link l join person p` for
 * Users and `directory_group g` for Groups. Keeping within the organization and the connection, and
 * leaving out what is deleted, is the caller's. It means what `matches` means, but that userName
 * and the displayName of a Group compare by their keys and employeeNumber without blanks around.
 *
 * All text in it is ours: names are constants of the schemas, what the client wrote is bound.
 *
 * @throws ScimError `invalidFilter` when it asks for what cannot be searched in the database;
 *   nothing is ever searched outside of it
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.2 RFC 7644 §3.4.2.2}
 */
export function compileFilter(
  filter: Filter,
  type: ResourceType,
  scope: Scope & { readonly dialect: Dialect },
): { readonly sql: string; readonly values: Value[] } {
  const { sql, values } = compileTree(filter, storageFor(type, scope.dialect), scope)
  return { sql, values: [...values] }
}

/** How a resource type is stored. */
export function storageFor(type: ResourceType, dialect: Dialect): Storage {
  switch (type.name) {
    case 'User':
      return personStorage(dialect)
    case 'Group':
      return groupStorage(dialect)
    default:
      throw new TypeError(`there are no tables for ${type.name}`)
  }
}
