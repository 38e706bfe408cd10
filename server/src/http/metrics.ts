/** Counters and times for Prometheus. Every label comes from a short list. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Beyond so many connections the rest are counted together, as `other`. */
const connectionsMax = 1000

export interface Metrics {
  /**
   * Counts an answered SCIM request.
   *
   * @param operation of `operationOf`
   * @param status of the answer; 499 when the client was gone
   * @param connectionId undefined unless the request was authenticated
   */
  observe(
    operation: string,
    status: number,
    connectionId: string | undefined,
    seconds: number,
  ): void
  readonly contentType: string
  /** In the text format of Prometheus. */
  print(): Promise<string>
}

/** @param inFlight how many requests are being answered at this moment */
export function createMetrics(inFlight: () => number): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'rollbook_scim_requests_total',
    help: 'SCIM requests that were answered.',
    labelNames: ['operation', 'outcome', 'connection'],
    registers: [registry],
  })
  const durations = new Histogram({
    name: 'rollbook_scim_request_duration_seconds',
    help: 'From the last header field of a SCIM request to its answer.',
    labelNames: ['operation'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  new Gauge({
    name: 'rollbook_requests_in_flight',
    help: 'Requests that are being answered at this moment.',
    registers: [registry],
    collect() {
      this.set(inFlight())
    },
  })
  const connections = new Set<string>()
  // Looking a labelled metric up by its labels costs more than all the rest of counting.
  const counters = new Map<string, Counter.Internal>()
  const timers = new Map<string, Histogram.Internal<'operation'>>()

  function nameOf(connectionId: string | undefined): string {
    if (connectionId === undefined) return 'none'
    if (connections.has(connectionId)) return connectionId
    if (connections.size >= connectionsMax) return 'other'
    connections.add(connectionId)
    return connectionId
  }

  return {
    observe(operation, status, connectionId, seconds) {
      const outcome = outcomeOf(status)
      const connection = nameOf(connectionId)
      const key = `${operation} ${outcome} ${connection}`
      let counter = counters.get(key)
      if (!counter) counters.set(key, (counter = requests.labels(operation, outcome, connection)))
      counter.inc()
      let timer = timers.get(operation)
      if (!timer) timers.set(operation, (timer = durations.labels(operation)))
      timer.observe(seconds)
    },
    contentType: registry.contentType,
    print: () => registry.metrics(),
  }
}

/** What became of a request, as a word. */
export function outcomeOf(status: number): string {
  if (status < 400) return 'ok'
  if (status === 401 || status === 403) return 'unauthorized'
  if (status === 429 || status === 503) return 'overloaded'
  if (status === 499) return 'gone'
  return status < 500 ? 'refused' : 'failed'
}
