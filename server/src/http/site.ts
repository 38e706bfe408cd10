/** Everything that is no Tenant URL: a first page, and what keeps watch over the server. */
import { createHash } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import { ScimError } from '@rollbook/scim'
import { Hono } from 'hono'
import type { Metrics } from './metrics.ts'

export type Site = Hono<{ Bindings: HttpBindings }>

/** @param options `isReady` rejects or says false when requests cannot be answered now */
export function createSite(options: {
  readonly isReady: () => Promise<boolean>
  readonly metrics: Metrics
}): Site {
  const site: Site = new Hono()
  site.use(async (context, next) => {
    await next()
    for (const [name, value] of siteHeaders) context.header(name, value)
  })
  site.get('/', (context) => {
    context.header('content-security-policy', pagePolicy)
    return context.html(page)
  })
  site.get('/healthz', (context) => context.json({ status: 'ok' }))
  site.get('/readyz', async (context) => {
    const isReady = await within(readyMs, options.isReady())
    return context.json({ status: isReady ? 'ready' : 'unavailable' }, isReady ? 200 : 503)
  })
  site.get('/metrics', async (context) => {
    if (!isNear(context.env, context.req.raw.headers))
      return context.text('Metrics are for the own network, and not through a proxy.\n', 403)
    context.header('content-type', options.metrics.contentType)
    return context.body(await options.metrics.print())
  })
  site.all('/scim', tenantUrlHint).all('/scim/*', tenantUrlHint)
  site.notFound((context) => context.text('There is nothing here.\n', 404))
  return site
}

const readyMs = 2000

/** False when the answer is no, does not come in time, or is an error. */
async function within(milliseconds: number, answer: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds)
  })
  try {
    return await Promise.race([answer, late])
  } catch {
    // Why it is not ready stands in the log of the requests that fail; here only strangers read.
    return false
  } finally {
    clearTimeout(timer)
  }
}

/** Whether a request comes from this machine or a private network, and not by way of a proxy. */
function isNear({ incoming }: HttpBindings, headers: Headers): boolean {
  if (['x-forwarded-for', 'forwarded', 'via'].some((name) => headers.has(name))) return false
  const address = (incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  return /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd])/.test(address)
}

/** For whoever enters half a Tenant URL. */
function tenantUrlHint(): Response {
  const error = new ScimError(
    404,
    'This is no Tenant URL: one ends in /scim/v2/ and the id of a connection. ' +
      '`rollbook connection list` shows it, ready to copy.',
  )
  return new Response(JSON.stringify(error), {
    status: 404,
    headers: { 'content-type': 'application/scim+json' },
  })
}

const style = `
  :root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif }
  body { max-width: 42rem; margin: 4rem auto; padding: 0 1.5rem }
  pre { padding: 1rem; overflow-x: auto; border: 1px solid; border-radius: 0.5rem }
`

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Rollbook</title>
<style>${style}</style>
<h1>Rollbook is running</h1>
<p>It keeps the people and groups of a learning platform in step with an identity provider, by
SCIM 2.0. It is set up on the command line of the machine it runs on:</p>
<pre><code>rollbook organization create acme --name "Acme"
rollbook connection create acme --kind scim --name "Microsoft Entra ID"
rollbook token create acme "Microsoft Entra ID"</code></pre>
<p>The second command prints the Tenant URL and the third the secret token: what the identity
provider asks for. In a clone, write <code>npm run rollbook --</code> in place of
<code>rollbook</code>. <code>rollbook doctor</code> tells whether all is well.</p>
</html>
`

const styleHash = createHash('sha256').update(style).digest('base64')
const pagePolicy =
  `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; ` +
  `frame-ancestors 'none'; object-src 'none'`

const siteHeaders = [
  ['cache-control', 'no-store'],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
] as const

/** The paths that the log may name. */
export const siteRoutes: ReadonlySet<string> = new Set(['/', '/healthz', '/readyz', '/metrics'])
