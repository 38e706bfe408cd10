/** Keys that are paths: `name.givenName`, `URN:department`, `emails[type eq "work"].value`. */
import type { Tolerance, ValueReading } from './compat.ts'
import { limits } from './limits.ts'
import { valueAt } from './own.ts'
import type { TargetPath } from './patch-match.ts'
import { setAt } from './patch-target.ts'
import { findPath } from './path.ts'
import type { Path } from './path.ts'
import type { Reading } from './reading.ts'
import { resolvePath } from './resolve.ts'
import type { Resource, ResourceType } from './schema.ts'
import { isCollection } from './names.ts'
import { isComputed } from './value.ts'

/**
 * Finds what a key means that is no plain name.
 *
 * @returns undefined when it means nothing
 * @throws ScimError `invalidPath` when the attribute is known and the value path behind it is broken
 */
export function findFlattened(
  type: ResourceType,
  name: string,
  value: unknown,
  reading: Reading,
): TargetPath | undefined {
  const path = findKey(type, name, reading)
  if (!path?.attribute) return undefined
  reading.repaired('flattened-name' satisfies Tolerance)
  return meantBy(path, value, reading)
}

/**
 * Reads the value under such a key into a resource. What the resource has there already, from a
 * plain name, stays.
 *
 * @returns what the key means, undefined when it means nothing
 * @throws ScimError
 */
export function readFlattened(
  type: ResourceType,
  name: string,
  value: unknown,
  resource: Resource,
  how: ValueReading,
): TargetPath | undefined {
  const path = findFlattened(type, name, value, how.reading)
  if (!path || isCollection(type, path)) return undefined
  const { attribute, subAttribute } = path
  if (isComputed(attribute) || (subAttribute && isComputed(subAttribute))) return path
  if (!subAttribute && !path.valueFilter && valueAt(resource, path) !== undefined) return path
  const budget = { matchesLeft: limits.patchMatchesMax }
  setAt(resource, path, 'add', value, { ...how, budget })
  return path
}

function findKey(type: ResourceType, name: string, reading: Reading): Path | undefined {
  const bracket = name.indexOf('[')
  const head = bracket < 0 ? name : name.slice(0, bracket)
  const path = resolvePath(type, head, reading)
  // An alias is no key: `email` says neither which e-mail it is nor that it is the only one.
  if (!path?.attribute || !head.toLowerCase().includes(path.attribute.name.toLowerCase()))
    return undefined
  return bracket < 0 ? path : findPath(name, type, reading)
}

/** Where a mapping tool offers `emails.primary` it means the value of the primary e-mail. */
function meantBy(path: TargetPath, value: unknown, reading: Reading): TargetPath {
  const { attribute, subAttribute } = path
  const isMeant =
    attribute.multiValued &&
    subAttribute?.name === 'primary' &&
    path.valueFilter === undefined &&
    typeof value === 'string' &&
    !/^(?:true|false|)$/i.test(value)
  const valuePart = isMeant && attribute.subAttributes?.find(({ name }) => name === 'value')
  if (!valuePart) return path
  reading.repaired('primary-as-name' satisfies Tolerance)
  const valueFilter = {
    kind: 'compare',
    path: { attribute: subAttribute },
    operator: 'eq',
    value: true,
  } as const
  return { ...path, subAttribute: valuePart, valueFilter }
}
