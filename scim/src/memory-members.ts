/** Who is in which group, both ways round, in memory. */
import type { CollectionDelta } from './provider.ts'

const nobody: ReadonlySet<string> = new Set()

/** Ids of members by group and of groups by member; neither need be known otherwise. */
export class Memberships {
  readonly #members = new Map<string, Set<string>>()
  readonly #groups = new Map<string, Set<string>>()

  /** In the order in which they came. */
  membersOf(group: string): ReadonlySet<string> {
    return this.#members.get(group) ?? nobody
  }

  groupsOf(member: string): ReadonlySet<string> {
    return this.#groups.get(member) ?? nobody
  }

  /** How many members there will be at most. */
  countAfter(group: string, delta: CollectionDelta): number {
    return (delta.reset ? 0 : this.membersOf(group).size) + delta.add.length
  }

  /** Costs as much as the change, however large the group is. @returns whether anything changed */
  change(group: string, { reset, add, remove }: CollectionDelta): boolean {
    const added = new Set(add.map(({ value }) => String(value)))
    const left = reset ? [...this.membersOf(group)].filter((member) => !added.has(member)) : remove
    let isChanged = false
    for (const member of left) isChanged = this.#remove(group, member) || isChanged
    for (const member of added) isChanged = this.#add(group, member) || isChanged
    return isChanged
  }

  /** Takes a resource that is gone out of all groups, and its members out of it. */
  forget(id: string): void {
    for (const group of this.groupsOf(id)) this.#remove(group, id)
    for (const member of this.membersOf(id)) this.#remove(id, member)
  }

  #add(group: string, member: string): boolean {
    if (this.membersOf(group).has(member)) return false
    enter(this.#members, group, member)
    enter(this.#groups, member, group)
    return true
  }

  #remove(group: string, member: string): boolean {
    this.#groups.get(member)?.delete(group)
    return this.#members.get(group)?.delete(member) ?? false
  }
}

function enter(index: Map<string, Set<string>>, key: string, value: string): void {
  const present = index.get(key)
  if (present) present.add(value)
  else index.set(key, new Set([value]))
}
