/**
 * Bulk: many writes in one request. They are carried out in the order given, except that one that
 * refers to a resource a later one creates waits for it. Where such references go in a circle, a
 * resource is created without them first and gets them when the others are there.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.7 RFC 7644 §3.7}
 */
import type { BulkOperation } from './bulk-request.ts'
import { outlineOf, parseBulkOperation, parseBulkRequest } from './bulk-request.ts'
import type { LateAddition } from './bulk-references.ts'
import { referenceOf, referencesIn, resolveReferences, withoutPending } from './bulk-references.ts'
import { ScimError } from './error.ts'
import { entityTag, noPreconditions } from './etag.ts'
import type { Exchange } from './exchange.ts'
import { locate, startExchange } from './exchange.ts'
import { emptyQuery } from './query.ts'
import { quote } from './quote.ts'
import { unexpectedError } from './respond.ts'
import type { Written } from './write.ts'
import { write } from './write.ts'

const bulkResponse = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse'
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

/** What the answer says of one operation. */
interface Outcome {
  readonly method?: string
  readonly bulkId?: string
  readonly version?: string
  readonly location?: string
  readonly status: string
  readonly response?: ReturnType<ScimError['toJSON']>
}

/**
 * Carries out a bulk request. One that fails as a message changes nothing; an operation that fails
 * is told of in the answer, beside the others.
 *
 * @returns the JSON text of the BulkResponse
 * @throws ScimError 413 for too many operations, 400 for a message that cannot be understood
 */
export async function carryOutBulk<Context>(
  exchange: Exchange<Context>,
  body: unknown,
): Promise<string> {
  const { failOnErrors, operations } = parseBulkRequest(body, exchange.reading)
  const run = new BulkRun(exchange, operations, failOnErrors ?? Infinity)
  return JSON.stringify({ schemas: [bulkResponse], Operations: await run.finish() })
}

/** An operation in its place among the others. */
interface Step<Context> {
  readonly index: number
  /** Its own, so that it is logged as if it had come alone. */
  readonly exchange: Exchange<Context>
  readonly operation: BulkOperation
  /** The bulkIds it needs the ids of. */
  readonly references: ReadonlySet<string>
}

class BulkRun<Context> {
  readonly #exchange: Exchange<Context>
  readonly #operations: readonly unknown[]
  readonly #errorsMax: number
  readonly #outcomes: Outcome[] = []
  /** Where each bulkId stands first. */
  readonly #indexes = new Map<string, number>()
  readonly #ids = new Map<string, string>()
  readonly #failed = new Set<string>()
  readonly #waiting = new Set<Step<Context>>()
  readonly #late: { step: Step<Context>; id: string; additions: readonly LateAddition[] }[] = []
  #errors = 0

  constructor(exchange: Exchange<Context>, operations: readonly unknown[], errorsMax: number) {
    this.#exchange = exchange
    this.#operations = operations
    this.#errorsMax = errorsMax
    for (const [index, operation] of operations.entries()) {
      const { bulkId } = outlineOf(operation)
      if (bulkId !== undefined && !this.#indexes.has(bulkId)) this.#indexes.set(bulkId, index)
    }
  }

  /** Outcomes in the order of the operations; those left undone have none. */
  async finish(): Promise<readonly Outcome[]> {
    for (const index of this.#operations.keys()) {
      if (this.#isStopped()) break
      const step = this.#parse(index)
      if (step) await this.#take(step)
      else await this.#release(outlineOf(this.#operations[index]).bulkId)
    }
    for (let step = this.#firstInCircle(); step; step = this.#firstInCircle()) {
      this.#waiting.delete(step)
      await this.#carryOut(step)
      await this.#release(step.operation.bulkId)
    }
    for (const step of this.#isStopped() ? [] : this.#waiting)
      this.#fail(step.index, new ScimError(409, 'The path refers to itself by way of bulkIds.'))
    // Also after a stop: what was created is not left without what it was to refer to.
    for (const { step, id, additions } of this.#late) await this.#addLate(step, id, additions)
    return this.#outcomes.filter((outcome) => outcome !== undefined)
  }

  #isStopped(): boolean {
    return this.#errors >= this.#errorsMax
  }

  #parse(index: number): Step<Context> | undefined {
    const { setup } = this.#exchange
    const exchange = this.#startOne()
    try {
      const operation = parseBulkOperation(
        setup.typesByEndpoint,
        this.#operations[index],
        exchange.reading,
      )
      const { bulkId, method } = operation
      if (bulkId !== undefined && this.#indexes.get(bulkId) !== index)
        throw new ScimError(
          'invalidValue',
          `Another operation has the bulkId ${quote(bulkId)} too.`,
        )
      const references = referencesIn(operation.data)
      if (method !== 'POST') {
        const target = referenceOf(operation.id)
        if (target !== undefined) references.add(target)
        else if (bulkId !== undefined) this.#ids.set(bulkId, operation.id)
      }
      return { index, exchange, operation, references }
    } catch (error) {
      this.#fail(index, error)
      return undefined
    }
  }

  async #take(step: Step<Context>): Promise<void> {
    if (!this.#isReady(step)) {
      this.#waiting.add(step)
      return
    }
    await this.#carryOut(step)
    await this.#release(step.operation.bulkId)
  }

  /** Ready is also what can only fail. */
  #isReady({ references }: Step<Context>): boolean {
    return [...references].every(
      (id) => this.#ids.has(id) || this.#failed.has(id) || !this.#indexes.has(id),
    )
  }

  /** Carries out what waited for this bulkId, and what waited for that. */
  async #release(bulkId: string | undefined): Promise<void> {
    const settled = bulkId === undefined ? [] : [bulkId]
    for (let next = settled.pop(); next !== undefined; next = settled.pop())
      for (const step of this.#waiting) {
        if (this.#isStopped()) return
        if (!step.references.has(next) || !this.#isReady(step)) continue
        this.#waiting.delete(step)
        await this.#carryOut(step)
        if (step.operation.bulkId !== undefined) settled.push(step.operation.bulkId)
      }
  }

  /** Of what waits for ever, one that creates what others wait for. */
  #firstInCircle(): Step<Context> | undefined {
    if (this.#isStopped()) return undefined
    const awaited = new Set([...this.#waiting].flatMap(({ references }) => [...references]))
    return [...this.#waiting].find(
      ({ operation }) => operation.method === 'POST' && awaited.has(operation.bulkId ?? ''),
    )
  }

  async #carryOut(step: Step<Context>): Promise<void> {
    const { index, operation } = step
    try {
      this.#checkReferences(step)
      const isPending = (bulkId: string) => !this.#ids.has(bulkId)
      const { resource, additions } =
        operation.method === 'POST'
          ? withoutPending(operation.data, isPending)
          : { resource: operation.data, additions: [] }
      const written = await this.#write(step.exchange, operation, resource)
      if (operation.bulkId !== undefined) this.#ids.set(operation.bulkId, written.id)
      if (additions.length > 0) this.#late.push({ step, id: written.id, additions })
      this.#succeed(index, operation, written)
    } catch (error) {
      this.#fail(index, error)
    }
  }

  #checkReferences({ references }: Step<Context>): void {
    for (const bulkId of references) {
      if (!this.#indexes.has(bulkId))
        throw new ScimError('invalidValue', `No operation has the bulkId ${quote(bulkId)}.`)
      if (this.#failed.has(bulkId))
        throw new ScimError(409, `The operation with the bulkId ${quote(bulkId)} failed.`)
    }
  }

  async #addLate(
    step: Step<Context>,
    id: string,
    additions: readonly LateAddition[],
  ): Promise<void> {
    const { bulkId, type } = step.operation
    try {
      this.#checkReferences(step)
      const missing = [...step.references].find((reference) => !this.#ids.has(reference))
      if (missing !== undefined)
        throw new ScimError(409, `The operation with the bulkId ${quote(missing)} was not reached.`)
      const data = { schemas: [patchOp], Operations: additions }
      const operation: BulkOperation = {
        method: 'PATCH',
        type,
        id,
        data,
        preconditions: noPreconditions,
        ...(bulkId !== undefined && { bulkId }),
      }
      const written = await this.#write(this.#startOne(), operation, data)
      this.#succeed(step.index, step.operation, written)
    } catch (error) {
      this.#fail(step.index, error, locate(this.#exchange.root, type, id))
    }
  }

  /** An exchange that knows what was repaired of the message as a whole. */
  #startOne(): Exchange<Context> {
    const { setup, scim, report, call } = this.#exchange
    const exchange = startExchange(setup, scim, report)
    for (const habit of call.repairs) exchange.reading.repaired(habit)
    return exchange
  }

  #write(exchange: Exchange<Context>, operation: BulkOperation, data: unknown): Promise<Written> {
    const what = {
      type: operation.type,
      query: emptyQuery,
      preconditions: () => operation.preconditions,
      body: async () => resolveReferences(data, this.#ids),
    }
    if (operation.method === 'POST') return write(exchange, { ...what, method: 'POST' })
    const id = this.#ids.get(referenceOf(operation.id) ?? '') ?? operation.id
    return write(exchange, { ...what, method: operation.method, id })
  }

  #succeed(index: number, operation: BulkOperation, { id, stored }: Written): void {
    const { method, bulkId, type } = operation
    this.#outcomes[index] = {
      method,
      ...(bulkId !== undefined && { bulkId }),
      ...(stored && { version: entityTag(stored.version) }),
      location: locate(this.#exchange.root, type, id),
      status: method === 'POST' ? '201' : method === 'DELETE' ? '204' : '200',
    }
  }

  #fail(index: number, error: unknown, location?: string): void {
    if (!(error instanceof ScimError)) this.#exchange.report(error)
    const known = error instanceof ScimError ? error : unexpectedError()
    const { method, bulkId, path } = outlineOf(this.#operations[index])
    const isFirst = bulkId !== undefined && this.#indexes.get(bulkId) === index
    if (isFirst && !this.#ids.has(bulkId)) this.#failed.add(bulkId)
    this.#errors += 1
    this.#outcomes[index] = {
      ...(method !== undefined && { method }),
      ...(bulkId !== undefined && { bulkId }),
      ...(location !== undefined && { location }),
      ...(location === undefined &&
        method?.toUpperCase() !== 'POST' &&
        path?.startsWith('/') && { location: `${this.#exchange.root}${path}` }),
      status: String(known.status),
      response: known.toJSON(),
    }
  }
}
