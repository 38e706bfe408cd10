/** What differs between two states of a person or group, attribute by attribute. */
import { isSame, type Resource } from '@rollbook/scim'
import { isObject } from './person.ts'

/** One attribute's change. Absent `from` or `to`: it was not there, or is not there any more. */
export interface AttributeChange {
  /** `title`, `name.givenName`, `urn:…:User:department`. */
  readonly attribute: string
  readonly from?: unknown
  readonly to?: unknown
}

/**
 * The changes that lead from one document to the other. Complex attributes and extensions are
 * told by sub-attribute, multi-valued ones whole.
 */
export function differences(before: Resource, after: Resource): AttributeChange[] {
  const changes: AttributeChange[] = []
  compare('', before, after, 0, changes)
  return changes
}

function compare(
  prefix: string,
  before: Resource,
  after: Resource,
  depth: number,
  changes: AttributeChange[],
): void {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  for (const name of names) {
    const from = Object.hasOwn(before, name) ? before[name] : undefined
    const to = Object.hasOwn(after, name) ? after[name] : undefined
    if (from === to) continue
    const attribute = prefix + name
    if (
      depth < 2 &&
      (isObject(from) || isObject(to)) &&
      isObjectOrAbsent(from) &&
      isObjectOrAbsent(to)
    )
      // A URN joins its attribute by a colon, an attribute its sub-attribute by a dot.
      compare(
        attribute + (name.includes(':') ? ':' : '.'),
        from ?? {},
        to ?? {},
        depth + 1,
        changes,
      )
    else if (!isSame({ value: from }, { value: to }))
      changes.push({
        attribute,
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      })
  }
}

function isObjectOrAbsent(value: unknown): value is Record<string, unknown> | undefined {
  return value === undefined || isObject(value)
}
