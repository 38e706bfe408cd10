/** Running programs that refuse root (PostgreSQL, Chromium with its sandbox) under another account. */
import { spawn } from 'node:child_process'

/** What `spawn` takes to run a program as somebody else. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/**
 * The first account of these names that this machine has; undefined when we are not root, since
 * then we may not become anybody else and need not.
 *
 * @throws {Error} when we are root and none of the accounts is there
 */
export async function findAccount(names: readonly string[]): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  for (const name of names) {
    try {
      const uid = Number(await runProgram('id', ['-u', name]))
      return { uid, gid: Number(await runProgram('id', ['-g', name])) }
    } catch {
      // No such account: the next one is tried, and the end of the loop tells when none was there.
    }
  }
  throw new Error(`Needs an account without rights, one of ${names.join(', ')}; there is none.`)
}

/**
 * Runs a program to its end.
 *
 * @returns what it printed on standard output
 * @throws {Error} with what it printed on standard error when it ends with anything but 0
 */
export function runProgram(
  program: string,
  parameters: readonly string[],
  options: { account?: Account | undefined; cwd?: string } = {},
): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(program, parameters, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options.account,
      ...(options.cwd && { cwd: options.cwd }),
    })
    let output = ''
    let complaint = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
    child.once('error', fail)
    child.once('close', (code) =>
      code === 0
        ? done(output.trim())
        : fail(new Error(`${program} ended with ${code ?? 'a signal'}: ${complaint.trim()}`)),
    )
  })
}
