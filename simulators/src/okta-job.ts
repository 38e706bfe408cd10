/** An application in Okta: its kind, and what it remembers. */
import type { Person } from './person.ts'
import type { Play } from './play.ts'

/**
 * `aiw`: made with the integration wizard, everything by PUT. `oin`: from the catalogue, profiles
 * by PUT, status and groups by PATCH.
 */
export type OktaApp = 'aiw' | 'oin'

export interface OktaJob extends Play {
  readonly app: OktaApp
  readonly seed: string
  /** The members pushed or seen of each group, all by SCIM id. */
  readonly members: Map<string, Set<string>>
  /** The person's manager as Okta knows them on that day. */
  managerOf(person: Person): Person | undefined
}

/** `userName eq "…"` as Okta writes it into a URL, blanks as `%20`. */
export function oktaFilter(path: string, value: string): string {
  return encodeURIComponent(`${path} eq ${JSON.stringify(value)}`)
}
