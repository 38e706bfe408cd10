/** How Entra matches, creates, renames and deletes groups; who is in them comes later. */
import type { Group } from './company.ts'
import type { EntraJob } from './entra-job.ts'
import { refuseDuplicates, search } from './entra-job.ts'
import { entraGroupAttributes, entraGroupBody } from './entra-mapping.ts'
import { entraOperations, findDifferences, patchBody } from './entra-patch.ts'
import { judgeChange } from './entra-people.ts'
import type { Identified } from './judge.ts'
import { judgeEcho, readChanged, readDeleted, readError, readResource } from './judge.ts'
import { countCreation, takeRefusal } from './play.ts'

/** Looks for the group by displayName: none is created, one is kept and brought up to date. */
export async function matchGroup(job: EntraJob, group: Group): Promise<void> {
  const found = await search(job, 'Group', group.displayName)
  if (!found) return
  const { count, hit } = found
  if (count > 1) refuseDuplicates(job, group.displayName, found)
  else if (hit) {
    job.groups.set(group.objectId, hit.id)
    await changeGroup(job, group, hit)
  } else await createGroup(job, group)
}

/** Reads the group by the id kept from before; one that has vanished is matched anew. */
export async function updateGroup(job: EntraJob, group: Group): Promise<void> {
  const id = job.groups.get(group.objectId)
  if (id === undefined) {
    await matchGroup(job, group)
    return
  }
  const path = `/Groups/${encodeURIComponent(id)}?excludedAttributes=members`
  const answer = await job.client.send('GET', path)
  if (answer.status === 404) {
    readError(job.judge, answer, { case: 'E-17', status: 404 })
    job.groups.delete(group.objectId)
    await matchGroup(job, group)
    return
  }
  const sought = { case: 'E-23', type: 'Group', status: 200, without: 'members' } as const
  const resource = readResource(job.judge, answer, sought)
  if (resource) await changeGroup(job, group, resource)
}

/** Deletes the group; its people stay. */
export async function deleteGroup(job: EntraJob, group: Group): Promise<void> {
  const id = job.groups.get(group.objectId)
  if (id === undefined) return
  const answer = await job.client.send('DELETE', `/Groups/${encodeURIComponent(id)}`)
  if (takeRefusal(job, answer, group.displayName, 'E-149', [group.displayName])) return
  if (!readDeleted(job.judge, answer, 'E-149')) return
  job.tally.deleted++
  job.groups.delete(group.objectId)
}

async function createGroup(job: EntraJob, group: Group): Promise<void> {
  const answer = await job.client.send('POST', '/Groups', entraGroupBody(group))
  const names = ['displayName', group.displayName]
  if (takeRefusal(job, answer, group.displayName, 'E-132', names)) return
  const resource = readResource(job.judge, answer, { case: 'E-130', type: 'Group', status: 201 })
  if (!resource) return
  judgeEcho(job.judge, answer, resource, entraGroupAttributes(group), 'E-130')
  job.groups.set(group.objectId, resource.id)
  job.members.set(resource.id, new Set())
  countCreation(job, resource)
}

async function changeGroup(job: EntraJob, group: Group, present: Identified): Promise<void> {
  const differences = findDifferences(present, entraGroupAttributes(group))
  if (differences.length === 0) {
    job.tally.unchanged++
    return
  }
  const body = patchBody(entraOperations(differences, job.dialect))
  const answer = await job.client.send('PATCH', `/Groups/${encodeURIComponent(present.id)}`, body)
  const names = ['displayName', group.displayName]
  if (takeRefusal(job, answer, group.displayName, 'E-146', names)) return
  const changed = readChanged(job.judge, answer, { case: 'E-146', type: 'Group' })
  if (!changed) return
  if (changed !== 'done') judgeChange(job, answer, changed, differences, 'E-146')
  job.tally.updated++
}
