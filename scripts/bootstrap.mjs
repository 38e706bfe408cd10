/**
 * The way in for every command of a clone: `node scripts/bootstrap.mjs FILE [ARGUMENTS…]`.
 * Plain JavaScript for any Node from 18 on: installs what package-lock.json names when it is not
 * there, then runs FILE under the pinned Node (docs/decisions/0001-pinned-runtime.md).
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const nodeMajorMin = 24
const root = fileURLToPath(new URL('..', import.meta.url))
const lockfile = join(root, 'package-lock.json')
const stamp = join(root, 'node_modules', '.installed-from')

const [file, ...parameters] = process.argv.slice(2)
if (!file) fail('Usage: node scripts/bootstrap.mjs FILE [ARGUMENTS…]', 2)
const fingerprint = createHash('sha256').update(readFileSync(lockfile)).digest('hex')
if (!isInstalled()) install()
run(findRuntime(), [join(root, file), ...parameters])

/** Whether node_modules holds what the lockfile names, by the stamp or else by npm's own record. */
function isInstalled() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return true
  const record = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  const locked = JSON.parse(readFileSync(lockfile, 'utf8')).packages
  for (const [path, entry] of Object.entries(locked)) {
    if (!path.includes('node_modules/')) continue
    // An optional package that is not there belongs to another platform.
    if (!Object.hasOwn(installed, path) && entry.optional) continue
    if (installed[path]?.integrity !== entry.integrity) return false
    if (!existsSync(join(root, path))) return false
  }
  writeFileSync(stamp, fingerprint)
  return true
}

function install() {
  console.error('Installing what package-lock.json names …')
  const started = performance.now()
  // Inside an npm script, the very npm that runs it, under the Node that it came with: the pinned
  // Node lives in the folder that `npm ci` removes first.
  const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env
  const [command, first] = npm ? [node, [npm]] : ['npm', []]
  const { status, error } = spawnSync(command, [...first, 'ci', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (error) fail(`npm could not be started: ${error.message}`)
  if (status !== 0) fail('npm ci failed; what it printed above says why.')
  writeFileSync(stamp, fingerprint)
  console.error(`Installed in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
}

/** The pinned Node; where none is published for this platform, the running one if new enough. */
function findRuntime() {
  const pinned = join(root, 'node_modules', '.bin', 'node')
  if (existsSync(pinned)) return pinned
  if (Number(process.versions.node.split('.')[0]) >= nodeMajorMin) return process.execPath
  return fail(
    `Rollbook needs Node ${nodeMajorMin} or newer, this is ${process.version}, and none can be ` +
      `installed from npm for ${process.platform} ${process.arch}: install Node and try again.`,
  )
}

/** Runs under the other Node as if it were this one: same terminal, same end. */
function run(runtime, commandLine) {
  const PATH = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
  const child = spawn(runtime, commandLine, { stdio: 'inherit', env: { ...process.env, PATH } })
  // A terminal sends Ctrl-C to both; only what reached this process alone is handed on.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // npm's shell ends on a signal without handing it on; then nobody is left to be run for.
  const { ppid } = process
  const hasEnded = () => process.ppid !== ppid && child.kill('SIGTERM')
  if (process.env.npm_lifecycle_event) setInterval(hasEnded, 500).unref()
  child.on('error', (error) => fail(`${runtime} could not be started: ${error.message}`))
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

function fail(sentence, code = 1) {
  console.error(sentence)
  process.exit(code)
}
