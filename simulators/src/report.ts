/** A report as people read it, and what it means for whoever waits for the run. */
import type { Deviation } from './judge.ts'
import type { Refusal } from './play.ts'
import type { Report } from './run.ts'
import type { Disparity, Verified } from './verify.ts'

/** Findings of a sort that are quoted; the rest are counted. */
const examplesMax = 3

/**
 * 0 when the run came to its end, nothing was refused and nothing deviates; else 1, the exit status
 * of a command that failed.
 */
export function exitStatus(report: Report): 0 | 1 {
  const { stopped, refused, deviationCount, verified } = report
  const isClean = stopped === undefined && refused.length === 0 && deviationCount === 0
  return isClean && verified?.differenceCount === 0 ? 0 : 1
}

/** The report as text: what was sent, what came of it, what was expected and got instead. */
export function printReport(report: Report): string {
  const { company, sent } = report
  const sections = [
    [
      `${title(report)} at ${report.url}`,
      `${company.name}: ${number(company.people)} people, ${number(company.groups)} groups, ` +
        `seed ${company.seed}, ${plural(company.cycles, 'cycle')}` +
        (company.day > 0 ? ` from day ${company.day}` : ''),
    ],
    [
      `Sent ${plural(sent.requests, 'request')} in ${seconds(report.durationMs)}, ` +
        `${number(sent.writes)} of them writes; half within ${sent.p50Ms} ms, ` +
        `99 % within ${sent.p99Ms} ms${report.throttled > 0 ? `; throttled ${number(report.throttled)} times` : ''}`,
      ...sent.kinds.map(
        ({ request, status, count, p50Ms, p99Ms }) =>
          `  ${number(count).padStart(9)} × ${status || 'no answer'}  ${request}  (${p50Ms} / ${p99Ms} ms)`,
      ),
    ],
    [`People and groups: ${outcomes(report)}`, ...refusals(report.refused)],
    report.stopped === undefined ? [] : [`Stopped early. ${report.stopped}`],
    report.verified ? verification(report.verified) : [],
    deviations(report),
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function title({ dialect }: Report): string {
  const titles = {
    default: 'Microsoft Entra',
    flag: 'Microsoft Entra with aadOptscim062020',
    aiw: 'Okta, integration wizard (PUT)',
    oin: 'Okta, integration network (PATCH)',
  } as const
  return titles[dialect]
}

function outcomes(report: Report): string {
  const { created, adopted, updated, unchanged, deactivated, deleted, skipped, refused } = report
  return Object.entries({
    created,
    adopted,
    updated,
    unchanged,
    deactivated,
    deleted,
    'skipped, for their account is disabled': skipped,
    refused: refused.length,
  })
    .filter(([name, count]) => count > 0 || name === 'created')
    .map(([name, count]) => `${number(count)} ${name}`)
    .join(' · ')
}

/** Refusals with the same explanation, names aside, are told once. */
function refusals(refused: readonly Refusal[]): string[] {
  const sorts = groupBy(
    refused,
    ({ status, detail, who }) => `${status} ${detail.replaceAll(who, '…')}`,
  )
  return sorts.flatMap((some) => {
    const [first] = some
    const text = `  Refused ${number(some.length)} with ${first.status}: ${first.detail}`
    return [text, `    ${examples(some.map(({ who }) => who))}`]
  })
}

function verification(verified: Verified): string[] {
  const { expected, managersAsText, others } = verified
  const parts = (['people', 'managers', 'groups', 'memberships'] as const).map(
    (what) => `${number(verified[what])} of ${number(expected[what])} ${what}`,
  )
  return [
    `Read back: ${parts.join(' · ')}`,
    ...(managersAsText > 0 ? [`  ${number(managersAsText)} managers are kept as text`] : []),
    ...(others > 0 ? [`  ${plural(others, 'resource')} beside those of the company`] : []),
    ...sorted(verified.differences, ({ what }) => what, difference),
    ...leftOut(verified.differences.length, verified.differenceCount),
  ]
}

function difference({ who, what, expected, got }: Disparity): string {
  return `    ${who}: ${what.replace(/^urn:.*:/, '')}: expected ${expected}, got ${got}`
}

function deviations({ deviations: found, deviationCount }: Report): string[] {
  if (deviationCount === 0) return ['No deviations.']
  return [
    plural(deviationCount, 'deviation'),
    ...sorted(found, (one) => `${one.case} ${one.expected.replace(/".*|\d.*/, '')}`, deviation),
    ...leftOut(found.length, deviationCount),
  ]
}

function deviation({ case: caseId, request, expected, got }: Deviation): string {
  return `    ${caseId}  ${request}\n      expected  ${expected}\n      got       ${got}`
}

/** Findings of each sort: how many, and the first few in full. */
function sorted<T>(items: readonly T[], sort: (item: T) => string, print: (item: T) => string) {
  return groupBy(items, sort).flatMap((some) => {
    const rest = some.length - examplesMax
    return [
      ...some.slice(0, examplesMax).map(print),
      ...(rest > 0 ? [`    … and ${number(rest)} more like ${rest === 1 ? 'it' : 'these'}`] : []),
    ]
  })
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): [T, ...T[]][] {
  const sorts = new Map<string, [T, ...T[]]>()
  for (const item of items) {
    const some = sorts.get(key(item))
    if (some) some.push(item)
    else sorts.set(key(item), [item])
  }
  return [...sorts.values()]
}

function leftOut(told: number, count: number): string[] {
  return count > told ? [`  ${number(count - told)} more are not told of.`] : []
}

function examples(names: readonly string[]): string {
  return names.slice(0, examplesMax).join(', ') + (names.length > examplesMax ? ', …' : '')
}

function number(value: number): string {
  return value.toLocaleString('en')
}

function plural(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`
}
