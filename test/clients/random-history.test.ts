/** Any history of writes ends in the state that a short model foresees, each write logged once. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readLog } from '../support/directory.ts'
import { onEachDatabase } from '../support/each-database.ts'
import { core, group, json, type Connection, type Json } from '../support/scim.ts'
import { stateOf } from '../support/state.ts'

/** A write about the person or the group of that number; its members are numbers of people. */
interface Write {
  readonly kind: (typeof kinds)[number]
  readonly number: number
  readonly title: string
  readonly active: boolean
  readonly name: string
  readonly members: readonly number[]
}

const kinds = [
  ...(['postPerson', 'putPerson', 'patchPerson', 'deletePerson'] as const),
  ...(['postGroup', 'putGroup', 'renameGroup', 'deleteGroup'] as const),
  ...(['addMembers', 'removeMembers', 'setMembers'] as const),
]
const number = fc.nat(3)
const history = fc.array(
  fc
    .record({
      kind: fc.constantFrom(...kinds),
      number,
      title: fc.constantFrom('', 'Dr', 'Prof'),
      active: fc.boolean(),
      name: fc.constantFrom('Class', 'CLASS'),
      members: fc.uniqueArray(number),
    })
    .map((write): Write => ({ ...write, name: `${write.name} ${write.number}` })),
  { minLength: 15, maxLength: 30 },
)

/** What there is by number, and how a write changes it. */
class Model {
  readonly people = new Map<number, { title: string; active: boolean }>()
  readonly groups = new Map<number, { name: string; members: readonly number[] }>()

  /** Returns the status of the answer. */
  write({ kind, number: one, title, active, name, members }: Write): number {
    const { people, groups } = this
    const isNew = kind.startsWith('post')
    if ((kind.endsWith('Person') ? people : groups).has(one) === isNew) return isNew ? 409 : 404
    const there = members.filter((each) => people.has(each))
    const old = groups.get(one) ?? { name, members: [] }
    const others = old.members.filter((each) => !members.includes(each))
    if (kind === 'postPerson') people.set(one, { title, active })
    if (kind === 'putPerson') people.set(one, { title, active: people.get(one)!.active })
    if (kind === 'patchPerson') people.set(one, { title: people.get(one)!.title, active })
    if (kind === 'deletePerson') people.delete(one)
    if (kind === 'postGroup' || kind === 'putGroup') groups.set(one, { name, members: there })
    if (kind === 'renameGroup') groups.set(one, { ...old, name })
    if (kind === 'addMembers') groups.set(one, { ...old, members: [...others, ...there] })
    if (kind === 'removeMembers') groups.set(one, { ...old, members: others })
    if (kind === 'setMembers') groups.set(one, { ...old, members: there })
    if (kind === 'deleteGroup') groups.delete(one)
    for (const each of groups.values())
      each.members = each.members.filter((member) => people.has(member)).toSorted()
    return isNew ? 201 : kind.startsWith('delete') || kind.endsWith('Members') ? 204 : 200
  }
}

const nobody = '01980000-0000-7000-8000-000000000000'

/** Sends the writes of a history, and remembers under which ids things are. */
class Client {
  readonly #scim: Connection
  readonly #people = new Map<number, string>()
  readonly #groups = new Map<number, string>()

  constructor(scim: Connection) {
    this.#scim = scim
  }

  async write({ kind, number: one, title, active, name, members }: Write): Promise<number> {
    const person = `/Users/${this.#people.get(one) ?? nobody}`
    const group_ = `/Groups/${this.#groups.get(one) ?? nobody}`
    const user = { schemas: [core], userName: `u${one}@school.example`, title }
    const value = members.map((each) => ({ value: this.#people.get(each) ?? nobody }))
    const whole = { schemas: [group], displayName: name, members: value }
    const patch = (operation: object) => this.#scim.patch(group_, [operation])
    const send: Record<Write['kind'], () => Promise<Response>> = {
      postPerson: () => this.#scim.post('/Users', { ...user, active }),
      putPerson: () => this.#scim.put(person, user),
      patchPerson: () => this.#scim.patch(person, [{ op: 'replace', value: { active } }]),
      deletePerson: () => this.#scim.delete(person),
      postGroup: () => this.#scim.post('/Groups', whole),
      putGroup: () => this.#scim.put(group_, whole),
      renameGroup: () => patch({ op: 'replace', path: 'displayName', value: name }),
      deleteGroup: () => this.#scim.delete(group_),
      addMembers: () => patch({ op: 'add', path: 'members', value }),
      removeMembers: () => patch({ op: 'remove', path: 'members', value }),
      setMembers: () => patch({ op: 'replace', path: 'members', value }),
    }
    const response = await send[kind]()
    if (response.status === 201)
      (kind === 'postPerson' ? this.#people : this.#groups).set(one, (await json(response)).id)
    return response.status
  }

  /** What there is, in the form of the model; seen from either side, listed and one by one. */
  async read(): Promise<Model> {
    const model = new Model()
    const numberOf = (id: string) => [...this.#people].find(([, each]) => each === id)?.[0] ?? -1
    const people = (await json(this.#scim.get('/Users'))).Resources
    const groups = (await json(this.#scim.get('/Groups'))).Resources
    for (const { id } of groups) {
      const { displayName, members } = await stateOf(this.#scim, `/Groups/${id}`)
      const numbers = members.map(({ value }) => numberOf(value)).toSorted()
      model.groups.set(Number(displayName.slice(-1)), { name: displayName, members: numbers })
    }
    for (const { id } of people) {
      const { title, active, groups: within } = await stateOf(this.#scim, `/Users/${id}`)
      model.people.set(numberOf(id), { title: title ?? '', active })
      const having = groups.filter(({ members }) => members.some(({ value }) => value === id))
      expect((within ?? []).map(({ value }: Json) => value)).toEqual(
        having.map((each) => each.id).toSorted(),
      )
    }
    return model
  }
}

onEachDatabase('Histories at random', ({ connect, database }) => {
  test('end in the state the model foresees, and each write is in the log once', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (writes) => {
        const scim = await connect({ uniqueGroupNames: true })
        const [model, client] = [new Model(), new Client(scim)]
        for (const write of writes) {
          const foreseen = model.write(write)
          expect({ ...write, status: await client.write(write) }).toEqual({
            ...write,
            status: foreseen,
          })
        }
        expect(await client.read()).toEqual(model)
        expect(await readLog(database(), scim.organization)).toHaveLength(writes.length)
      }),
      { numRuns: 8 },
    )
  }, 30_000)
})
