/** What the doctor looks at outside the database. */
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { loadSecret, secretFile } from '../access/secret.ts'
import type { Config } from '../config.ts'
import { Refusal } from '../directory/refusal.ts'
import { type Finding, on } from './finding.ts'
import { findHolder } from './lock.ts'

const limits = {
  nodeMajorMin: 24,
  freeBytesMin: 100 * 1024 * 1024,
  freeBytesGood: 1024 * 1024 * 1024,
  answerMs: 2000,
} as const

export function checkRuntime(): Finding {
  const { ok, problem } = on('runtime')
  const { node } = process.versions
  return Number(node.split('.')[0]) >= limits.nodeMajorMin
    ? ok(`Node ${node}.`)
    : problem(`This is Node ${node}.`, `Run Rollbook with Node ${limits.nodeMajorMin} or newer.`)
}

export function checkPublicUrl({ publicUrl }: Config): Finding {
  const { ok, note, warning } = on('public URL')
  const { protocol, hostname } = new URL(publicUrl)
  if (/^(?:localhost|127\..*|\[::1\])$/.test(hostname))
    return note(
      `${publicUrl} is reached from this machine alone.`,
      'For an identity provider elsewhere, set ROLLBOOK_PUBLIC_URL to the address it sees.',
    )
  return protocol === 'https:'
    ? ok(`${publicUrl}.`)
    : warning(
        `${publicUrl} is not encrypted; identity providers refuse it.`,
        'Put a proxy with TLS before Rollbook, and set ROLLBOOK_PUBLIC_URL to its https address.',
      )
}

export function checkFolder({ dataDir }: Config): Finding {
  const { ok, warning, problem } = on('data folder')
  let folder = dataDir
  // What is not there yet is made in the nearest folder that is.
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder)
  if (!statSync(folder).isDirectory())
    return problem(`${folder} is a file.`, 'Set ROLLBOOK_DATA_DIR to a folder.')
  try {
    accessSync(folder, constants.W_OK)
  } catch {
    return problem(
      `${folder} cannot be written.`,
      'Give it to the account Rollbook runs under, or set ROLLBOOK_DATA_DIR.',
    )
  }
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const message = `${dataDir}, with ${(free / 2 ** 30).toFixed(1)} GiB free.`
  const advice = 'Make room on this disk: without it nothing can be written.'
  if (free < limits.freeBytesMin) return problem(message, advice)
  return free < limits.freeBytesGood ? warning(message, advice) : ok(message)
}

export function checkSecret(config: Config): Finding {
  const { ok, note, warning, problem } = on('secret key')
  const file = secretFile(config.dataDir)
  const isFromFile = config.secretKey === undefined
  if (isFromFile && !existsSync(file))
    return note('There is none yet.', `The first \`rollbook serve\` makes ${file}.`)
  try {
    loadSecret(config)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return problem(error.message, 'Without it no token is valid.')
  }
  if (isFromFile && config.databaseUrl.startsWith('postgres:'))
    return warning(
      `${file} is on this machine alone.`,
      'When several servers share the database, give all of them the same ROLLBOOK_SECRET_KEY.',
    )
  return ok(isFromFile ? `${file}, readable by its owner alone.` : 'From ROLLBOOK_SECRET_KEY.')
}

/** Whether a server runs and is ready, as seen from this machine. */
export async function checkServer({ host, port, databaseUrl }: Config): Promise<Finding> {
  const { ok, note, warning } = on('server')
  const isFile = databaseUrl.startsWith('sqlite:') && databaseUrl !== 'sqlite::memory:'
  const holder = isFile ? findHolder(databaseUrl.slice('sqlite:'.length)) : undefined
  const who = holder ? `Process ${holder.pid}, started ${holder.started}` : 'A server'
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  const url = `http://${name.includes(':') ? `[${name}]` : name}:${port}/readyz`
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(limits.answerMs) })
    return status === 200
      ? ok(`${who}, is ready at port ${port}.`)
      : warning(`${who}, answers ${url} with ${status}.`, 'Its log says why it is not ready.')
  } catch {
    // Nobody answers there; that is the finding.
    return holder
      ? warning(
          `${who}, does not answer at ${url}.`,
          'It may run with another PORT or HOST than this command sees.',
        )
      : note('None is running here.', '`rollbook serve` starts it.')
  }
}
