/**
 * Builds the rooms that are published. Each room's `dist` is a package of its own: JavaScript and
 * declarations of what its exports and commands reach, SQL, licence and a manifest that points
 * there instead of at the sources. Then tries the packages as somebody would who installed them.
 */
import { existsSync, globSync } from 'node:fs'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root, runTool } from './run-tool.ts'

interface Manifest {
  readonly name: string
  readonly exports?: Readonly<Record<string, string>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
}

/** A room comes after those that it imports. */
const rooms = ['scim', 'simulators', 'server']

const trial = join(root, '.cache/installed')

/** What an installed command is tried with; together they need every kind of file in the package. */
const commandTrials = [['--help'], ['version'], ['organization', 'create', 'acme']]

/**
 * @returns whether everything was built and the trial went well; what did not is printed
 */
export async function build(): Promise<boolean> {
  const manifests = new Map<string, Manifest>()
  for (const room of rooms) manifests.set(room, await readManifest(room))
  for (const [room, manifest] of manifests)
    if (!(await buildRoom(room, manifest, manifests))) return false
  return tryPackages(manifests)
}

async function readManifest(room: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(root, room, 'package.json'), 'utf8')) as Manifest
}

async function buildRoom(
  room: string,
  manifest: Manifest,
  manifests: ReadonlyMap<string, Manifest>,
): Promise<boolean> {
  const dist = join(root, room, 'dist')
  await rm(dist, { recursive: true, force: true })
  const entries = [...Object.values(manifest.exports ?? {}), ...Object.values(manifest.bin ?? {})]
  const project = join(root, `.cache/tsconfig.${room}.json`)
  await mkdir(join(root, '.cache'), { recursive: true })
  await writeFile(
    project,
    JSON.stringify({
      extends: '../tsconfig.json',
      compilerOptions: {
        noEmit: false,
        noEmitOnError: true,
        declaration: true,
        rootDir: `../${room}/src`,
        outDir: `../${room}/dist/lib`,
        paths: builtPaths(manifests),
        // What needs nothing from outside must not need Node either.
        types: manifest.dependencies ? ['node'] : [],
      },
      include: [],
      files: entries.map((entry) => join('..', room, entry)),
    }),
  )
  if ((await runTool(['tsc', '-p', project])) !== 0) return false

  const sources = join(root, room, 'src')
  for (const file of globSync('**/*.sql', { cwd: sources }))
    await cp(join(sources, file), join(dist, 'lib', file))
  await cp(join(root, 'LICENSE'), join(dist, 'LICENSE'))
  const readme = join(root, room, 'README.md')
  if (existsSync(readme)) await cp(readme, join(dist, 'README.md'))
  await writeFile(join(dist, 'package.json'), JSON.stringify(manifest, pointAtBuilt, 2) + '\n')
  return true
}

/** Where the compiler finds the other rooms: what was built of them, not their sources. */
function builtPaths(manifests: ReadonlyMap<string, Manifest>): Record<string, string[]> {
  return Object.fromEntries(
    [...manifests].flatMap(([room, { name, exports = {} }]) =>
      Object.entries(exports).map(([subpath, source]) => [
        name + subpath.slice(1),
        [source.replace('./src/', `../${room}/dist/lib/`).replace(/\.ts$/, '.d.ts')],
      ]),
    ),
  )
}

/** `./src/index.ts` of the sources is `./lib/index.js` of the package. */
function pointAtBuilt<Value>(_key: string, value: Value): Value | string {
  const source = typeof value === 'string' && /^\.\/src\/(.*)\.ts$/.exec(value)
  return source ? `./lib/${source[1]}.js` : value
}

/** Lays the packages where an installation would and uses them from there. */
async function tryPackages(manifests: ReadonlyMap<string, Manifest>): Promise<boolean> {
  await rm(trial, { recursive: true, force: true })
  for (const [room, { name }] of manifests)
    await cp(join(root, room, 'dist'), join(trial, 'node_modules', name), { recursive: true })

  const importable = [...manifests.values()].flatMap(({ name, exports = {} }) =>
    Object.keys(exports).map((subpath) => name + subpath.slice(1)),
  )
  const imports = importable.map(
    (specifier, index) => `import * as room${index} from '${specifier}'`,
  )
  const show = `console.log(${importable.map((_, index) => `Object.keys(room${index})`).join(', ')})`
  await writeFile(join(trial, 'use.ts'), [...imports, show, ''].join('\n'))
  await writeFile(join(trial, 'package.json'), '{ "type": "module" }')
  await writeFile(
    join(trial, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { skipLibCheck: false },
      include: ['use.ts'],
    }),
  )
  const commands = [...manifests.values()].flatMap(({ name, bin = {} }) =>
    Object.values(bin).map((source) => `node_modules/${name}/${pointAtBuilt('', source)}`),
  )
  const options = { folder: trial, environment: { ROLLBOOK_DATA_DIR: join(trial, 'data') } }
  const uses: (readonly [string, ...string[]])[] = [
    ['tsc', '-p', trial],
    ['node', 'use.ts'],
    ...commands.flatMap((command) =>
      commandTrials.map((words) => ['node', command, ...words] as const),
    ),
  ]
  for (const use of uses) if ((await runTool(use, options)) !== 0) return false
  return true
}
