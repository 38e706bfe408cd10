/**
 * Counts wrong credentials by the address they come from, so that guessing costs us no database
 * work. Per process; whoever holds a token that was right a moment ago is never asked to wait.
 */

const limits = {
  /** Wrong credentials from one address within a window. */
  failuresMax: 100,
  windowMs: 10_000,
  /** Addresses remembered; the oldest is forgotten first. */
  addressesMax: 10_000,
} as const

export interface Attempts {
  /** Seconds to wait when the address has failed too often; undefined when it may try. */
  waitFor(address: string | undefined): number | undefined
  failed(address: string | undefined): void
}

/** @param now milliseconds of a clock that is never set back */
export function createAttempts(now: () => number = () => performance.now()): Attempts {
  const windows = new Map<string, { failures: number; ends: number }>()
  return {
    waitFor(address) {
      const window = windows.get(networkOf(address))
      if (!window || window.failures < limits.failuresMax) return undefined
      const waitMs = window.ends - now()
      return waitMs > 0 ? Math.ceil(waitMs / 1000) : undefined
    },
    failed(address) {
      const network = networkOf(address)
      const window = windows.get(network)
      if (window && window.ends > now()) {
        window.failures++
        return
      }
      windows.delete(network)
      windows.set(network, { failures: 1, ends: now() + limits.windowMs })
      for (const oldest of windows.keys()) {
        if (windows.size <= limits.addressesMax) break
        windows.delete(oldest)
      }
    },
  }
}

/**
 * What one guesser can be assumed to hold: an IPv4 address, or a /64 of IPv6.
 *
 * @param address as Node's sockets write it
 */
export function networkOf(address = ''): string {
  const text = address.toLowerCase().replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  if (mapped?.[1]) return mapped[1]
  if (!text.includes(':')) return text
  const [head = '', tail] = text.split('::')
  const groups = head === '' ? [] : head.split(':')
  const end = tail === undefined || tail === '' ? [] : tail.split(':')
  while (tail !== undefined && groups.length + end.length < 8) groups.push('0')
  const network = [...groups, ...end].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''))
  return `${network.join(':')}::/64`
}
