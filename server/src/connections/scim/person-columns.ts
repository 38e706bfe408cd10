/**
 * How each attribute of a User is stored, over `person_link l join person p`. Attributes that are
 * not named here are in the person's document.
 */
import { type Attribute, type Filter, userType } from '@rollbook/scim'
import { type Dialect, perDialect } from '../../database/dialect.ts'
import { keyOf, keyPartOf } from '../../directory/keys.ts'
import { enterpriseUrn } from '../../directory/person.ts'
import { booleanColumn, constantColumn, formOf, idColumn, lengthOf, textColumn } from './columns.ts'
import { all, always, any, type Condition, condition, never } from './condition.ts'
import { storageOf } from './common-columns.ts'
import { columnsOf, documentAttribute, orderOf, presences } from './document-columns.ts'
import { compileTree, impliesValue } from './filter-tree.ts'
import type { Column, Complex, Storage, Stored } from './stored.ts'

const row = {
  id: 'p.person_id',
  externalId: 'l.external_id',
  created: 'p.created',
  lastModified: 'p.last_modified',
} as const

/** How a User is stored. */
export const personStorage: (dialect: Dialect) => Storage = perDialect((dialect) =>
  storageOf(dialect, userType, row, (attribute, urn) =>
    urn === undefined
      ? coreAttribute(dialect, attribute)
      : extensionAttribute(dialect, attribute, urn),
  ),
)

function coreAttribute(dialect: Dialect, attribute: Attribute): Stored {
  switch (attribute.name) {
    case 'userName':
      return userName(dialect)
    case 'active':
      return booleanColumn(
        condition(`p.status = 'active'`),
        condition(`p.status <> 'active'`),
        `case p.status when 'active' then 1 else 0 end`,
      )
    case 'emails':
      return emails(dialect, attribute)
    case 'groups':
      return groups(dialect, attribute)
    case 'password':
      return { kind: 'unsearchable', reason: 'It is never stored.' }
    default:
      return documentAttribute(dialect, 'p.document', [attribute.name], attribute)
  }
}

function extensionAttribute(dialect: Dialect, attribute: Attribute, urn: string): Stored {
  if (urn === enterpriseUrn && attribute.name === 'employeeNumber')
    return textColumn(dialect, {
      sql: 'p.employee_id',
      whole: (value) => value.trim(),
      part: (value) => value,
      isKey: true,
    })
  if (urn === enterpriseUrn && attribute.name === 'manager') return manager(dialect, attribute)
  return documentAttribute(dialect, 'p.document', [urn, attribute.name], attribute)
}

/**
 * A userName compares by its key. The people of a connection are never deleted ones, but only a
 * condition that says so can use the index on keys that are in use.
 */
function userName(dialect: Dialect): Column {
  const inUse = condition(`p.deleted is null`)
  const column = textColumn(dialect, {
    sql: 'p.user_name_key',
    whole: keyOf,
    part: keyPartOf,
    isKey: true,
  })
  return {
    ...column,
    compare: (operator, value) => {
      const met = column.compare(operator, value)
      if (!met || met === never || typeof value !== 'string' || value === '') return met
      return operator === 'co' || operator === 'ew'
        ? all([inUse, findByTrigrams(dialect, operator, keyPartOf(value), met)])
        : all([inUse, met])
    },
  }
}

/**
 * A text within userNames, by the index of trigrams: of PostgreSQL, which checks what it finds, or
 * of SQLite, which finds too much, as it knows another folding.
 */
function findByTrigrams(
  dialect: Dialect,
  operator: 'co' | 'ew',
  part: string,
  met: Condition,
): Condition {
  if (dialect.name === 'postgres') {
    const literal = part.replaceAll(/[\\%_]/g, '\\$&')
    return condition('p.user_name_key like ?', `%${literal}${operator === 'co' ? '%' : ''}`)
  }
  if (lengthOf(part) < 3) return met
  const found = `p.rowid in (select rowid from person_search where person_search match ?)`
  return all([condition(found, `"${part.replaceAll('"', '""')}"`), met])
}

/** An address that is asked for in full is looked up among all addresses first. */
function emails(dialect: Dialect, attribute: Attribute): Complex {
  const stored = documentAttribute(dialect, 'p.document', [attribute.name], attribute)
  if (stored.kind !== 'complex') throw new TypeError('emails are complex')
  const found = `p.person_id in
    (select pe.person_id from person_email pe where pe.organization_id = ? and pe.email_key = ?)`
  return {
    ...stored,
    some: (filter, scope) => {
      const address = wantedValue(filter)
      const met = stored.some(filter, scope)
      if (address === undefined) return met
      return all([condition(found, scope.organizationId, keyOf(address)), met])
    },
  }
}

/** The `value` that an element must have to meet the filter; undefined when it may have others. */
function wantedValue(filter: Filter): string | undefined {
  if (filter.kind === 'and')
    return filter.filters.map(wantedValue).find((value) => value !== undefined)
  if (filter.kind !== 'compare' || filter.operator !== 'eq') return undefined
  const { path, value } = filter
  return path.attribute.name === 'value' && typeof value === 'string' ? value : undefined
}

/** Memberships are rows; a person sees groups of the same connection. */
function groups(dialect: Dialect, attribute: Attribute): Complex {
  const columns = columnsOf(attribute, (sub): Stored => {
    switch (sub.name) {
      case 'value':
        return idColumn(dialect, 'dg.group_id')
      case 'display':
        return textColumn(dialect, formOf(sub, 'dg.display_name'))
      case 'type':
        return constantColumn(sub, 'direct')
      default:
        return { kind: 'unsearchable', reason: 'Filter by "groups.value".' }
    }
  })
  const exists = ({ sql, values }: Condition) =>
    condition(
      `exists (select 1 from member m join directory_group dg
        on dg.organization_id = m.organization_id and dg.group_id = m.group_id
        where m.organization_id = p.organization_id and m.member_id = p.person_id
          and dg.connection_id = l.connection_id and dg.deleted is null and ${sql})`,
      ...values,
    )
  return {
    kind: 'complex',
    some: (filter, scope) => exists(compileTree(filter, columns, scope)),
    present: exists(always),
  }
}

/**
 * The manager is the person a reference was resolved to, unless that person is deleted; else what
 * was sent, as long as nobody here is known by it.
 */
function manager(dialect: Dialect, attribute: Attribute): Complex {
  const sent = dialect.jsonAt('p.document', [enterpriseUrn, attribute.name, 'value'])
  const known = (column: string) =>
    `(select ${column} from person pm where pm.organization_id = p.organization_id
      and pm.person_id = p.manager_id and pm.deleted is null)`
  const value = textColumn(dialect, {
    sql: `case when p.manager_id is null then ${sent} else ${known('cast(pm.person_id as text)')} end`,
    mayBeEmpty: true,
  })
  const columns = columnsOf(attribute, (sub): Stored => {
    switch (sub.name) {
      case 'value':
        return {
          ...value,
          compare: (operator, wanted) =>
            operator === 'eq' && typeof wanted === 'string' && wanted !== ''
              ? isManager(wanted)
              : value.compare(operator, wanted),
        }
      case 'displayName':
        return textColumn(dialect, formOf(sub, known('pm.display_name')))
      default:
        return { kind: 'unsearchable', reason: 'Filter by "manager.value".' }
    }
  })
  return {
    kind: 'complex',
    some: (filter, scope) => {
      const met = compileTree(filter, columns, scope)
      return impliesValue(filter) ? met : all([value.present, met])
    },
    present: any(presences(columns)),
    orderOf: (sub) => orderOf(columns.get(sub)),
  }

  function isManager(wanted: string): Condition {
    const byId = idColumn(dialect, 'p.manager_id').compare('eq', wanted) ?? never
    const isKnown = condition(`${known('1')} = 1`)
    return any([all([byId, isKnown]), condition(`(p.manager_id is null and ${sent} = ?)`, wanted)])
  }
}
