/** Values and answers in sentences, never longer than a reader bears. */
import { limits } from './limits.ts'

/** A value as JSON, `nothing` for undefined. */
export function show(value: unknown): string {
  return value === undefined ? 'nothing' : quote(JSON.stringify(value))
}

/** The beginning of a text. */
export function quote(text: string): string {
  const { quoteLengthMax } = limits
  return text.length <= quoteLengthMax ? text : `${text.slice(0, quoteLengthMax)}…`
}
