/** All resources of a type, page by page, as a client that imports reads them. */
import type { Identified } from './judge.ts'
import { readList } from './judge.ts'
import type { Play } from './play.ts'

/** Asked for on each page; a server may give fewer. */
const pageSize = 100

/**
 * Reads all pages (O-70) and judges that they neither repeat nor leave out anything (E-195).
 *
 * @returns the resources by id
 */
export async function readAll(
  { client, judge, onProgress, people, groups }: Play,
  type: 'User' | 'Group',
): Promise<Map<string, Identified>> {
  const byId = new Map<string, Identified>()
  const label = type === 'User' ? 'Reading people back' : 'Listing groups'
  const expected = Math.max(1, type === 'User' ? people.size : groups.size)
  onProgress?.({ label, done: 0, total: expected })
  const without = type === 'Group' ? { without: 'members' as const } : {}
  for (let startIndex = 1, total = 1; startIndex <= total;) {
    const query = `startIndex=${startIndex}&count=${pageSize}`
    const path = type === 'User' ? `/Users?${query}` : `/Groups?excludedAttributes=members&${query}`
    const answer = await client.send('GET', path)
    const list = readList(judge, answer, { case: 'O-70', type, ...without })
    if (!list) return byId
    total = list.totalResults
    const repeated = list.resources.find(({ id }) => byId.has(id))
    if (repeated) {
      judge.find('E-195', answer, 'resources not seen on an earlier page', `${repeated.id} again`)
      return byId
    }
    for (const resource of list.resources) byId.set(resource.id, resource)
    if (list.resources.length > pageSize)
      judge.find('O-70', answer, `${pageSize} resources at most`, `${list.resources.length}`)
    if (list.resources.length === 0) {
      if (startIndex <= total)
        judge.find('E-195', answer, `resources up to ${total}`, `nothing from ${startIndex} on`)
      break
    }
    startIndex += list.resources.length
    onProgress?.({ label, done: Math.min(startIndex - 1, total), total })
  }
  return byId
}
