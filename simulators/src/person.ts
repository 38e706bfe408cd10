/** One made-up person, as a directory such as Entra or Okta knows them. */
import type { Name, Site } from './names.ts'
import { sites } from './names.ts'
import { createRandom } from './random.ts'

/** Of a person who has none of an optional attribute, the attribute is missing. */
export interface Person {
  /** From 0; never used again. Ada is 0, Grace is 1. */
  readonly serial: number
  /** The GUID Entra knows the person by. */
  readonly objectId: string
  /** The id Okta knows the person by. */
  readonly oktaId: string
  readonly userPrincipalName: string
  readonly mailNickname: string
  readonly mail?: string
  /** Digits with leading zeros. */
  readonly employeeId?: string
  readonly givenName: string
  readonly familyName: string
  readonly displayName: string
  readonly accountEnabled: boolean
  /** Whether the application is assigned to the person at the identity provider. */
  readonly assigned: boolean
  /** The day of the company on which the account went to the bin. */
  readonly deletedOn?: number
  readonly jobTitle?: string
  readonly department?: string
  readonly division?: string
  readonly costCenter?: string
  readonly companyName: string
  /** The objectId of the manager. */
  readonly managerId?: string
  readonly businessPhone?: string
  readonly mobilePhone?: string
  readonly faxNumber?: string
  readonly officeLocation?: string
  readonly streetAddress?: string
  readonly city?: string
  readonly state?: string
  readonly postalCode?: string
  readonly country?: string
  /** A language tag such as `en-GB`. */
  readonly preferredLanguage?: string
  /** An IANA zone. */
  readonly timezone: string
  /** Dates as `2019-03-31`. */
  readonly hiredOn: string
  readonly leftOn?: string
}

/** The company's name and the domain of its addresses. */
export const companyName = 'Analytical Engines'
export const domain = 'analytical-engines.example.com'

/** Whether an identity provider provisions the person: employed, assigned, and not in the bin. */
export function isInScope(person: Person): boolean {
  return person.accountEnabled && person.assigned && person.deletedOn === undefined
}

const founders: readonly { given: Name; family: Name; site: number }[] = [
  {
    given: { written: 'Ada', ascii: 'ada' },
    family: { written: 'Lovelace', ascii: 'lovelace' },
    site: 0,
  },
  {
    given: { written: 'Grace', ascii: 'grace' },
    family: { written: 'Hopper', ascii: 'hopper' },
    site: 6,
  },
]

const oktaAlphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The parts before the @ that are in use, each with the last number that was put behind it. */
export type TakenNames = Map<string, number>

/**
 * Makes the person of that serial number: the same one whenever seed and number are the same, but
 * for the digit that keeps addresses apart. Department, title and manager are given by the company.
 *
 * @param taken addresses that are in use; the new one is added
 */
export function makePerson(seed: string, serial: number, taken: TakenNames): Person {
  const random = createRandom(seed, 'person', serial)
  const founder = founders[serial]
  const site = founder ? siteAt(founder.site) : random.pick(sites)
  // People move: one in five has a name from elsewhere.
  const origin = random.chance(0.2) ? random.pick(sites) : site
  const given = founder?.given ?? random.pick(origin.givenNames)
  const family = founder?.family ?? random.pick(origin.familyNames)
  const mailNickname = freeName(`${given.ascii}.${family.ascii}`, taken)
  const isPlain = founder !== undefined
  const has = (probability: number): boolean => random.chance(probability) || isPlain
  const address = has(0.9)
  return {
    serial,
    objectId: random.guid(),
    oktaId: `00u${random.text(oktaAlphabet, 17)}`,
    userPrincipalName: `${random.chance(0.1) ? capitalised(mailNickname) : mailNickname}@${domain}`,
    mailNickname,
    ...(has(0.95) && { mail: `${mailNickname}@${domain}` }),
    ...(has(0.97) && { employeeId: String(serial + 1).padStart(7, '0') }),
    givenName: given.written,
    familyName: family.written,
    displayName: displayName(given.written, family.written, !isPlain && origin.familyNameFirst),
    accountEnabled: true,
    assigned: true,
    companyName,
    ...(has(0.8) && { businessPhone: dialled(site.phone, random.below) }),
    ...(random.chance(0.5) && { mobilePhone: dialled(site.phone, random.below) }),
    ...(random.chance(0.1) && { faxNumber: dialled(site.phone, random.below) }),
    ...(has(0.9) && { officeLocation: site.office }),
    ...(address && {
      streetAddress: site.streetAddress,
      city: site.city,
      ...(site.state && { state: site.state }),
      postalCode: site.postalCode,
      country: site.country,
    }),
    ...(has(0.85) && { preferredLanguage: site.locale }),
    timezone: site.timezone,
    hiredOn: date(2009 + random.below(16), 1 + random.below(12), 1 + random.below(28)),
  }
}

/** The name as its bearer's directory shows it. */
export function displayName(given: string, family: string, familyNameFirst: boolean): string {
  return familyNameFirst ? `${family} ${given}` : `${given} ${family}`
}

/** The name, or with the first number that makes it free; it is taken from now on. */
export function freeName(name: string, taken: TakenNames): string {
  let free = name
  while (taken.has(free)) {
    const number = (taken.get(name) ?? 1) + 1
    taken.set(name, number)
    free = `${name}${number}`
  }
  taken.set(free, 1)
  return free
}

/** `2026-01-05` */
export function date(year: number, month: number, day: number): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

function siteAt(index: number): Site {
  const site = sites[index]
  if (!site) throw new RangeError(`There is no office ${index}.`)
  return site
}

function dialled(pattern: string, below: (limit: number) => number): string {
  return pattern.replaceAll('#', () => String(below(10)))
}

function capitalised(name: string): string {
  return name.replace(/(^|\.)[a-z]/g, (start) => start.toUpperCase())
}
