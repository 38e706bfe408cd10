/** How Entra matches, creates, changes and deletes people. */
import type { EntraJob } from './entra-job.ts'
import { refuseDuplicates, search } from './entra-job.ts'
import { entraAttributes, entraUserBody } from './entra-mapping.ts'
import type { Difference } from './entra-patch.ts'
import { entraOperations, findDifferences, patchBody } from './entra-patch.ts'
import type { Flat } from './flat.ts'
import { valueAt } from './flat.ts'
import type { Answer } from './http.ts'
import type { Identified } from './judge.ts'
import { judgeEcho, readChanged, readDeleted, readError, readResource } from './judge.ts'
import type { Person } from './person.ts'
import { isInScope } from './person.ts'
import { conflictNames, countCreation, takeRefusal } from './play.ts'
import { show } from './quote.ts'

/** Looks for the person by userName: none is created, one is kept and brought up to date. */
export async function matchPerson(job: EntraJob, person: Person, before?: Flat): Promise<void> {
  const found = await search(job, 'User', person.userPrincipalName)
  if (!found) return
  const { answer, count, hit } = found
  if (count > 1) {
    job.judge.find('E-08', answer, 'one person at most of a userName', String(count))
    refuseDuplicates(job, person.userPrincipalName, found)
  } else if (hit) {
    job.people.set(person.objectId, hit.id)
    await changePerson(job, person, hit, before)
  } else if (isInScope(person)) await createPerson(job, person)
  else job.tally.skipped++
}

/** Reads the person by the id kept from before; who has vanished is matched anew. */
export async function updatePerson(
  job: EntraJob,
  person: Person,
  before: Person | undefined,
): Promise<void> {
  const id = job.people.get(person.objectId)
  const wantedBefore = before && entraAttributes(before)
  if (id === undefined) {
    await matchPerson(job, person, wantedBefore)
    return
  }
  const answer = await job.client.send('GET', `/Users/${encodeURIComponent(id)}`)
  if (answer.status === 404) {
    readError(job.judge, answer, { case: 'E-17', status: 404 })
    job.people.delete(person.objectId)
    await matchPerson(job, person, wantedBefore)
    return
  }
  const resource = readResource(job.judge, answer, { case: 'E-16', type: 'User', status: 200 })
  if (resource) await changePerson(job, person, resource, wantedBefore)
}

/** The hard delete, thirty days after the soft one; the person must be gone then. */
export async function deletePerson(job: EntraJob, person: Person): Promise<void> {
  const id = job.people.get(person.objectId)
  if (id === undefined) return
  const path = `/Users/${encodeURIComponent(id)}`
  const answer = await job.client.send('DELETE', path)
  const names = conflictNames(person)
  if (takeRefusal(job, answer, person.userPrincipalName, 'E-164', names)) return
  if (!readDeleted(job.judge, answer, 'E-164')) return
  job.tally.deleted++
  job.people.delete(person.objectId)
  readError(job.judge, await job.client.send('GET', path), { case: 'E-17', status: 404 })
}

async function createPerson(job: EntraJob, person: Person): Promise<void> {
  const answer = await job.client.send('POST', '/Users', entraUserBody(person))
  const who = person.userPrincipalName
  if (takeRefusal(job, answer, who, 'E-38', conflictNames(person))) return
  const resource = readResource(job.judge, answer, { case: 'E-46', type: 'User', status: 201 })
  if (!resource) return
  judgeEcho(job.judge, answer, resource, entraAttributes(person), 'E-48')
  job.people.set(person.objectId, resource.id)
  countCreation(job, resource)
}

async function changePerson(
  job: EntraJob,
  person: Person,
  present: Identified,
  before?: Flat,
): Promise<void> {
  const differences = findDifferences(present, entraAttributes(person), before)
  if (differences.length === 0) {
    job.tally.unchanged++
    return
  }
  const body = patchBody(entraOperations(differences, job.dialect))
  const answer = await job.client.send('PATCH', `/Users/${encodeURIComponent(present.id)}`, body)
  const who = person.userPrincipalName
  if (takeRefusal(job, answer, who, 'E-68', conflictNames(person))) return
  const caseId = job.dialect === 'flag' ? 'E-100' : 'E-50'
  const changed = readChanged(job.judge, answer, { case: caseId, type: 'User' })
  if (!changed) return
  if (changed !== 'done') judgeChange(job, answer, changed, differences, caseId)
  const isLeaving = differences.some(({ path, value }) => path === 'active' && value === false)
  if (isLeaving) job.tally.deactivated++
  else job.tally.updated++
}

/** Judges that what was changed stands there, and what was removed does not. */
export function judgeChange(
  { judge }: EntraJob,
  answer: Answer,
  resource: Identified,
  differences: readonly Difference[],
  caseId: string,
): void {
  for (const { path, kind, value } of differences) {
    if (value !== undefined) judgeEcho(judge, answer, resource, new Map([[path, value]]), caseId)
    const there = valueAt(resource, path)
    if (kind === 'remove' && there !== undefined && there !== '')
      judge.find('E-80', answer, `${path} gone`, show(there))
  }
}
