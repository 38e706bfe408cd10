/** Microsoft Entra's provisioning service: its cycles, and what it asks and writes in them. */
import type { Company } from './company.ts'
import { inDirectoryOrder } from './company.ts'
import { deleteGroup, matchGroup, updateGroup } from './entra-groups.ts'
import type { EntraJob } from './entra-job.ts'
import { entraFilter, search } from './entra-job.ts'
import { entraAttributes } from './entra-mapping.ts'
import type { EntraDialect } from './entra-patch.ts'
import { deletePerson, matchPerson, updatePerson } from './entra-people.ts'
import { passReferences } from './entra-references.ts'
import { isSameFlat } from './flat.ts'
import type { Answer } from './http.ts'
import { readError, readList } from './judge.ts'
import type { Pair } from './pair.ts'
import { pair } from './pair.ts'
import type { Person } from './person.ts'
import { isInScope } from './person.ts'
import type { Play, Player } from './play.ts'
import { playEach, requireConnection } from './play.ts'
import { createRandom } from './random.ts'

/**
 * Starts a provisioning job. In its first cycle everybody is searched for by userName; who is
 * missing is created, who differs is patched; managers and memberships follow when all exist.
 * People whose accounts are disabled are never created. Later cycles read and patch by id.
 */
export function createEntra(play: Play, dialect: EntraDialect): Player {
  const job: EntraJob = { ...play, dialect, managers: new Map(), members: new Map() }
  return {
    testConnection: (company) => testConnection(job, company),

    async initialCycle(company) {
      const { people, groups } = company
      await playEach(job, 'People', inDirectoryOrder(people), (person) => matchPerson(job, person))
      await playEach(job, 'Groups', inDirectoryOrder(groups), (group) => matchGroup(job, group))
      await passReferences(job, company)
    },

    async incrementalCycle(before, after) {
      const pairs = pair(before.people, after.people).filter((people) => isDue(job, people))
      await playEach(job, 'People', pairs, async ({ was, is }) => {
        if (is) await updatePerson(job, is, was)
        else if (was) await deletePerson(job, was)
      })
      const renamed = pair(before.groups, after.groups).filter(
        ({ was, is }) =>
          was?.displayName !== is?.displayName || (is && !job.groups.has(is.objectId)),
      )
      await playEach(job, 'Groups', renamed, async ({ was, is }) => {
        if (is) await updateGroup(job, is)
        else if (was) await deleteGroup(job, was)
      })
      await passReferences(job, after)
    },

    probe: (company) => probe(job, company),

    wanted: (person) => ({ attributes: entraAttributes(person), manager: 'reference' }),
  }
}

/** E-01: a search for a random name. */
async function testConnection({ client, judge }: EntraJob, company: Company): Promise<Answer> {
  const name = createRandom(company.seed, 'test connection').guid()
  const answer = await client.send('GET', `/Users?filter=${entraFilter(['userName', name])}`)
  const list = readList(judge, answer, { case: 'E-01', type: 'User' })
  if (list && list.totalResults !== 0)
    judge.find('E-01', answer, 'totalResults 0', String(list.totalResults))
  requireConnection(answer)
  return answer
}

/** A search in capitals (E-08), and ids that no longer or never were (E-17, E-18). */
async function probe(job: EntraJob, company: Company): Promise<void> {
  const person = company.people.find(({ objectId }) => job.people.has(objectId))
  if (person) {
    const found = await search(job, 'User', person.userPrincipalName.toUpperCase())
    if (found && !found.hit)
      job.judge.find('E-08', found.answer, 'the person, letter case aside', `${found.count} hits`)
  }
  const vanished = createRandom(company.seed, 'vanished').guid()
  for (const id of [vanished, '010101001010101011001010101011', 'abc']) {
    const answer = await job.client.send('GET', `/Users/${id}`)
    readError(job.judge, answer, { case: id === vanished ? 'E-17' : 'E-18', status: 404 })
  }
}

/** Whether the person changed, or could not be created so far. */
function isDue(job: EntraJob, { was, is }: Pair<Person>): boolean {
  if (!is || !was) return true
  if (!isSameFlat(entraAttributes(was), entraAttributes(is))) return true
  return isInScope(is) && !job.people.has(is.objectId)
}
