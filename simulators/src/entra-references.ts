/** Entra's second pass: managers and memberships, when those they name exist. */
import type { Company, Group } from './company.ts'
import { inDirectoryOrder } from './company.ts'
import type { EntraJob } from './entra-job.ts'
import { entraFilter } from './entra-job.ts'
import { managerPath } from './entra-mapping.ts'
import {
  addMembersOperation,
  managerOperation,
  membersPerPatch,
  patchBody,
  removeMembersOperations,
} from './entra-patch.ts'
import type { JsonObject } from './flat.ts'
import { ownValue, valueAt } from './flat.ts'
import { readChanged, readList, readResource } from './judge.ts'
import type { Person } from './person.ts'
import { playEach, takeRefusal } from './play.ts'
import { show } from './quote.ts'

/**
 * Writes the managers and memberships that are not known to be there. Of a manager Entra asks
 * first, by a search for the pair (E-19). Of the members of a group that it has not made itself it
 * reads the whole group once, instead of asking for each pair as the real one does: a restart over
 * a large group would be one request for every member.
 */
export async function passReferences(job: EntraJob, company: Company): Promise<void> {
  const people = inDirectoryOrder(company.people).filter(
    (person) => managerId(job, person) !== job.managers.get(job.people.get(person.objectId) ?? ''),
  )
  await playEach(job, 'Managers', people, (person) => passManager(job, person))
  const living = new Set(job.people.values())
  await playEach(job, 'Memberships', inDirectoryOrder(company.groups), (group) =>
    passMembers(job, group, living),
  )
}

/** The SCIM id of the manager, when both are there. */
function managerId(job: EntraJob, person: Person): string | undefined {
  const isThere = job.people.has(person.objectId)
  return isThere && person.managerId !== undefined ? job.people.get(person.managerId) : undefined
}

async function passManager(job: EntraJob, person: Person): Promise<void> {
  const id = job.people.get(person.objectId)
  if (id === undefined) return
  const manager = managerId(job, person)
  const isKnown = job.managers.has(id)
  if (manager !== undefined && (await hasManager(job, id, manager))) {
    job.managers.set(id, manager)
    return
  }
  const kind = manager === undefined ? 'remove' : isKnown ? 'replace' : 'add'
  const body = patchBody([managerOperation(kind, manager, job.dialect)])
  const answer = await job.client.send('PATCH', `/Users/${encodeURIComponent(id)}`, body)
  const caseId = manager === undefined ? 'E-117' : 'E-110'
  if (takeRefusal(job, answer, person.userPrincipalName, caseId, ['manager'])) return
  const changed = readChanged(job.judge, answer, { case: caseId, type: 'User' })
  if (!changed) return
  if (changed !== 'done') {
    const there = valueAt(changed, `${managerPath}.value`)
    if (there !== manager)
      job.judge.find(caseId, answer, `${managerPath}.value ${show(manager)}`, show(there))
  }
  if (manager === undefined) job.managers.delete(id)
  else job.managers.set(id, manager)
}

async function hasManager(job: EntraJob, id: string, manager: string): Promise<boolean> {
  const filter = entraFilter(['id', id], ['manager', manager])
  const answer = await job.client.send('GET', `/Users?filter=${filter}&attributes=id`)
  const list = readList(job.judge, answer, { case: 'E-19', type: 'User', only: 'id' })
  const stranger = list?.resources.find((resource) => resource.id !== id)
  if (stranger) job.judge.find('E-19', answer, `only the person ${show(id)}`, show(stranger.id))
  return list?.resources.some((resource) => resource.id === id) ?? false
}

async function passMembers(
  job: EntraJob,
  group: Group,
  living: ReadonlySet<string>,
): Promise<void> {
  const id = job.groups.get(group.objectId)
  if (id === undefined) return
  const wanted = new Set(group.members.flatMap((member) => job.people.get(member) ?? []))
  const known = job.members.get(id) ?? (await readMembers(job, id, wanted))
  if (!known) return
  job.members.set(id, known)
  const joining = [...wanted].filter((member) => !known.has(member))
  const leaving = [...known].filter((member) => !wanted.has(member) && living.has(member))
  for (const ids of chunks(joining)) {
    const operations = [addMembersOperation(ids, job.dialect)]
    if (!(await patchMembers(job, group, id, 'E-133', operations))) return
    for (const member of ids) known.add(member)
  }
  for (const ids of chunks(leaving)) {
    const caseId = job.dialect === 'flag' ? 'E-138' : 'E-136'
    const operations = removeMembersOperations(ids, job.dialect)
    if (!(await patchMembers(job, group, id, caseId, operations))) return
    for (const member of ids) known.delete(member)
  }
}

/** Who of the wanted is in already; strangers are left to whoever put them there. */
async function readMembers(
  job: EntraJob,
  id: string,
  wanted: ReadonlySet<string>,
): Promise<Set<string> | undefined> {
  const answer = await job.client.send('GET', `/Groups/${encodeURIComponent(id)}`)
  const resource = readResource(job.judge, answer, { case: 'E-23', type: 'Group', status: 200 })
  if (!resource) return undefined
  const members = ownValue(resource, 'members')
  const present = new Set<unknown>(
    Array.isArray(members) ? members.map((member) => ownValue(member, 'value')) : [],
  )
  return new Set([...wanted].filter((member) => present.has(member)))
}

async function patchMembers(
  job: EntraJob,
  { displayName }: Group,
  id: string,
  caseId: string,
  operations: readonly JsonObject[],
): Promise<boolean> {
  const body = patchBody(operations)
  const answer = await job.client.send('PATCH', `/Groups/${encodeURIComponent(id)}`, body)
  if (takeRefusal(job, answer, displayName, caseId, ['members'])) return false
  return readChanged(job.judge, answer, { case: caseId, type: 'Group' }) !== undefined
}

function chunks(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / membersPerPatch) }, (_, index) =>
    ids.slice(index * membersPerPatch, (index + 1) * membersPerPatch),
  )
}
