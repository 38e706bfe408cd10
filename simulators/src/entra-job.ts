/** A provisioning job of Entra: what it remembers, and how it looks for what is there. */
import type { EntraDialect } from './entra-patch.ts'
import { ownValue } from './flat.ts'
import type { Answer } from './http.ts'
import type { Identified } from './judge.ts'
import { readList } from './judge.ts'
import type { Play } from './play.ts'
import { show } from './quote.ts'

export interface EntraJob extends Play {
  readonly dialect: EntraDialect
  /** The manager written or seen, both by SCIM id. */
  readonly managers: Map<string, string>
  /** The members written or seen of each group, all by SCIM id. */
  readonly members: Map<string, Set<string>>
}

/** `userName eq "…"` as Entra writes it into a URL, blanks as `+`; several terms joined by `and`. */
export function entraFilter(...terms: readonly (readonly [path: string, value: string])[]): string {
  const filter = terms.map(([path, value]) => `${path} eq ${JSON.stringify(value)}`).join(' and ')
  return encodeURIComponent(filter).replaceAll('%20', '+')
}

/** What a search found; `hit` when it is exactly one. */
export interface Found {
  readonly answer: Answer
  readonly count: number
  readonly hit?: Identified
}

/**
 * Looks for the person or group whose attribute has that value.
 *
 * @returns undefined when the answer is of no use, which the judge was told then
 */
export async function search(
  { client, judge }: EntraJob,
  type: 'User' | 'Group',
  value: string,
): Promise<Found | undefined> {
  const attribute = type === 'User' ? 'userName' : 'displayName'
  const caseId = type === 'User' ? 'E-08' : 'E-22'
  const query = `filter=${entraFilter([attribute, value])}`
  const path = type === 'User' ? `/Users?${query}` : `/Groups?excludedAttributes=members&${query}`
  const answer = await client.send('GET', path)
  const sought = { case: caseId, type, ...(type === 'Group' && { without: 'members' as const }) }
  const list = readList(judge, answer, sought)
  if (!list) return undefined
  const { resources } = list
  const stranger = resources.find(
    (resource) => String(ownValue(resource, attribute)).toLowerCase() !== value.toLowerCase(),
  )
  if (stranger) {
    const expected = `only hits with ${attribute} ${show(value)}`
    judge.find(caseId, answer, expected, show(ownValue(stranger, attribute)))
    return undefined
  }
  const [hit] = resources
  return { answer, count: resources.length, ...(hit && resources.length === 1 && { hit }) }
}

/** Several hits are nobody's: Entra reports them and leaves the object alone. */
export function refuseDuplicates(
  { refused }: EntraJob,
  who: string,
  { answer, count }: Found,
): void {
  const detail = `DuplicateTargetEntries: ${count} resources match.`
  refused.set(who, { who, status: answer.status, detail })
}
