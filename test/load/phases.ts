/** The phases of a run, in their order. */
import { initial, morePeople } from './first-cycle.ts'
import { deleteMember, groupPhaseNames, peopleFor, runGroup } from './group-phases.ts'
import {
  filterAnd,
  filterContains,
  filterStartsWith,
  list,
  pageDeep,
  pageFirst,
} from './list-phases.ts'
import {
  deletePeople,
  filterExternalId,
  filterUserName,
  get,
  mixed,
  patchManager,
  patchTwo,
  put,
} from './people-phases.ts'
import type { Bench } from './phase.ts'

/** On as many people as were asked for. */
const peoplePhases = new Map([
  ['get', get],
  ['filter-username', filterUserName],
  ['filter-externalid', filterExternalId],
  ['patch', patchTwo],
  ['patch-manager', patchManager],
  ['put', put],
  ['list', list],
  ['page-first', pageFirst],
  ['page-deep', pageDeep],
  ['filter-sw', filterStartsWith],
  ['filter-co', filterContains],
  ['filter-and', filterAnd],
  ['mixed', mixed],
])

/** All there are. */
export const phaseNames: readonly string[] = [
  'initial',
  ...peoplePhases.keys(),
  ...groupPhaseNames,
  'delete',
]

/** Runs the phases that are wanted and what they need: always people, and members for groups. */
export async function runPhases(
  bench: Bench,
  groups: readonly number[],
  wanted: ReadonlySet<string>,
): Promise<void> {
  await initial(bench)
  for (const [name, run] of peoplePhases) if (wanted.has(name)) await run(bench)
  const withGroups = groupPhaseNames.some((name) => wanted.has(name)) ? groups : []
  for (const size of withGroups) {
    if (bench.roster.size < peopleFor(size)) await morePeople(bench, peopleFor(size))
    if (bench.roster.size >= peopleFor(size)) await runGroup(bench, size, wanted)
  }
  if (!wanted.has('delete')) return
  await deletePeople(bench)
  for (const size of withGroups) await deleteMember(bench, size)
}
