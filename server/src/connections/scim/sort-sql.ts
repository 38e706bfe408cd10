/** What lists are sorted by, as SQL. */
import { type AttributePath, printName, type ResourceType, ScimError } from '@rollbook/scim'
import type { Dialect } from '../../database/dialect.ts'
import { storageFor } from './filter-sql.ts'

/**
 * The SQL expression of what `sortBy` names, over the tables of `compileFilter`: of a multi-valued
 * attribute the primary or else the first value, of a complex one its `value`. Texts that are not
 * caseExact are folded, and in byte order. Null where there is no value; say `asc nulls last` or
 * `desc nulls first` (RFC 7644 §3.4.2.3).
 *
 * @throws ScimError `invalidPath` when there is no order by that attribute
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.3 RFC 7644 §3.4.2.3}
 */
export function sortColumn(path: AttributePath, type: ResourceType, dialect: Dialect): string {
  const stored = storageFor(type, dialect).get(path.attribute)
  const subAttribute =
    path.subAttribute ?? path.attribute.subAttributes?.find(({ name }) => name === 'value')
  let order: string | undefined
  if (stored?.kind === 'column') order = stored.order
  if (stored?.kind === 'complex' && subAttribute) order = stored.orderOf?.(subAttribute)
  if (order === undefined)
    throw new ScimError(
      'invalidPath',
      `This service cannot sort by "${printName(path)}"; sort by "userName", "displayName" or another single value.`,
    )
  return order
}
