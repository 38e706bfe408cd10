/**
 * Judges answers as the real clients would: what they could not read, or would read wrongly, is a
 * deviation. Every function says what it found and gives back what a client could still use.
 */
import type { Flat, JsonObject } from './flat.ts'
import { errorUrn, isObject, listUrn, ownValue, valueAt } from './flat.ts'
import type { Answer } from './http.ts'
import type { Sought } from './judge-form.ts'
import { judgeForm } from './judge-form.ts'
import { limits } from './limits.ts'
import { quote, show } from './quote.ts'

/** One thing a server did otherwise than a client needs it. */
export interface Deviation {
  /** Which documented behaviour of the client it breaks: `E-16`, `O-20`. */
  readonly case: string
  /** Method and path as sent. */
  readonly request: string
  readonly expected: string
  readonly got: string
}

export interface Judge {
  /** The first ones, in full. */
  readonly deviations: readonly Deviation[]
  /** How many there were in all. */
  readonly count: number
  /** Records a deviation. */
  find(caseId: string, answer: Pick<Answer, 'request'>, expected: string, got: string): void
}

/** A resource with the id that a client keeps. */
export type Identified = JsonObject & { readonly id: string }

export function createJudge(): Judge {
  const deviations: Deviation[] = []
  let count = 0
  return {
    deviations,
    get count() {
      return count
    },
    find(caseId, { request }, expected, got) {
      count++
      if (deviations.length < limits.findingsMax)
        deviations.push({ case: caseId, request, expected, got: quote(got) })
    },
  }
}

/**
 * Reads a list. Zero hits are a list too: 200, with `Resources`.
 *
 * @returns the hits that can be used, and the total; undefined when the answer is no list at all
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2 RFC 7644 §3.4.2}
 */
export function readList(
  judge: Judge,
  answer: Answer,
  sought: Sought,
): { readonly totalResults: number; readonly resources: readonly Identified[] } | undefined {
  const body = readBody(judge, answer, sought.case, [200])
  if (!body) return undefined
  const find = (expected: string, got: string): void =>
    judge.find(sought.case, answer, expected, got)
  if (!includes(ownValue(body, 'schemas'), listUrn))
    find(`schemas with "${listUrn}"`, show(ownValue(body, 'schemas')))
  const totalResults = ownValue(body, 'totalResults')
  if (!isCount(totalResults)) find('totalResults as a whole number', show(totalResults))
  for (const name of ['itemsPerPage', 'startIndex']) {
    const value = ownValue(body, name)
    if (value !== undefined && !isCount(value)) find(`${name} as a whole number`, show(value))
  }
  const resources = ownValue(body, 'Resources')
  if (!Array.isArray(resources)) {
    find('"Resources" as an array, also when nothing is found', show(resources))
    return { totalResults: isCount(totalResults) ? totalResults : 0, resources: [] }
  }
  const itemsPerPage = ownValue(body, 'itemsPerPage')
  if (isCount(itemsPerPage) && itemsPerPage !== resources.length)
    find(`itemsPerPage ${resources.length}, as many as came`, show(itemsPerPage))
  if (isCount(totalResults) && totalResults < resources.length)
    find(`totalResults of at least ${resources.length}`, show(totalResults))
  return {
    totalResults: isCount(totalResults) ? totalResults : resources.length,
    resources: resources.flatMap((resource) => identified(judge, answer, resource, sought) ?? []),
  }
}

/**
 * Reads one resource out of an answer with that status.
 *
 * @returns undefined when there is none with an id
 */
export function readResource(
  judge: Judge,
  answer: Answer,
  sought: Sought & { readonly status: 200 | 201 },
): Identified | undefined {
  const body = readBody(judge, answer, sought.case, [sought.status])
  if (!body) return undefined
  const resource = identified(judge, answer, body, sought)
  if (sought.status === 201) judgeLocation(judge, answer, body, sought.case)
  return resource
}

/**
 * Reads the answer to a change: 200 with the resource, or 204 with nothing. Both suit the clients.
 *
 * @returns the resource if it came, `'done'` for 204, undefined when the change was refused
 */
export function readChanged(
  judge: Judge,
  answer: Answer,
  sought: Sought,
): Identified | 'done' | undefined {
  if (answer.status === 204) {
    if (answer.text !== '') judge.find(sought.case, answer, '204 without a body', answer.text)
    return 'done'
  }
  const body = readBody(judge, answer, sought.case, [200, 204])
  return body && identified(judge, answer, body, sought)
}

/** Judges the answer to a DELETE: 204 with nothing. */
export function readDeleted(judge: Judge, answer: Answer, caseId: string): boolean {
  if (answer.status === 204 && answer.text === '') return true
  judge.find(caseId, answer, '204 without a body', outline(answer))
  return answer.status === 204
}

/**
 * Judges a refusal: status, SCIM body with the status as text, and a sentence for administrators.
 *
 * @returns the `detail`, empty when there is none
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.12 RFC 7644 §3.12}
 */
export function readError(
  judge: Judge,
  answer: Answer,
  { case: caseId, status, scimType }: { case: string; status: number; scimType?: string },
): string {
  const find = (expected: string, got: string): void => judge.find(caseId, answer, expected, got)
  if (answer.status !== status) {
    find(`${status}`, outline(answer))
    return detailOf(answer)
  }
  judgeContentType(judge, answer, caseId)
  if (!isObject(answer.json)) {
    find('a SCIM error as JSON', outline(answer))
    return ''
  }
  if (!includes(ownValue(answer.json, 'schemas'), errorUrn))
    find(`schemas with "${errorUrn}"`, show(ownValue(answer.json, 'schemas')))
  if (ownValue(answer.json, 'status') !== String(status))
    find(`status "${status}" as text`, show(ownValue(answer.json, 'status')))
  if (scimType !== undefined && ownValue(answer.json, 'scimType') !== scimType)
    find(`scimType "${scimType}"`, show(ownValue(answer.json, 'scimType')))
  const detail = detailOf(answer)
  if (detail === '') find('a detail that says what is wrong', outline(answer))
  return detail
}

/** Judges that what was sent stands there now, byte for byte. */
export function judgeEcho(
  judge: Judge,
  answer: Answer,
  resource: JsonObject,
  sent: Flat,
  caseId: string,
): void {
  for (const [path, value] of sent) {
    const there = valueAt(resource, path)
    if (there === value) continue
    // A server that reads "False" as true keeps leavers in; that has a case of its own.
    const id = path === 'active' ? 'E-52' : caseId
    judge.find(id, answer, `${path} ${show(value)}`, show(there))
  }
}

/** The `detail` of an error, however well or badly formed the rest is. */
export function detailOf(answer: Answer): string {
  const detail = ownValue(answer.json, 'detail')
  return typeof detail === 'string' ? quote(detail) : ''
}

/** Status and beginning of an answer, for findings. */
export function outline({ status, text }: Answer): string {
  return text === '' ? `${status} without a body` : `${status} ${quote(text)}`
}

function readBody(
  judge: Judge,
  answer: Answer,
  caseId: string,
  statuses: readonly number[],
): JsonObject | undefined {
  if (!statuses.includes(answer.status)) {
    judge.find(caseId, answer, statuses.join(' or '), outline(answer))
    return undefined
  }
  judgeContentType(judge, answer, caseId)
  if (isObject(answer.json)) return answer.json
  judge.find(caseId, answer, 'a JSON object', outline(answer))
  return undefined
}

function judgeContentType(judge: Judge, answer: Answer, caseId: string): void {
  const type = answer.headers.get('content-type')
  if (type?.split(';')[0]?.trim().toLowerCase() !== 'application/scim+json')
    judge.find(caseId, answer, 'Content-Type application/scim+json', show(type ?? undefined))
}

function judgeLocation(judge: Judge, answer: Answer, body: JsonObject, caseId: string): void {
  const location = answer.headers.get('location')
  const inBody = valueAt(body, 'meta.location')
  if (location === null) judge.find(caseId, answer, 'a Location header', 'none')
  else if (typeof inBody === 'string' && inBody !== location)
    judge.find(caseId, answer, `Location ${inBody}, as meta.location`, location)
}

function identified(
  judge: Judge,
  answer: Answer,
  resource: unknown,
  sought: Sought,
): Identified | undefined {
  if (!isObject(resource)) {
    judge.find(sought.case, answer, 'a resource as a JSON object', show(resource))
    return undefined
  }
  judgeForm(resource, sought, (caseId, expected, got) => judge.find(caseId, answer, expected, got))
  const id = ownValue(resource, 'id')
  if (typeof id !== 'string' || id === '') {
    judge.find(sought.case, answer, 'id as a text that is not empty', show(id))
    return undefined
  }
  return { ...resource, id }
}

function includes(list: unknown, wanted: string): boolean {
  return Array.isArray(list) && list.includes(wanted)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
