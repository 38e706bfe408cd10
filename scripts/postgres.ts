/** `npm run postgres`: a PostgreSQL of one's own to try Rollbook on, until Ctrl-C. */
import { parseArgs } from 'node:util'
import { startPostgres } from '../test/support/postgres.ts'

const usage = `Usage: npm run postgres -- [--dir FOLDER] [--port PORT] [--durable]

Starts a PostgreSQL on 127.0.0.1, prints its URL and runs until Ctrl-C.

  --dir FOLDER  keeps the database there; without it, it is thrown away at the end
  --port PORT   a free port when not given
  --durable     what is committed survives a power cut (fsync and synchronous_commit on)`

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string' },
      port: { type: 'string' },
      durable: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(usage)
    return
  }
  const { dir, port, durable } = values
  if (port !== undefined && !/^\d{1,5}$/.test(port)) throw new Error(`--port ${port} is no number.`)
  const postgres = await startPostgres({
    durable,
    ...(dir && { folder: dir }),
    ...(port && { port: Number(port) }),
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => void postgres.stop())
  console.log(postgres.url)
  console.error(`
PostgreSQL is running, ${durable ? 'durable' : 'not durable: for trying only'}. To serve from it:

  ROLLBOOK_DATABASE_URL=${postgres.url} npm start

Ctrl-C ends it.`)
  await postgres.ended
}
