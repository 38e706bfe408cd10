/** Taking turns: what is done under one key is done one after the other, in this process. */

/** Those who have their turn, or wait for it, by key. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Runs the work when all that was begun before under this key has ended, however it ended. */
  async take<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key)
    const own = before === undefined ? work() : before.then(work, work)
    this.#last.set(key, own)
    try {
      return await own
    } finally {
      if (this.#last.get(key) === own) this.#last.delete(key)
    }
  }
}
