/** What processes use of the machine, from /proc; nothing is known where there is no /proc. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Of a process and those it has started. */
export interface Usage {
  /** Milliseconds of CPU so far. */
  cpuMs(): number
  /** Bytes in memory of the process itself. */
  residentBytes(): number
  /** The most it has ever had. */
  residentBytesMax(): number
}

/** Linux counts CPU time for user programs in hundredths of a second, whatever the kernel's own. */
const tickMs = 10

/** @returns undefined where the system does not tell */
export function usageOf(pid: number): Usage | undefined {
  if (!existsSync(`/proc/${pid}/stat`)) return undefined
  return {
    cpuMs: () => cpuMsOf(pid),
    residentBytes: () => memoryOf(pid, 'VmRSS'),
    residentBytesMax: () => memoryOf(pid, 'VmHWM'),
  }
}

/** Milliseconds of CPU that all programs of the machine have used; undefined where unknown. */
export function machineCpuMs(): number | undefined {
  const first = read('/proc/stat')?.split('\n', 1)[0]
  if (first === undefined) return undefined
  const [user = 0, nice = 0, system = 0, , , interrupt = 0, softInterrupt = 0] = first
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user + nice + system + interrupt + softInterrupt) * tickMs
}

function cpuMsOf(root: number): number {
  let total = reapedMsOf(root)
  for (const pid of descendantsOf(root))
    for (const thread of list(`/proc/${pid}/task`)) total += threadMs(`/proc/${pid}/task/${thread}`)
  return total
}

/** To the nanosecond where the scheduler tells, else in ticks. */
function threadMs(path: string): number {
  const precise = read(`${path}/schedstat`)
  if (precise !== undefined) return Number(precise.split(' ', 1)[0]) / 1e6
  const [user = 0, system = 0] = statOf(path)
  return (user + system) * tickMs
}

/** Of the children that have ended. */
function reapedMsOf(pid: number): number {
  const [, , user = 0, system = 0] = statOf(`/proc/${pid}`)
  return (user + system) * tickMs
}

/** utime, stime, cutime and cstime of proc(5). */
function statOf(path: string): number[] {
  const text = read(`${path}/stat`) ?? ''
  // The name in parentheses may hold anything; what follows it begins with the third field.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).map(Number)
}

function descendantsOf(root: number): Set<number> {
  const found = new Set([root])
  // A set is walked over what is added on the way, too.
  for (const pid of found)
    for (const thread of list(`/proc/${pid}/task`))
      for (const child of (read(`/proc/${pid}/task/${thread}/children`) ?? '').split(' '))
        if (child !== '') found.add(Number(child))
  return found
}

function memoryOf(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  const found = new RegExp(`${name}:\\s+(\\d+) kB`).exec(read(`/proc/${pid}/status`) ?? '')
  return Number(found?.[1] ?? 0) * 1024
}

/** Processes end while they are looked at: what is gone has nothing more to tell. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return undefined
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
