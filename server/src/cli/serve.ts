/** `rollbook serve`: takes the lock, loads the server, and ends it in order. */
import { type Config, readConfig } from '../config.ts'
import { makeDataFolder } from '../directory/refusal.ts'
import { type Lock, takeLock } from './lock.ts'
import type { OutputOptions } from './output.ts'

/** `serve`; returns when the server has stopped. */
export async function serve(options: OutputOptions): Promise<void> {
  const config = readConfig(process.env)
  const stopped = stopSignal()
  makeDataFolder(config.dataDir)
  // Before all the rest is loaded: whoever is second hears so at once.
  const lock = lockDatabase(config)
  try {
    const { runServer } = await import('./run-server.ts')
    await runServer(config, options, stopped)
  } finally {
    lock?.release()
  }
}

function lockDatabase({ databaseUrl }: Config): Lock | undefined {
  const isFile = databaseUrl.startsWith('sqlite:') && databaseUrl !== 'sqlite::memory:'
  return isFile ? takeLock(databaseUrl.slice('sqlite:'.length)) : undefined
}

/** The first signal that asks for an end; a second ends at once. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let isAsked = false
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.on(signal, () => {
        if (isAsked) process.exit(1)
        isAsked = true
        resolve(signal)
      })
  })
}
