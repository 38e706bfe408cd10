/** Walking a filter: what becomes of each of its parts, given how the attributes are stored. */
import {
  type AttributePath,
  type CompareValue,
  type Filter,
  printName,
  ScimError,
} from '@rollbook/scim'
import type { Scope } from '../../directory/read-person.ts'
import { all, any, type Condition, negate } from './condition.ts'
import type { Column, Complex, Operator, Storage } from './stored.ts'

/**
 * The condition of a filter over the attributes of a resource type, or over the sub-attributes of a
 * complex attribute.
 *
 * @throws ScimError `invalidFilter` when it asks for what cannot be searched
 */
export function compileTree(filter: Filter, storage: Storage, scope: Scope): Condition {
  switch (filter.kind) {
    case 'and':
      return all(filter.filters.map((part) => compileTree(part, storage, scope)))
    case 'or':
      return any(filter.filters.map((part) => compileTree(part, storage, scope)))
    case 'not':
      return negate(compileTree(filter.filter, storage, scope))
    case 'present':
      return present(filter.path, storage, scope)
    case 'compare': {
      const { path, operator, value } = filter
      return operator === 'ne'
        ? negate(compare(path, 'eq', value, storage, scope))
        : compare(path, operator, value, storage, scope)
    }
    case 'valuePath':
      return findComplex(filter.path, storage).some(filter.filter, scope)
  }
}

/** Whether the filter, of a value of a complex attribute, says by itself that there is one. */
export function impliesValue(filter: Filter): boolean {
  return filter.kind === 'present' || (filter.kind === 'compare' && filter.operator !== 'ne')
}

function present(path: AttributePath, storage: Storage, scope: Scope): Condition {
  const { subAttribute: attribute } = path
  return attribute
    ? findComplex(path, storage).some({ kind: 'present', path: { attribute } }, scope)
    : find(path, storage).present
}

function compare(
  path: AttributePath,
  operator: Operator,
  value: CompareValue,
  storage: Storage,
  scope: Scope,
): Condition {
  const { subAttribute: attribute } = path
  if (attribute) {
    const ofValue: Filter = { kind: 'compare', path: { attribute }, operator, value }
    return findComplex(path, storage).some(ofValue, scope)
  }
  const stored = find(path, storage)
  const met = stored.kind === 'column' ? stored.compare(operator, value) : undefined
  if (!met) throw refusal(path, `The operator "${operator}" has no meaning for it.`)
  return met
}

function findComplex(path: AttributePath, storage: Storage): Complex {
  const stored = find(path, storage)
  if (stored.kind !== 'complex') throw refusal(path, 'It has no sub-attributes.')
  return stored
}

function find(path: AttributePath, storage: Storage): Column | Complex {
  const stored = storage.get(path.attribute)
  if (!stored || stored.kind === 'unsearchable')
    throw refusal(path, stored?.reason ?? 'Its values are not kept.')
  return stored
}

function refusal(path: AttributePath, reason: string): ScimError {
  return new ScimError(
    'invalidFilter',
    `This service cannot filter by "${printName(path)}". ${reason}`,
  )
}
