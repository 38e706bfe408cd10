/** Lets a few through at a time, in the order of their coming. */
export class Turnstile {
  readonly #max: number
  readonly #waiting: (() => void)[] = []
  #inside = 0

  constructor(max: number) {
    this.#max = max
  }

  /** Runs the work when it is its turn; what it throws is thrown on. */
  async pass<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#inside >= this.#max)
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
      })
    else this.#inside++
    try {
      return await work()
    } finally {
      // Whoever is next takes the place over.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#inside--
    }
  }
}
