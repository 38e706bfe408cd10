/**
 * A client that writes as fast as it is answered and keeps a ledger: what was acknowledged, under
 * which request, and the one write that nobody answered, if the server ended meanwhile.
 */
import type { Random } from '@rollbook/simulators'
import { type Connection, core, enterprise, type Json } from '../support/scim.ts'

/** Somebody whom this client has made, as the last acknowledged write left them. */
export interface Person {
  id: string
  readonly userName: string
  readonly externalId: string
  /** The externalId of who leads them, who may come only after them. */
  readonly manager: string | undefined
  title: string
  email: string
  isMember: boolean
  isDeleted: boolean
}

export type Write =
  | { readonly kind: 'create'; readonly person: Person }
  | {
      readonly kind: 'change'
      readonly person: Person
      readonly title: string
      readonly email: string
    }
  | { readonly kind: 'join'; readonly person: Person }
  | { readonly kind: 'leave'; readonly person: Person }
  | { readonly kind: 'delete'; readonly person: Person }

export interface Acknowledged {
  readonly kind: Write['kind']
  readonly requestId: string
  /** Of the person; of the group where members change. */
  readonly objectId: string
  /** Of the object, as the answer has it; none after a deletion. */
  readonly version: number | undefined
}

const statuses = { create: 201, change: 200, join: 204, leave: 204, delete: 204 } as const

export class Writer {
  readonly people: Person[] = []
  readonly acknowledged: Acknowledged[] = []
  unanswered: Write | undefined
  readonly #name: string
  readonly #random: Random
  #changes = 0

  /** @param name appears in the names of the people it makes */
  constructor(name: string, random: Random) {
    this.#name = name
    this.#random = random
  }

  /**
   * Writes until no answer comes any more.
   *
   * @param onSend told of each write before it is sent
   * @throws {Error} when a write is refused: none of them may be
   */
  async work(scim: Connection, groupId: string, onSend: () => void): Promise<void> {
    for (;;) {
      const write = this.#choose()
      onSend()
      try {
        const response = await send(scim, groupId, write)
        this.#acknowledge(write, groupId, response, await response.text())
      } catch (error) {
        // What fetch throws when the connection is refused or cut.
        if (!(error instanceof TypeError)) throw error
        this.unanswered = write
        return
      }
    }
  }

  /** Takes it for done: it was acknowledged, or found done although nobody answered. */
  fold(write: Write): void {
    const { kind, person } = write
    if (kind === 'create') this.people.push(person)
    else if (kind === 'change') Object.assign(person, { title: write.title, email: write.email })
    else if (kind === 'delete') person.isDeleted = true
    else person.isMember = kind === 'join'
  }

  #acknowledge(write: Write, groupId: string, response: Response, body: string): void {
    const { kind, person } = write
    if (response.status !== statuses[kind])
      throw new Error(`${kind} of ${person.userName}: ${response.status} ${body}`)
    if (kind === 'create') person.id = (JSON.parse(body) as Json).id
    this.fold(write)
    const etag = response.headers.get('etag')
    this.acknowledged.push({
      kind,
      requestId: response.headers.get('x-request-id') ?? '',
      objectId: kind === 'join' || kind === 'leave' ? groupId : person.id,
      version: etag === null ? undefined : versionOf(etag),
    })
  }

  #choose(): Write {
    const random = this.#random
    const present = this.people.filter(({ isDeleted }) => !isDeleted)
    if (present.length < 3 || random.chance(0.35)) return { kind: 'create', person: this.#next() }
    const person = random.pick(present)
    const lot = random.next()
    if (lot < 0.15) return { kind: 'delete', person }
    if (lot < 0.6) return { kind: person.isMember ? 'leave' : 'join', person }
    const title = `title ${++this.#changes}`
    return { kind: 'change', person, title, email: `${this.#changes}.${person.userName}` }
  }

  /** The same again, as long as nobody says that they are there. */
  #next(): Person {
    const externalIdOf = (serial: number) => `${this.#name}-${serial}`
    const serial = this.people.length
    const userName = `${externalIdOf(serial)}@school.example`
    return {
      id: '',
      userName,
      externalId: externalIdOf(serial),
      manager: serial % 3 === 0 ? externalIdOf(serial + 1) : undefined,
      title: 'new',
      email: userName,
      isMember: false,
      isDeleted: false,
    }
  }
}

/** The number in an ETag of ours. */
export const versionOf = (etag: string) => Number(/^W\/"(\d+)"$/.exec(etag)?.[1])

function send(scim: Connection, groupId: string, write: Write): Promise<Response> {
  const { kind, person } = write
  const group = `/Groups/${groupId}`
  switch (kind) {
    case 'create':
      return scim.post('/Users', {
        schemas: [core, enterprise],
        userName: person.userName,
        externalId: person.externalId,
        title: person.title,
        emails: [{ value: person.email, type: 'work', primary: true }],
        ...(person.manager && { [enterprise]: { manager: { value: person.manager } } }),
      })
    case 'change':
      return scim.patch(`/Users/${person.id}`, [
        { op: 'replace', path: 'title', value: write.title },
        { op: 'replace', path: 'emails[type eq "work"].value', value: write.email },
      ])
    case 'delete':
      return scim.delete(`/Users/${person.id}`)
    case 'join':
      return scim.patch(group, [{ op: 'add', path: 'members', value: [{ value: person.id }] }])
    case 'leave':
      return scim.patch(group, [{ op: 'remove', path: `members[value eq "${person.id}"]` }])
  }
}
