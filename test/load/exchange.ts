/** One request and its answer, timed and checked: only a right answer counts. */
import type { Json } from '../support/scim.ts'
import type { Client } from './client.ts'

/** What came of the operations of a phase. */
export class Tally {
  /** Of right answers, in the order in which they came. */
  readonly latenciesMs: number[] = []
  /** Good status, wrong content. */
  wrong = 0
  /** Another status than expected, or no answer at all: how often which. */
  readonly failed = new Map<string, number>()
  /** What was wrong first, to be told. */
  fault: string | undefined
  bytes = 0

  get correct(): number {
    return this.latenciesMs.length
  }

  /** Operations that did not do what they should. */
  get faults(): number {
    return this.wrong + [...this.failed.values()].reduce((sum, count) => sum + count, 0)
  }

  succeed(latencyMs: number, bytes = 0): void {
    this.latenciesMs.push(latencyMs)
    this.bytes += bytes
  }

  fail(kind: string, fault: string): void {
    this.failed.set(kind, (this.failed.get(kind) ?? 0) + 1)
    this.fault ??= fault
  }

  mistake(fault: string): void {
    this.wrong++
    this.fault ??= fault
  }
}

/** What is not as it should be in an answer with a good status. */
export class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer'
}

/** @throws {WrongAnswer} unless the condition holds */
export function need(condition: boolean, otherwise: string): void {
  if (!condition) throw new WrongAnswer(otherwise)
}

export interface Exchange<Value> {
  readonly method: string
  readonly path: string
  readonly body?: object
  /** The statuses of a good answer. */
  readonly statuses: readonly number[]
  /** Checks the answer and takes from it what is needed; an answer may have no body. */
  readonly check: (answer: Json | undefined) => Value
}

/**
 * Sends a request. The time runs from before the first byte is written until the last is read;
 * the check comes after it.
 *
 * @returns what `check` took from it; undefined when the answer was not right
 */
export async function exchange<Value>(
  client: Client,
  tally: Tally,
  { method, path, body, statuses, check }: Exchange<Value>,
): Promise<{ readonly value: Value } | undefined> {
  const what = `${method} ${path}`
  const begun = performance.now()
  try {
    const answer = await client.request(method, path, body)
    const latencyMs = performance.now() - begun
    if (!statuses.includes(answer.status)) {
      tally.fail(String(answer.status), `${what}: ${answer.status} ${excerpt(answer.body)}`)
      return undefined
    }
    const value = check(parse(answer.body))
    tally.succeed(latencyMs, answer.body.length)
    return { value }
  } catch (error) {
    if (error instanceof WrongAnswer) tally.mistake(`${what}: ${error.message}`)
    else tally.fail('no answer', `${what}: ${String(error)}`)
    return undefined
  }
}

function parse(body: Buffer): Json | undefined {
  if (body.length === 0) return undefined
  try {
    return JSON.parse(body.toString('utf8')) as Json
  } catch (error) {
    throw new WrongAnswer(`the answer is no JSON: ${excerpt(body)}`, { cause: error })
  }
}

const excerpt = (body: Buffer) => body.toString('utf8', 0, 300)
