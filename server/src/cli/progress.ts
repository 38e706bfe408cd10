/** How far a long command is: a bar on a terminal, a plain line now and then elsewhere. */

export interface Step {
  readonly label: string
  readonly done: number
  readonly total: number
}

export interface ProgressBar {
  show(step: Step): void
  /** Leaves the last state standing, on a line of its own. */
  end(): void
}

interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const terminalMs = 100
const plainMs = 5000

/** @param now milliseconds of a clock that is never set back */
export function createProgressBar(
  stream: Terminal,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  now: () => number = () => performance.now(),
): ProgressBar {
  const isTerminal = stream.isTTY === true && environment['TERM'] !== 'dumb'
  const hasColor = isTerminal && !environment['NO_COLOR']
  let current: Step | undefined
  let started = 0
  let shown = -Infinity

  function draw(): void {
    if (!current) return
    shown = now()
    const { label, done, total } = current
    const numbers = describe(done, total, now() - started)
    if (!isTerminal) {
      stream.write(`${label}: ${numbers}\n`)
      return
    }
    const width = Math.min(30, (stream.columns ?? 80) - label.length - numbers.length - 4)
    const filled = Math.round(width * (total === 0 ? 1 : done / total))
    const bar = width < 5 ? '' : ` ${'█'.repeat(filled)}${'░'.repeat(width - filled)}`
    stream.write(`\r\u001B[K${label}${hasColor ? `\u001B[36m${bar}\u001B[0m` : bar} ${numbers}`)
  }

  function finish(): void {
    if (!current) return
    draw()
    if (isTerminal) stream.write('\n')
    current = undefined
  }

  return {
    show(step) {
      if (step.label !== current?.label) {
        finish()
        started = now()
        shown = isTerminal ? -Infinity : started
      }
      current = step
      if (step.done === step.total) finish()
      else if (now() - shown >= (isTerminal ? terminalMs : plainMs)) draw()
    },
    end: finish,
  }
}

/** Percent, count, rate and time left. */
function describe(done: number, total: number, elapsedMs: number): string {
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100)
  const rate = elapsedMs > 0 ? done / (elapsedMs / 1000) : 0
  const parts = [
    `${String(percent).padStart(3)} %`,
    `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`,
  ]
  if (rate > 0) parts.push(`${rate.toLocaleString('en', { maximumFractionDigits: 0 })}/s`)
  if (rate > 0 && done < total) parts.push(`${readableSeconds((total - done) / rate)} left`)
  return parts.join('  ')
}

function readableSeconds(seconds: number): string {
  const whole = Math.ceil(seconds)
  const minutes = Math.floor(whole / 60)
  return minutes === 0 ? `${whole} s` : `${minutes} min ${whole % 60} s`
}
