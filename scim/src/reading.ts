/** How one request is read: strictly or with the habits of clients repaired, and what was noticed. */

/**
 * Handed to everything that reads what a client sent. In strict mode no habit is repaired and what
 * the RFC refuses is refused; else the repair is named here, so that the log can show it.
 */
export interface Reading {
  readonly strict: boolean
  /** Names the habit (compat.ts) that was repaired. */
  repaired(habit: string): void
  /** Says what was accepted but not stored, as a sentence. */
  warn(sentence: string): void
}

/** A reading that gathers repairs (each once) and warnings. */
export function startReading(strict: boolean): Reading & {
  readonly repairs: readonly string[]
  readonly warnings: readonly string[]
} {
  const repairs: string[] = []
  const warnings: string[] = []
  return {
    strict,
    repairs,
    warnings,
    repaired(habit) {
      if (!repairs.includes(habit)) repairs.push(habit)
    },
    warn(sentence) {
      if (warnings.length < 50) warnings.push(sentence)
    },
  }
}
