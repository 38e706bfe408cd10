/** How long a token lives. */
import { Refusal } from '../directory/refusal.ts'

const dayMs = 24 * 60 * 60 * 1000
const days = new Map([
  ['d', 1],
  ['w', 7],
  ['y', 365],
])
const daysMax = 3 * 365

/** What a token lives when nothing else is asked for. */
export const expiryDefault = '1y'

/**
 * Reads a time to live.
 *
 * @param text a number and `d`, `w` or `y`, such as `180d`
 * @param now milliseconds since 1970
 * @returns when the time is over; ISO 8601, UTC
 * @throws {Refusal} for anything else, and for more than three years
 */
export function readExpiry(text: string, now = Date.now()): string {
  const [, number = '', unit = ''] = /^(\d{1,5})([dwy])$/.exec(text.trim()) ?? []
  const count = Number(number) * (days.get(unit) ?? 0)
  if (count < 1)
    throw new Refusal(
      `A token's time to live is a number of days, weeks or years, such as 180d, 26w or 1y, ` +
        `not "${text}".`,
    )
  if (count > daysMax) throw new Refusal(`A token lives three years at most, not ${text}.`)
  return new Date(now + count * dayMs).toISOString()
}
