/** What was sent, by kind of request: counts and times, however long a run is. */
import type { Exchange, Method } from './http.ts'

/** Requests that look alike, ids and values aside, and were answered alike. */
export interface RequestKind {
  /** `PATCH /Users/{id}`, `GET /Users?filter` */
  readonly request: string
  /** 0 when there was no answer. */
  readonly status: number
  readonly count: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export interface Sent {
  readonly requests: number
  /** All but reads. */
  readonly writes: number
  readonly byMethod: Readonly<Record<Method, number>>
  readonly kinds: readonly RequestKind[]
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Takes exchanges and sums them up. */
export function createRecord(): { add(exchange: Exchange): void; sum(): Sent } {
  const times = new Map<string, { request: string; status: number; ms: number[] }>()
  const byMethod = { GET: 0, POST: 0, PUT: 0, PATCH: 0, DELETE: 0 }
  return {
    add({ method, path, status, ms }) {
      byMethod[method]++
      const request = `${method} ${outlineOf(path)}`
      const key = `${status} ${request}`
      const kind = times.get(key) ?? { request, status, ms: [] }
      kind.ms.push(ms)
      times.set(key, kind)
    },
    sum() {
      const all = [...times.values()].flatMap(({ ms }) => ms).sort((a, b) => a - b)
      const { GET, ...writes } = byMethod
      const writeCount = Object.values(writes).reduce((sum, count) => sum + count, 0)
      return {
        requests: GET + writeCount,
        writes: writeCount,
        byMethod: { ...byMethod },
        kinds: [...times.values()].map(({ request, status, ms }) => {
          const sorted = [...ms].sort((a, b) => a - b)
          const [p50Ms, p99Ms] = [quantile(sorted, 0.5), quantile(sorted, 0.99)]
          return { request, status, count: ms.length, p50Ms, p99Ms }
        }),
        p50Ms: quantile(all, 0.5),
        p99Ms: quantile(all, 0.99),
      }
    },
  }
}

/** The path without what differs from one resource to the next. */
function outlineOf(path: string): string {
  const [place = '', query] = path.split('?', 2)
  const outline = place.replace(/^(\/\w+)\/.+$/, '$1/{id}')
  if (query === undefined) return outline
  const parameters = query.split('&')
  return `${outline}?${parameters.map((text) => text.replace(/^(startIndex|filter)=.*/, '$1')).join('&')}`
}

function quantile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return Math.round(value * 100) / 100
}
