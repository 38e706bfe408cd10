/** What must be on the server if it did all it said: the model that answers are checked against. */
import { type Person, personOf } from './people.ts'

/** The people that were created, by number. */
export class Roster {
  readonly #seed: number
  readonly #ids: (string | undefined)[] = []
  readonly #changes = new Map<number, Partial<Person>>()
  #size = 0

  constructor(seed: number) {
    this.#seed = seed
  }

  /** People that are there. */
  get size(): number {
    return this.#size
  }

  /** Somebody was created, under this id. */
  add(index: number, id: string): void {
    this.#ids[index] = id
    this.#size++
  }

  /** Attributes of somebody have other values now. */
  change(index: number, values: Partial<Person>): void {
    this.#changes.set(index, { ...this.#changes.get(index), ...values })
  }

  /** Somebody was deleted. */
  remove(index: number): void {
    this.#ids[index] = undefined
    this.#size--
  }

  /** The person as they are now, or are to be created. */
  person(index: number): Person {
    return { ...personOf(this.#seed, index), ...this.#changes.get(index) }
  }

  /** @throws {Error} when the person is not there: a mistake of a phase */
  id(index: number): string {
    const id = this.#ids[index]
    if (id === undefined) throw new Error(`Person ${index} is not there.`)
    return id
  }

  /** The numbers of those who are there. */
  living(): number[] {
    return [...this.#ids.keys()].filter((index) => this.#ids[index] !== undefined)
  }
}
