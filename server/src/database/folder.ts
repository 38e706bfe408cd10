/** Making the folders that data lives in. */
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder that only its owner may enter, and those above it, where they are missing.
 *
 * Node's own `recursive` does not end where making a folder fails as if the one above were missing,
 * as below `/proc`.
 *
 * @throws {NodeJS.ErrnoException} when it cannot be made
 */
export function makeFolder(path: string): void {
  const folder = resolve(path)
  if (existsSync(folder)) {
    if (statSync(folder).isDirectory()) return
    throw new Error(`${folder} is a file`)
  }
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another program may have made it just now.
    if (!existsSync(folder)) throw error
  }
}
