/** What the source files of the house import, and what of that breaks its rules. */
import { dirname, join } from 'node:path/posix'

/** Source text by path from the root folder, with `/`. */
export type Sources = ReadonlyMap<string, string>

/** The rooms, and for each the rooms that it may import beside itself. */
export type Rule = ReadonlyMap<string, readonly string[]>

const statement = /^(?:import|export)\b[^'"`;()]*?\bfrom\s*['"]([^'"]+)['"]/gm
const bare = /^import\s*['"]([^'"]+)['"]/gm
const dynamic = /\bimport\(\s*['"]([^'"]+)['"]/g

/** Every module that a file names: in imports, type imports, re-exports and dynamic imports. */
export function readImports(source: string): string[] {
  return [statement, bare, dynamic].flatMap((form) =>
    [...source.matchAll(form)].map(([, specifier]) => specifier ?? ''),
  )
}

/** Whether the file computes what it imports, so that no reading can tell. */
export function hasComputedImport(source: string): boolean {
  return /\bimport\(\s*(?!['"\s])/.test(source)
}

/**
 * The room that a file is in: the longest name in the rule that its path begins with, `src` left
 * out. `server/src/directory/match.ts` is in `server/directory`, `server/src/main.ts` in
 * `server/main`.
 */
export function roomOf(file: string, rule: Rule): string | undefined {
  const place = file.replace('/src/', '/')
  return [...rule.keys()]
    .filter((room) => place.startsWith(`${room}/`) || place.startsWith(`${room}.`))
    .toSorted((one, other) => other.length - one.length)[0]
}

/**
 * Holds every import against the rule.
 *
 * @param packages the room of each package of ours, by the package's name
 * @returns a sentence for each import that the rule does not allow, and each file in no room
 */
export function findForbidden(
  sources: Sources,
  rule: Rule,
  packages: ReadonlyMap<string, string>,
): string[] {
  return [...sources].flatMap(([file, source]) => {
    const room = roomOf(file, rule)
    if (room === undefined) return [`${file} is in no room`]
    const allowed = [room, ...(rule.get(room) ?? [])]
    return readImports(source).flatMap((specifier) => {
      const target = specifier.startsWith('.')
        ? roomOf(join(dirname(file), specifier), rule)
        : packages.get(packageOf(specifier))
      if (target === undefined)
        return specifier.startsWith('.') ? [`${file} imports ${specifier}, in no room`] : []
      return allowed.includes(target) ? [] : [`${file} (${room}) imports ${specifier} (${target})`]
    })
  })
}

/** The package that a specifier names: `@rollbook/scim/client` is of `@rollbook/scim`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** The circles in which files import each other, each as a path that ends where it began. */
export function findCycles(sources: Sources): string[] {
  const cycles: string[] = []
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]) => {
    const start = path.indexOf(file)
    if (start >= 0) cycles.push([...path.slice(start), file].join(' → '))
    if (start >= 0 || done.has(file)) return
    for (const specifier of readImports(sources.get(file) ?? ''))
      if (specifier.startsWith('.')) visit(join(dirname(file), specifier), [...path, file])
    done.add(file)
  }
  for (const file of sources.keys()) visit(file, [])
  return cycles
}
