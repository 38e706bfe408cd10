/** How text from outside appears in an error. */

/** The text in quotation marks, cut to 100 characters, with control characters made visible. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text)
}
