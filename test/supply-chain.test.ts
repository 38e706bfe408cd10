/** What comes from outside comes pinned, complete, and without running anything on arrival. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path/posix'
import { describe, expect, test } from 'vitest'

interface Manifest {
  readonly name?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly scripts?: Readonly<Record<string, string>>
}

interface Locked extends Manifest {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly dev?: boolean
  readonly hasInstallScript?: boolean
}

const root = join(import.meta.dirname, '..')
const readManifest = (path: string) =>
  JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest

const lockfile = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>
}
const locked = Object.entries(lockfile.packages)
const external = locked.filter(([path, { link }]) => path.includes('node_modules/') && !link)
const own = ['package.json', 'scim/package.json', 'server/package.json', 'simulators/package.json']

describe('package.json', () => {
  test.each(own)('%s pins every dependency to one version', (path) => {
    const { dependencies, devDependencies, optionalDependencies } = readManifest(path)
    const wanted = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })

  test('what is published needs 40 packages by name at most', () => {
    const direct = own
      .slice(1)
      .flatMap((path) => Object.keys(readManifest(path).dependencies ?? {}))
    expect(new Set(direct).size).toBeLessThanOrEqual(40)
  })
})

describe('package-lock.json', () => {
  test('locks every external package by version and digest', () => {
    expect(external.length).toBeGreaterThan(0)
    const open = external.filter(
      ([, { version, integrity }]) => !version || !integrity?.startsWith('sha512-'),
    )
    expect(open.map(([path]) => path)).toEqual([])
  })

  test('names no address to download from', () => {
    const addressed = locked.filter(([, { resolved, link }]) => resolved !== undefined && !link)
    expect(addressed.map(([path]) => path)).toEqual([])
  })

  test('holds every optional package that another names, for all platforms', () => {
    const paths = new Set(locked.map(([path]) => path))
    const missing = locked.flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {})
        .filter((name) => !paths.has(`${path}/node_modules/${name}`))
        .filter((name) => !paths.has(`node_modules/${name}`))
        .map((name) => `${name}, which ${path || 'the root'} names`),
    )
    expect(missing).toEqual([])
  })

  test('pins the runtime for each platform that has one', () => {
    const { optionalDependencies = {} } = readManifest('package.json')
    const runtimes = external.filter(([path]) =>
      /^node_modules\/node-(bin-)?(linux|darwin)-/.test(path),
    )
    expect(runtimes.map(([path]) => path.replace('node_modules/', '')).toSorted()).toEqual(
      Object.keys(optionalDependencies).toSorted(),
    )
    for (const [, { version }] of runtimes)
      expect(Number(version?.split('.')[0])).toBeOneOf([24, 26])
  })

  test('holds no package that runs a script when it is installed', () => {
    const running = locked.filter(([, { hasInstallScript }]) => hasInstallScript)
    expect(running.map(([path]) => path)).toEqual([])
  })

  test('needs 250 packages at most to run', () => {
    expect(external.filter(([, { dev }]) => !dev).length).toBeLessThanOrEqual(250)
  })
})

describe('what is installed', () => {
  const manifests = globSync('node_modules/{*,@*/*}/package.json', { cwd: root })
    .filter((path) => !path.startsWith('node_modules/@rollbook/'))
    .map((path) => ({ folder: path.replace('/package.json', ''), ...readManifest(path) }))

  test('holds no script that npm would run on arrival', () => {
    expect(manifests.length).toBeGreaterThan(30)
    const arrivals = ['preinstall', 'install', 'postinstall']
    const running = manifests.filter(({ scripts }) => arrivals.some((name) => scripts?.[name]))
    expect(running.map(({ folder }) => folder)).toEqual([])
  })

  test('holds nothing that npm would compile on arrival', () => {
    const compiled = manifests.filter(({ folder }) => existsSync(join(root, folder, 'binding.gyp')))
    expect(compiled.map(({ folder }) => folder)).toEqual([])
  })
})

test('npm is told to run no scripts, to pin, and to leave new releases a week', () => {
  const settings = readFileSync(join(root, '.npmrc'), 'utf8').trim().split('\n')
  expect(settings).toEqual(
    expect.arrayContaining([
      'ignore-scripts=true',
      'save-exact=true',
      'min-release-age=7',
      'omit-lockfile-registry-resolved=true',
    ]),
  )
})
