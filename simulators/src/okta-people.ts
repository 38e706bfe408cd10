/** How Okta matches, creates, updates and deactivates people. */
import type { Flat } from './flat.ts'
import { ownValue, valueAt } from './flat.ts'
import type { Answer } from './http.ts'
import type { Identified } from './judge.ts'
import { judgeEcho, readChanged, readError, readList, readResource } from './judge.ts'
import { oktaAttributes, oktaMergedBody, oktaPatchBody, oktaUserBody } from './okta-mapping.ts'
import type { OktaJob } from './okta-job.ts'
import { oktaFilter } from './okta-job.ts'
import type { Person } from './person.ts'
import { conflictNames, countCreation, takeRefusal } from './play.ts'
import { show } from './quote.ts'

/** Looks for the person by login (O-06); links who is there, creates who is not. */
export async function assignPerson(job: OktaJob, person: Person): Promise<void> {
  const hit = await searchPerson(job, person, person.userPrincipalName)
  if (hit === undefined) return
  if (hit === 'nobody') {
    await createPerson(job, person)
    return
  }
  job.people.set(person.objectId, hit.id)
  await updatePerson(job, person, undefined)
}

/** @returns undefined when the answer is of no use, which the judge was told then */
export async function searchPerson(
  { client, judge }: OktaJob,
  person: Person,
  login: string,
): Promise<Identified | 'nobody' | undefined> {
  const query = `filter=${oktaFilter('userName', login)}&startIndex=1&count=100`
  const answer = await client.send('GET', `/Users?${query}`)
  const list = readList(judge, answer, { case: 'O-06', type: 'User' })
  if (!list) return undefined
  const [first] = list.resources
  if (!first) return 'nobody'
  const userName = String(ownValue(first, 'userName'))
  if (list.resources.length > 1)
    judge.find('O-06', answer, 'one person at most of a userName', `${list.resources.length}`)
  else if (userName.toLowerCase() !== person.userPrincipalName.toLowerCase())
    judge.find('O-06', answer, `only hits with userName ${show(login)}`, show(userName))
  else return first
  return undefined
}

/** Reads, merges and writes the whole person (O-26, O-08), active again if need be (O-09). */
export async function updatePerson(
  job: OktaJob,
  person: Person,
  before: Person | undefined,
): Promise<void> {
  const present = await readPerson(job, person)
  if (!present) return
  const isInactive = ownValue(present, 'active') === false
  if (job.app === 'oin' && isInactive && !(await patchActive(job, person, present.id, true))) return
  await writePerson(job, person, present, true, before && oktaAttributes(before))
}

/** Deactivates: a whole PUT from a wizard's application (O-33), a PATCH from a catalogue's (O-31). */
export async function deactivatePerson(job: OktaJob, person: Person): Promise<void> {
  const id = job.people.get(person.objectId)
  if (id === undefined) return
  if (job.app === 'oin') {
    if (await patchActive(job, person, id, false)) job.tally.deactivated++
    return
  }
  const present = await readPerson(job, person)
  if (present) await writePerson(job, person, present, false)
}

async function createPerson(job: OktaJob, person: Person): Promise<void> {
  const body = oktaUserBody(person, job.managerOf(person), job.seed)
  const answer = await job.client.send('POST', '/Users', body)
  const who = person.userPrincipalName
  if (takeRefusal(job, answer, who, 'O-23', conflictNames(person))) return
  const resource = readResource(job.judge, answer, { case: 'O-20', type: 'User', status: 201 })
  if (!resource) return
  const sent = new Map([...oktaAttributes(person), ['active', true] as const])
  judgeEcho(job.judge, answer, resource, sent, 'O-20')
  job.people.set(person.objectId, resource.id)
  countCreation(job, resource)
}

async function readPerson(job: OktaJob, person: Person): Promise<Identified | undefined> {
  const id = job.people.get(person.objectId)
  if (id === undefined) return undefined
  const answer = await job.client.send('GET', `/Users/${encodeURIComponent(id)}`)
  if (answer.status === 404) {
    readError(job.judge, answer, { case: 'O-10', status: 404 })
    job.people.delete(person.objectId)
    return undefined
  }
  return readResource(job.judge, answer, { case: 'O-26', type: 'User', status: 200 })
}

async function writePerson(
  job: OktaJob,
  person: Person,
  present: Identified,
  active: boolean,
  before?: Flat,
): Promise<void> {
  const body = oktaMergedBody(present, person, job.managerOf(person), active, before)
  const answer = await job.client.send('PUT', `/Users/${encodeURIComponent(present.id)}`, body)
  const who = person.userPrincipalName
  if (takeRefusal(job, answer, who, 'O-42', conflictNames(person))) return
  const caseId = active ? 'O-08' : 'O-33'
  const sought = { case: caseId, type: 'User', status: 200 } as const
  const resource = readResource(job.judge, answer, sought)
  if (!resource) return
  const wanted = oktaAttributes(person)
  judgeEcho(job.judge, answer, resource, new Map([...wanted, ['active', active]]), caseId)
  judgeCleared(job, answer, resource, wanted, before)
  if (resource.id !== present.id) job.judge.find(caseId, answer, `id ${present.id}`, resource.id)
  if (!active) job.tally.deactivated++
  else if (isUntouched(present, resource)) job.tally.unchanged++
  else job.tally.updated++
}

/** What a PUT leaves out is to be gone (O-28). */
function judgeCleared(
  { judge }: OktaJob,
  answer: Answer,
  resource: Identified,
  wanted: Flat,
  before: Flat | undefined,
): void {
  for (const path of before?.keys() ?? []) {
    const there = valueAt(resource, path)
    if (!wanted.has(path) && there !== undefined && there !== '')
      judge.find('O-28', answer, `${path} gone`, show(there))
  }
}

/** Whether the server wrote nothing, by its own account where it gives one. */
function isUntouched(before: Identified, after: Identified): boolean {
  const [then, now] = [valueAt(before, 'meta.lastModified'), valueAt(after, 'meta.lastModified')]
  if (then !== undefined && now !== undefined) return then === now
  return JSON.stringify(before) === JSON.stringify(after)
}

async function patchActive(
  job: OktaJob,
  person: Person,
  id: string,
  active: boolean,
): Promise<boolean> {
  const body = oktaPatchBody([{ op: 'replace', value: { active } }])
  const answer = await job.client.send('PATCH', `/Users/${encodeURIComponent(id)}`, body)
  const caseId = active ? 'O-32' : 'O-31'
  if (takeRefusal(job, answer, person.userPrincipalName, caseId, conflictNames(person)))
    return false
  const changed = readChanged(job.judge, answer, { case: caseId, type: 'User' })
  if (changed && changed !== 'done')
    judgeEcho(job.judge, answer, changed, new Map([['active', active]]), caseId)
  return changed !== undefined
}
