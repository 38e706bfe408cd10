/** What the doctor finds. */

export interface Finding {
  /** What was looked at, in a word or two. */
  readonly topic: string
  /** `problem`: it does not work; `warning`: it will not, or not well; `note`: good to know. */
  readonly state: 'ok' | 'note' | 'warning' | 'problem'
  readonly message: string
  /** What to do. */
  readonly advice?: string
}

/** Makes findings on one topic. */
export function on(topic: string) {
  return {
    ok: (message: string): Finding => ({ topic, state: 'ok', message }),
    note: (message: string, advice?: string): Finding => finding(topic, 'note', message, advice),
    warning: (message: string, advice: string): Finding =>
      finding(topic, 'warning', message, advice),
    problem: (message: string, advice: string): Finding =>
      finding(topic, 'problem', message, advice),
  }
}

function finding(
  topic: string,
  state: Finding['state'],
  message: string,
  advice: string | undefined,
): Finding {
  return { topic, state, message, ...(advice !== undefined && { advice }) }
}
