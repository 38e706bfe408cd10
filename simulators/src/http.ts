/** How a simulated client speaks to a SCIM server: one base URL, one token, every exchange timed. */
import { ownValue } from './flat.ts'
import { limits } from './limits.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What was asked and answered; neither holds the token. */
export interface Answer {
  /** `GET /Users?filter=…`, below the base URL, as it was sent. */
  readonly request: string
  readonly method: Method
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; undefined when it is empty or none. */
  readonly json: unknown
}

/** One line of the record of a run: a try of a request. */
export interface Exchange {
  readonly method: Method
  /** Below the base URL, with the query. */
  readonly path: string
  readonly status: number
  readonly ms: number
}

export interface ClientOptions {
  /** The base URL, such as `https://host/scim/v2/abc`; a query of it goes along on every request. */
  readonly url: string
  readonly token: string
  /** Query parameters put first on every request, as text: `aadOptscim062020`. */
  readonly query?: string
  /** Header fields this kind of client sends. */
  readonly headers?: Readonly<Record<string, string>>
  /** Content-Type of bodies. */
  readonly contentType?: string
  /** Answers requests; the global `fetch` when left out. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
  /** Lets that many milliseconds pass. */
  readonly wait?: ((ms: number) => Promise<void>) | undefined
  /** A clock in milliseconds. */
  readonly now?: (() => number) | undefined
  readonly signal?: AbortSignal | undefined
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
  /** Told of every 429, waited for and repeated. */
  readonly onThrottled?: ((answer: Answer) => void) | undefined
}

export interface Client {
  /** @param path below the base URL: `/Users?filter=…` */
  send(method: Method, path: string, body?: unknown): Promise<Answer>
}

/** No answer can be had from the server, or none that lets a client go on. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/**
 * Makes a client. A 429 is waited for as `Retry-After` asks and repeated, and so is a 503 that asks
 * for a few seconds; redirects are answers like any other, for no identity provider follows them.
 *
 * @throws TypeError when the URL is none
 */
export function createClient(options: ClientOptions): Client {
  const base = new URL(options.url)
  const prefix = base.origin + base.pathname.replace(/\/+$/, '')
  const query = [base.search.slice(1), options.query].filter(Boolean).join('&')
  const answerTo = options.fetch ?? ((request) => fetch(request))
  const wait = options.wait ?? ((ms) => new Promise<void>((done) => setTimeout(done, ms)))
  const now = options.now ?? (() => performance.now())
  const redact = (text: string): string =>
    options.token === '' ? text : text.replaceAll(options.token, '[token]')

  return {
    async send(method, path, body) {
      const target = query === '' ? path : path.replace(/\?|$/, (mark) => `?${query}${mark && '&'}`)
      for (let attempt = 1; ; attempt++) {
        options.signal?.throwIfAborted()
        const answer = await exchange(method, target, body)
        const pause = pauseBeforeRetry(answer, attempt)
        if (pause === undefined) return answer
        if (answer.status === 429) options.onThrottled?.(answer)
        await wait(pause)
      }
    },
  }

  async function exchange(method: Method, path: string, body: unknown): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const started = now()
      try {
        const response = await answerTo(request(method, path, body))
        const text = redact(await response.text())
        const { status, headers } = response
        options.onExchange?.({ method, path: redact(path), status, ms: now() - started })
        return {
          request: redact(`${method} ${path}`),
          method,
          status,
          headers,
          text,
          json: parse(text),
        }
      } catch (cause) {
        options.signal?.throwIfAborted()
        options.onExchange?.({ method, path: redact(path), status: 0, ms: now() - started })
        if (attempt >= limits.connectTriesMax)
          throw unreachable(redact(`${method} ${prefix}${path}`), cause)
        await wait(1000 * 2 ** (attempt - 1))
      }
    }
  }

  function request(method: Method, path: string, body: unknown): Request {
    const headers = new Headers({ accept: 'application/scim+json', ...options.headers })
    headers.set('authorization', `Bearer ${options.token}`)
    if (body !== undefined)
      headers.set('content-type', options.contentType ?? 'application/scim+json; charset=utf-8')
    const timeout = AbortSignal.timeout(limits.timeoutMs)
    return new Request(prefix + path, {
      method,
      headers,
      redirect: 'manual',
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  }
}

/** Says what the network said; fetch hides that one level down. */
function unreachable(request: string, cause: unknown): Unreachable {
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  const code = ownValue(reason, 'code') ?? (reason instanceof Error ? reason.message : '')
  return new Unreachable(
    `No answer to ${request}: ${typeof code === 'string' ? code : 'unknown reason'}`,
    { cause },
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON is an answer too; the judge sees it in the text.
    return undefined
  }
}

/** Milliseconds until the request is repeated; undefined when the answer stands. */
function pauseBeforeRetry({ status, headers }: Answer, attempt: number): number | undefined {
  if (attempt >= limits.triesMax) return undefined
  const asked = retryAfterMs(headers)
  if (status === 429) return Math.min(asked ?? 1000 * 2 ** (attempt - 1), limits.retryAfterMsMax)
  if (status !== 503 || asked === undefined || asked > limits.unavailableMsMax) return undefined
  return asked
}

/** What `Retry-After` asks for, when in whole seconds as identity providers understand it. */
export function retryAfterMs(headers: Headers): number | undefined {
  const text = headers.get('retry-after')
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) * 1000 : undefined
}
