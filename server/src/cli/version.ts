/** `rollbook version` */
import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { type OutputOptions, print } from './output.ts'

/** The version in the package.json nearest to this file, in the sources and as installed. */
export function readVersion(): string {
  const file = findPackageJSON('.', import.meta.url)
  if (file === undefined) throw new TypeError('the program lies in no package')
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
