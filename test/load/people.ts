/** Made-up people, from a seed alone: the same seed gives the same people, to the byte. */
import { core, enterprise } from '../support/scim.ts'

/** One person as the load knows them. */
export interface Person {
  readonly externalId: string
  /** `k0012.ada.lovelace.000301@…`: the class, the names, the number. */
  readonly userName: string
  readonly displayName: string
  readonly givenName: string
  readonly familyName: string
  readonly active: boolean
  readonly title: string
  readonly department: string
  readonly costCenter: string
  readonly employeeNumber: string
  readonly phone: string
  readonly mobile: string
  readonly street: string
  readonly place: Place
  /** The id of the manager. */
  readonly manager?: string
}

type Place = readonly [locality: string, region: string, postalCode: string, country: string]

/** People in a class: so many have user names that begin alike, whatever the number of people. */
export const classSize = 25

const givenNames = words(`Ada Alan Annie Barbara Claude Donald Edsger Frances Grace Hedy Ivan John
  Katherine Linus Margaret Niklaus Ole Peter Radia Sophie Tim Ursula Vint Wietse Björn Søren Łucja
  Zoë`)
const familyNames = words(`Lovelace Turing Easley Liskov Shannon Knuth Dijkstra Allen Hopper Lamarr
  Sutherland Backus Johnson Torvalds Hamilton Wirth Dahl Naur Perlman Wilson Lee Franklin Cerf
  Venema Nowak Müller`)
const titles = words('Teacher Pupil Principal Librarian Janitor Nurse Cook Tutor')
const departments = words('Mathematics Languages Science Arts Sports Library Office Kitchen')
const places: readonly Place[] = [
  ['Bergen', 'Vestland', '5003', 'NO'],
  ['Redmond', 'WA', '98052', 'US'],
  ['Lyon', 'ARA', '69001', 'FR'],
  ['Osaka', 'Osaka', '530-0001', 'JP'],
]

/** The person of this number, counted from 0. */
export function personOf(seed: number, index: number): Person {
  const random = createRandom(seed * 7919 + index * 104_729 + 13)
  const pick = <Value>(list: readonly Value[]) => list[Math.floor(random() * list.length)]!
  const digits = (length: number) => padded(Math.floor(random() * 10 ** length), length)
  const givenName = pick(givenNames)
  const familyName = pick(familyNames)
  const name = `${inAscii(givenName)}.${inAscii(familyName)}.${padded(index, 6)}`
  return {
    externalId: guid(random),
    userName: `${classOf(index)}${name}@school.example`,
    displayName: `${givenName} ${familyName}`,
    givenName,
    familyName,
    active: true,
    title: pick(titles),
    department: pick(departments),
    costCenter: digits(4),
    employeeNumber: padded(100_000 + index, 7),
    phone: `+1 555 ${digits(4)}`,
    mobile: `+47 9${digits(7)}`,
    street: `${1 + Math.floor(random() * 200)} Analytical Way`,
    place: pick(places),
  }
}

/** How the user names of the class of this person begin. */
export function classOf(index: number): string {
  return `k${padded(Math.floor(index / classSize), 4)}.`
}

/** What is in the user names of the ten people around this one, and of few others. */
export function tenOf(index: number): string {
  return padded(index, 6).slice(0, 5)
}

/** The body that Entra sends to create or replace, with its usual attribute mapping. */
export function userBody(person: Person): object {
  const [locality, region, postalCode, country] = person.place
  return {
    schemas: [core, enterprise],
    externalId: person.externalId,
    userName: person.userName,
    active: person.active,
    displayName: person.displayName,
    title: person.title,
    preferredLanguage: 'en-US',
    name: {
      formatted: `${person.givenName} ${person.familyName}`,
      familyName: person.familyName,
      givenName: person.givenName,
    },
    emails: [{ primary: true, type: 'work', value: person.userName }],
    phoneNumbers: [
      { type: 'work', value: person.phone },
      { type: 'mobile', value: person.mobile },
    ],
    addresses: [
      {
        type: 'work',
        formatted: `${person.street}, ${locality}`,
        streetAddress: person.street,
        locality,
        region,
        postalCode,
        country,
      },
    ],
    [enterprise]: {
      employeeNumber: person.employeeNumber,
      department: person.department,
      costCenter: person.costCenter,
      organization: 'The School',
      division: 'Lower School',
      ...(person.manager !== undefined && { manager: { value: person.manager } }),
    },
  }
}

/** A sequence of numbers from 0 up to, but not including, 1: always the same for a seed. */
export function createRandom(seed: number): () => number {
  // Mulberry32: small, quick, and even enough to spread what is asked for.
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The same values in an order of their own. */
export function shuffled<Value>(values: readonly Value[], seed: number): Value[] {
  const random = createRandom(seed)
  const list = [...values]
  for (let last = list.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[list[last], list[other]] = [list[other]!, list[last]!]
  }
  return list
}

function guid(random: () => number): string {
  const four = () => padded(Math.floor(random() * 0x10000).toString(16), 4)
  return `${four()}${four()}-${four()}-4${four().slice(1)}-a${four().slice(1)}-${four()}${four()}${four()}`
}

function words(text: string): string[] {
  return text.split(/\s+/)
}

function padded(value: number | string, length: number): string {
  return String(value).padStart(length, '0')
}

function inAscii(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase()
}
