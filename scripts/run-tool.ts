/** Running one tool of the house to its end, quietly unless it fails. */
import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root folder of the house, with a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url))

const PATH = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter)

/**
 * Runs a tool in the root folder.
 *
 * @param commandLine the tool, by its name in node_modules/.bin or its path, and its parameters
 * @param options `loud` shows its output as it comes; else it is shown when the tool fails.
 *   `folder` runs it there instead, `environment` is added to ours
 * @returns its exit code; 1 when a signal ended it
 */
export function runTool(
  commandLine: readonly [string, ...string[]],
  options: { loud?: boolean; folder?: string; environment?: Readonly<Record<string, string>> } = {},
): Promise<number> {
  const [tool, ...parameters] = commandLine
  return new Promise((done, fail) => {
    const child = spawn(tool, parameters, {
      cwd: options.folder ?? root,
      env: { ...process.env, PATH, ...options.environment },
      stdio: options.loud ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    })
    const output: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => output.push(chunk))
    child.once('error', fail)
    child.once('close', (code) => {
      if (code !== 0) process.stdout.write(Buffer.concat(output))
      done(code ?? 1)
    })
  })
}
