/** How Okta pushes groups: whole from a wizard's application, by operations from a catalogue's. */
import type { Group } from './company.ts'
import type { JsonObject } from './flat.ts'
import { ownValue } from './flat.ts'
import type { Answer } from './http.ts'
import { readChanged, readDeleted, readList, readResource } from './judge.ts'
import type { OktaJob } from './okta-job.ts'
import { oktaFilter } from './okta-job.ts'
import type { OktaMember } from './okta-mapping.ts'
import { oktaGroupBody, oktaPatchBody } from './okta-mapping.ts'
import { countCreation, takeRefusal } from './play.ts'
import { show } from './quote.ts'

/** Members sent along with the creation of a group (O-51); larger groups are filled afterwards. */
const membersOnCreation = 100
/** Operations, and members of one operation, in a PATCH of a large group (O-67). */
const membersPerPatch = 500

/** Members by SCIM id, as Okta would write them. */
type Members = ReadonlyMap<string, OktaMember>

/** Links the group of that name or creates it, and brings its members up to date. */
export async function pushGroup(job: OktaJob, group: Group, members: Members): Promise<void> {
  const query = `filter=${oktaFilter('displayName', group.displayName)}&startIndex=1&count=100`
  const answer = await job.client.send('GET', `/Groups?${query}`)
  const list = readList(job.judge, answer, { case: 'O-52', type: 'Group' })
  if (!list) return
  const { resources } = list
  const [hit] = resources
  const name = hit && String(ownValue(hit, 'displayName'))
  if (name !== undefined && name.toLowerCase() !== group.displayName.toLowerCase())
    job.judge.find('O-52', answer, `only hits named ${show(group.displayName)}`, show(name))
  else if (resources.length > 1) refuseAmbiguous(job, group, answer, resources.length)
  else if (hit) {
    job.groups.set(group.objectId, hit.id)
    await pushNow(job, group, hit.id, members)
  } else await createGroup(job, group, members)
}

/** Renames, takes members out and in (O-53, O-55); the whole group by PUT from a wizard's (O-60). */
export async function changeGroup(
  job: OktaJob,
  group: Group,
  isRenamed: boolean,
  members: Members,
): Promise<void> {
  const id = job.groups.get(group.objectId)
  const known = id === undefined ? undefined : job.members.get(id)
  if (id === undefined || !known) {
    await pushGroup(job, group, members)
    return
  }
  const leaving = [...known].filter((member) => !members.has(member))
  const joining = [...members.values()].filter(({ value }) => !known.has(value))
  if (!isRenamed && leaving.length === 0 && joining.length === 0) return
  if (job.app === 'aiw') {
    await putGroup(job, group, id, members)
    return
  }
  const { displayName } = group
  const operations: JsonObject[] = [
    ...(isRenamed ? [{ op: 'replace', value: { id, displayName } }] : []),
    ...leaving.map((member) => ({
      op: 'remove',
      path: `members[value eq ${JSON.stringify(member)}]`,
    })),
    ...chunks(joining).map((value) => ({ op: 'add', path: 'members', value })),
  ]
  for (const some of chunks(operations))
    if (!(await patchGroup(job, group, id, isRenamed ? 'O-53' : 'O-55', some))) return
  job.members.set(id, new Set(members.keys()))
  job.tally.updated++
}

/** Deletes the group; its people stay (O-64). */
export async function deleteGroup(job: OktaJob, group: Group): Promise<void> {
  const id = job.groups.get(group.objectId)
  if (id === undefined) return
  const answer = await job.client.send('DELETE', `/Groups/${encodeURIComponent(id)}`)
  if (takeRefusal(job, answer, group.displayName, 'O-64', [group.displayName])) return
  if (!readDeleted(job.judge, answer, 'O-64')) return
  job.groups.delete(group.objectId)
  job.members.delete(id)
  job.tally.deleted++
}

function refuseAmbiguous(job: OktaJob, group: Group, { status }: Answer, count: number): void {
  const detail = `Okta cannot tell which of ${count} groups of that name is meant.`
  job.refused.set(group.displayName, { who: group.displayName, status, detail })
}

async function createGroup(job: OktaJob, group: Group, members: Members): Promise<void> {
  const first = members.size <= membersOnCreation ? [...members.values()] : []
  const body = oktaGroupBody(group.displayName, first)
  const answer = await job.client.send('POST', '/Groups', body)
  const names = ['displayName', group.displayName]
  if (takeRefusal(job, answer, group.displayName, 'O-50', names)) return
  const caseId = first.length > 0 ? 'O-51' : 'O-50'
  const sought = { case: caseId, type: 'Group', status: 201 } as const
  const resource = readResource(job.judge, answer, sought)
  if (!resource) return
  if (ownValue(resource, 'displayName') !== group.displayName) {
    const got = show(ownValue(resource, 'displayName'))
    job.judge.find(caseId, answer, `displayName ${show(group.displayName)}`, got)
  }
  job.groups.set(group.objectId, resource.id)
  countCreation(job, resource)
  job.members.set(resource.id, new Set(first.map(({ value }) => value)))
  if (first.length === members.size) return
  if (job.app === 'aiw') {
    await putGroup(job, group, resource.id, members)
    return
  }
  for (const value of chunks([...members.values()])) {
    const operations = [{ op: 'add', path: 'members', value }]
    if (!(await patchGroup(job, group, resource.id, 'O-67', operations))) return
  }
  job.members.set(resource.id, new Set(members.keys()))
}

/** Reads the group (O-68) and, where it differs, replaces all its members at once (O-56, O-57). */
async function pushNow(job: OktaJob, group: Group, id: string, members: Members): Promise<void> {
  const answer = await job.client.send('GET', `/Groups/${encodeURIComponent(id)}`)
  const sought = { case: 'O-68', type: 'Group', status: 200 } as const
  const resource = readResource(job.judge, answer, sought)
  if (!resource) return
  const list = ownValue(resource, 'members')
  const present = new Set(Array.isArray(list) ? list.map((one) => ownValue(one, 'value')) : [])
  const isSame =
    present.size === members.size && [...members.keys()].every((member) => present.has(member))
  job.members.set(id, new Set(members.keys()))
  if (isSame) {
    job.tally.unchanged++
    return
  }
  if (job.app === 'aiw') {
    await putGroup(job, group, id, members)
    return
  }
  const operations = [{ op: 'replace', path: 'members', value: [...members.values()] }]
  const caseId = members.size === 0 ? 'O-57' : 'O-56'
  if (await patchGroup(job, group, id, caseId, operations)) job.tally.updated++
}

async function putGroup(job: OktaJob, group: Group, id: string, members: Members): Promise<void> {
  const body = oktaGroupBody(group.displayName, [...members.values()], id)
  const answer = await job.client.send('PUT', `/Groups/${encodeURIComponent(id)}`, body)
  if (takeRefusal(job, answer, group.displayName, 'O-60', ['displayName', 'members'])) return
  const resource = readResource(job.judge, answer, { case: 'O-60', type: 'Group', status: 200 })
  if (!resource) return
  job.members.set(id, new Set(members.keys()))
  job.tally.updated++
}

async function patchGroup(
  job: OktaJob,
  group: Group,
  id: string,
  caseId: string,
  operations: readonly JsonObject[],
): Promise<boolean> {
  const body = oktaPatchBody(operations)
  const answer = await job.client.send('PATCH', `/Groups/${encodeURIComponent(id)}`, body)
  if (takeRefusal(job, answer, group.displayName, caseId, ['displayName', 'members'])) return false
  return readChanged(job.judge, answer, { case: caseId, type: 'Group' }) !== undefined
}

function chunks<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / membersPerPatch) }, (_, index) =>
    items.slice(index * membersPerPatch, (index + 1) * membersPerPatch),
  )
}
