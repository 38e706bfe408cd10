/** Runs the program as people do: as a process of its own, in a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const main = join(import.meta.dirname, '../../server/src/main.ts')

export interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Of our own settings only what the test says reaches the program. */
function start(words: readonly string[], environment: Environment): ChildProcess {
  const { PATH, TMPDIR } = process.env
  return spawn(process.execPath, [main, ...words], {
    env: { PATH, TMPDIR, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function gather(child: ChildProcess): { stdout: string; stderr: string } {
  const gathered = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      gathered[name] += text
    })
  return gathered
}

/** Runs a command to its end. */
export async function run(words: readonly string[], environment: Environment): Promise<Ended> {
  const child = start(words, environment)
  const gathered = gather(child)
  const [exitCode] = (await once(child, 'close')) as [number | null]
  return { exitCode, ...gathered }
}

export interface Serving {
  readonly url: string
  readonly pid: number
  /** What it has printed so far. */
  readonly printed: { readonly stdout: string; readonly stderr: string }
  /** Sends the signal, and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<Ended>
}

/** Starts `serve` on a free port and waits until it answers. */
export async function serve(environment: Environment): Promise<Serving> {
  const child = start(['serve', '--json'], { PORT: '0', ...environment })
  const gathered = gather(child)
  const ended = once(child, 'close') as Promise<[number | null]>
  const begun = new Promise<string>((resolve) => {
    child.stdout?.on('data', () => {
      const url = /"url": "([^"]+)"/.exec(gathered.stdout)?.[1]
      if (url !== undefined) resolve(url)
    })
  })
  const url = await Promise.race([begun, ended.then(() => undefined)])
  if (url === undefined) throw new Error(`serve ended: ${gathered.stderr}`)
  return {
    url,
    pid: child.pid ?? 0,
    printed: gathered,
    async end(signal = 'SIGTERM') {
      child.kill(signal)
      const [exitCode] = await ended
      return { exitCode, ...gathered }
    },
  }
}
