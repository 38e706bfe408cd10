/** Okta: what an application with provisioning and group push asks and writes. */
import type { Company, Group } from './company.ts'
import { inDirectoryOrder, peopleInScope } from './company.ts'
import { isSameFlat } from './flat.ts'
import type { Answer } from './http.ts'
import { readError, readList } from './judge.ts'
import { changeGroup, deleteGroup, pushGroup } from './okta-groups.ts'
import type { OktaApp, OktaJob } from './okta-job.ts'
import type { OktaMember } from './okta-mapping.ts'
import { oktaAttributes } from './okta-mapping.ts'
import { assignPerson, deactivatePerson, searchPerson, updatePerson } from './okta-people.ts'
import type { Pair } from './pair.ts'
import { pair } from './pair.ts'
import type { Person } from './person.ts'
import { isInScope } from './person.ts'
import type { Play, Player } from './play.ts'
import { playEach, requireConnection } from './play.ts'

/** What Okta sends with every request, reads included. */
export const oktaHeaders = {
  'accept-charset': 'utf-8',
  'content-type': 'application/scim+json; charset=utf-8',
  'user-agent': 'Okta SCIM Client 1.0.0',
} as const

/**
 * Starts an application in Okta. Assigning a person searches for the login; who is missing is
 * created, who is there is read, merged and written whole, as Okta does though nothing differs.
 * Groups are pushed afterwards, and written only where they differ. Nobody is ever deleted.
 */
export function createOkta(play: Play, app: OktaApp): Player {
  let people = new Map<string, Person>()
  let seed = ''
  const job: OktaJob = {
    ...play,
    app,
    members: new Map(),
    get seed() {
      return seed
    },
    managerOf: ({ managerId }) => (managerId === undefined ? undefined : people.get(managerId)),
  }
  const know = (company: Company): void => {
    people = new Map(company.people.map((person) => [person.objectId, person]))
    seed = company.seed
  }
  return {
    testConnection: () => testConnection(job),

    async initialCycle(company) {
      know(company)
      const assigned = inDirectoryOrder(peopleInScope(company))
      await playEach(job, 'People', assigned, (person) => assignPerson(job, person))
      await playEach(job, 'Groups', inDirectoryOrder(company.groups), (group) =>
        pushGroup(job, group, membersOf(group)),
      )
    },

    async incrementalCycle(before, after) {
      const managersBefore = new Map(before.people.map((person) => [person.objectId, person]))
      know(after)
      const due = pair(before.people, after.people).filter((people) =>
        isDue(people, managersBefore),
      )
      await playEach(job, 'People', due, ({ was, is }) => follow(was, is))
      await playEach(job, 'Groups', pair(before.groups, after.groups), async ({ was, is }) => {
        if (is) await changeGroup(job, is, was?.displayName !== is.displayName, membersOf(is))
        else if (was) await deleteGroup(job, was)
      })
    },

    probe: (company) => probe(job, company),

    // Of those who lost the application Okta tells nothing but that.
    wanted: (person) =>
      isInScope(person)
        ? { attributes: new Map([...oktaAttributes(person), ['active', true]]), manager: 'text' }
        : { attributes: new Map([['active', false]]), manager: 'unknown' },
  }

  async function follow(was: Person | undefined, is: Person | undefined): Promise<void> {
    if (is && isInScope(is)) {
      if (job.people.has(is.objectId)) await updatePerson(job, is, was)
      else await assignPerson(job, is)
    } else if (was && isInScope(was)) await deactivatePerson(job, is ?? was)
  }

  /** Whether the application has to hear of it: a profile or a manager's login that changed. */
  function isDue({ was, is }: Pair<Person>, managersBefore: Map<string, Person>): boolean {
    const wasIn = was !== undefined && isInScope(was)
    const isIn = is !== undefined && isInScope(is)
    if (!isIn || !wasIn) return isIn !== wasIn
    if (!job.people.has(is.objectId)) return true
    const managerBefore = managersBefore.get(was.managerId ?? '')
    return (
      managerBefore?.userPrincipalName !== job.managerOf(is)?.userPrincipalName ||
      managerBefore?.displayName !== job.managerOf(is)?.displayName ||
      !isSameFlat(oktaAttributes(was), oktaAttributes(is))
    )
  }

  /** Those of the group whom the application knows. */
  function membersOf(group: Group): Map<string, OktaMember> {
    const members = new Map<string, OktaMember>()
    for (const objectId of group.members) {
      const value = job.people.get(objectId)
      const person = people.get(objectId)
      if (value !== undefined && person)
        members.set(value, { value, display: person.userPrincipalName })
    }
    return members
  }
}

/** *Test API Credentials*: two people (O-01), and groups because they are pushed (O-02). */
async function testConnection({ client, judge }: OktaJob): Promise<Answer> {
  const answer = await client.send('GET', '/Users?startIndex=1&count=2')
  const list = readList(judge, answer, { case: 'O-01', type: 'User' })
  if (list && list.resources.length > 2)
    judge.find('O-01', answer, 'two people at most', `${list.resources.length}`)
  requireConnection(answer)
  const groups = await client.send('GET', '/Groups?count=100&startIndex=1')
  readList(judge, groups, { case: 'O-02', type: 'Group' })
  return answer
}

/** A search in capitals (O-07), and an id that never was (O-10). */
async function probe(job: OktaJob, company: Company): Promise<void> {
  const person = company.people.find(({ objectId }) => job.people.has(objectId))
  if (person) {
    const capitals = person.userPrincipalName.toUpperCase()
    const hit = await searchPerson(job, person, capitals)
    if (hit === 'nobody')
      job.judge.find('O-07', { request: `GET /Users (userName ${capitals})` }, 'a hit', 'none')
  }
  const answer = await job.client.send('GET', '/Users/00919288221112222')
  readError(job.judge, answer, { case: 'O-10', status: 404 })
}
