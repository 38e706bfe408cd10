/** Who may import whom: the table in ARCHITECTURE.md, held true. */
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path/posix'
import { describe, expect, test } from 'vitest'
import {
  findCycles,
  findForbidden,
  hasComputedImport,
  packageOf,
  readImports,
  type Rule,
} from './support/imports.ts'

const root = join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

const workspaces = ['scim', 'server', 'simulators']
const manifests = new Map(
  workspaces.map((room) => [room, JSON.parse(read(`${room}/package.json`)) as Manifest]),
)
const packages = new Map([...manifests].map(([room, { name }]) => [name, room]))

const isTest = /\.test(-support)?\.ts$/
const files = globSync(`{${workspaces.join(',')}}/src/**/*.ts`, { cwd: root })
const product = files.filter((file) => !isTest.test(file))
const sources = new Map(product.map((file) => [file, read(file)]))
const rule = readRule(read('ARCHITECTURE.md'))

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
}

/** Reads the rows `| room | the rooms it may import |`, each room in backticks. */
function readRule(page: string): Rule {
  const rows = page.matchAll(/^\| `([\w/]+)` +\|([^|]*)\|/gm)
  return new Map(
    [...rows].map(([, room, others]) => [
      room ?? '',
      [...(others ?? '').matchAll(/`([\w/]+)`/g)].map(([, other]) => other ?? ''),
    ]),
  )
}

describe('the rooms of the house', () => {
  test('the table in ARCHITECTURE.md names only rooms that have a row themselves', () => {
    expect(rule.size).toBeGreaterThan(5)
    for (const others of rule.values())
      for (const other of others) expect([...rule.keys()]).toContain(other)
  })

  test('every import keeps to the table in ARCHITECTURE.md', () => {
    expect(sources.size).toBeGreaterThan(0)
    expect(findForbidden(sources, rule, packages)).toEqual([])
  })

  test('no files import each other in a circle', () => {
    expect(findCycles(sources)).toEqual([])
  })

  test('no import is computed, so that this test sees all of them', () => {
    expect(product.filter((file) => hasComputedImport(read(file)))).toEqual([])
  })

  test('no product file imports a test', () => {
    const importers = product.filter((file) =>
      readImports(read(file)).some((name) => isTest.test(name) || name.includes('/test/')),
    )
    expect(importers).toEqual([])
  })

  test.each(workspaces)('%s imports only packages that its package.json names', (room) => {
    const named = new Set(Object.keys(manifests.get(room)?.dependencies ?? {}))
    const imported = product
      .filter((file) => file.startsWith(`${room}/`))
      .flatMap((file) => readImports(read(file)))
      .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
      .map(packageOf)
    expect([...new Set(imported)].filter((name) => !named.has(name))).toEqual([])
  })

  test('the protocol imports nothing outside itself, not even from Node', () => {
    const outside = product
      .filter((file) => file.startsWith('scim/'))
      .flatMap((file) => readImports(read(file)))
      .filter((specifier) => !specifier.startsWith('.'))
    expect(outside).toEqual([])
    expect(manifests.get('scim')?.dependencies).toBeUndefined()
  })
})

describe('the names of files', () => {
  const banned = new Set(
    'service manager helper helpers util utils base abstract impl data info process'.split(' '),
  )

  test('are in kebab-case', () => {
    const shape = /^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.test-support|\.contract|\.config)?\.ts$/
    expect(files.filter((file) => !shape.test(basename(file)))).toEqual([])
  })

  test('say what is held and none of the words that say nothing', () => {
    // "service provider" and "manager" are words of the RFCs.
    const words = (file: string) =>
      basename(file, '.ts').replace('service-provider', '').split(/[-.]/)
    const named = product.filter((file) => words(file).some((word) => banned.has(word)))
    expect(named.filter((file) => !/^manager\b/.test(basename(file)))).toEqual([])
  })
})

describe('the reading of imports', () => {
  test('finds every form of import', () => {
    const source = [
      `import type { A } from './a.ts'`,
      `import {\n  b,\n  type C,\n} from "./b.ts"`,
      `import './c.ts'`,
      `export * from './d.ts'`,
      `export { e } from './e.ts'`,
      `  const f = await import('./f.ts')`,
      `  readonly g?: import('./g.ts').G`,
      `// import { h } from './h.ts'`,
    ].join('\n')
    const found = readImports(source).map((specifier) => specifier.slice(2, 3))
    expect(found.toSorted().join('')).toBe('abcdefg')
    expect(hasComputedImport(source)).toBe(false)
    expect(hasComputedImport('await import(name)')).toBe(true)
  })

  const house = new Map([
    ['server/src/directory/match.ts', `import { limits } from '@rollbook/scim'`],
    ['server/src/connections/scim/provider.ts', `import { match } from '../../directory/match.ts'`],
  ])

  test('a house in order has nothing forbidden', () => {
    expect(findForbidden(house, rule, packages)).toEqual([])
    expect(findCycles(house)).toEqual([])
  })

  test.each([
    ['server/src/directory/plan.ts', '../connections/scim/provider.ts', 'server/connections'],
    ['server/src/database/row.ts', '../directory/match.ts', 'server/directory'],
    ['server/src/directory/tell.ts', '../http/app.ts', 'server/http'],
    ['server/src/http/play.ts', '@rollbook/simulators', 'simulators'],
    ['scim/src/peek.ts', 'rollbook', 'server'],
    ['simulators/src/peek.ts', '../../server/src/directory/match.ts', 'server/directory'],
  ])('%s importing %s is forbidden', (file, specifier, room) => {
    const found = findForbidden(
      new Map([...house, [file, `import { x } from '${specifier}'`]]),
      rule,
      packages,
    )
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`imports ${specifier} (${room})`)
  })

  test('a file in no room is told', () => {
    const found = findForbidden(new Map([['server/src/cellar/wine.ts', '']]), rule, packages)
    expect(found).toEqual(['server/src/cellar/wine.ts is in no room'])
  })

  test('a circle is told as the path around it', () => {
    const circle = new Map([
      ['scim/src/a.ts', `import { b } from './b.ts'`],
      ['scim/src/b.ts', `import type { C } from './deep/c.ts'`],
      ['scim/src/deep/c.ts', `import { b } from '../b.ts'`],
    ])
    expect(findCycles(circle)).toEqual(['scim/src/b.ts → scim/src/deep/c.ts → scim/src/b.ts'])
  })
})
