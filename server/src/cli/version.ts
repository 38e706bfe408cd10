/** `rollbook version` */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type OutputOptions, print } from './output.ts'

/** The version in package.json. */
export function readVersion(): string {
  const file = join(import.meta.dirname, '../../package.json')
  // Our own file: it has a version.
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/** `version` */
export function printVersion(options: OutputOptions): void {
  const version = readVersion()
  print(options, { version, node: process.versions.node }, [
    `rollbook ${version} (Node ${process.versions.node})`,
  ])
}
