/** Instants as SCIM writes them. */

const form =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,12}))?(?:Z|([+-])(\d\d):(\d\d))?$/

/**
 * Brings an xsd:dateTime to one form, `2026-01-31T12:00:00.000Z`, in which instants compare as
 * texts do. Fractions of a second count to the millisecond; without a zone it is UTC.
 *
 * @returns undefined when the text is no dateTime, or a date that does not exist
 * @see {@link https://www.rfc-editor.org/rfc/rfc7643#section-2.3.5 RFC 7643 §2.3.5}
 */
export function normalizeDateTime(text: string): string | undefined {
  const parts = form.exec(text.toUpperCase())
  if (!parts) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number, // six groups that must have matched
  ]
  const millisecond = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3))
  const offsetHour = Number(parts[9] ?? 0)
  const offsetMinute = Number(parts[10] ?? 0)
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 14 || offsetMinute > 59)
    return undefined
  const local = new Date(0)
  local.setUTCFullYear(year, month - 1, day)
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return undefined
  local.setUTCHours(hour, minute, second, millisecond)
  const offsetMs = (offsetHour * 60 + offsetMinute) * 60_000
  const instant = new Date(local.getTime() - (parts[8] === '-' ? -offsetMs : offsetMs))
  const year4 = instant.getUTCFullYear()
  return year4 >= 0 && year4 <= 9999 ? instant.toISOString() : undefined
}
