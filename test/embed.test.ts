/** The page docs/embed.md keeps its promise: all code on it is run, by Node, as a reader would. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const token = 'a-token-of-this-test'
const started: ChildProcess[] = []
let folder: string

beforeAll(() => {
  // Inside the repository, so that the packages the page imports are found.
  mkdirSync(join(root, '.cache'), { recursive: true })
  folder = mkdtempSync(join(root, '.cache', 'embed-'))
  const page = readFileSync(join(root, 'docs/embed.md'), 'utf8')
  const blocks = [...page.matchAll(/^```ts (\S+)\n(.*?)^```$/gms)]
  expect(blocks.map(([, name]) => name)).toEqual([
    'people.ts',
    'scim.ts',
    'hono.ts',
    'node.ts',
    'express.ts',
    'http.ts',
    'try.ts',
  ])
  for (const [, name = '', code = ''] of blocks) writeFileSync(join(folder, name), code)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
})

afterAll(() => {
  for (const child of started) child.kill()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a file of the page; resolves with what it printed, once that matches or it has ended. */
function run(file: string, environment: Record<string, string>, until?: RegExp): Promise<string> {
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', SCIM_TOKEN: token, PORT: '0', ...environment },
  })
  started.push(child)
  let output = ''
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      if (until?.test(output)) resolve(output)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) resolve(output)
      else reject(new Error(`${file} ended with ${code}: ${output}`))
    })
  })
}

test.each(['hono.ts', 'express.ts', 'http.ts'])(
  '%s serves people to a SCIM client that has the token',
  async (file) => {
    const listening = /port:? (\d+)/
    const output = await run(file, { DATABASE: `${file}.db` }, listening)
    const url = `http://127.0.0.1:${listening.exec(output)?.[1]}/scim/v2`
    const authorization = `Bearer ${token}`

    const refused = await fetch(`${url}/Users`)
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toBe('Bearer')

    expect(await run('try.ts', { SCIM_URL: url })).toBe('ada@school.example\n')

    const again = await fetch(`${url}/Users`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/scim+json' },
      body: JSON.stringify({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: 'ADA@school.example',
      }),
    })
    expect(again.status).toBe(409)
    expect(await again.json()).toMatchObject({ scimType: 'uniqueness' })

    const listed = await fetch(`${url}/Users?filter=userName%20eq%20%22ada@school.example%22`, {
      headers: { authorization },
    })
    const { Resources } = (await listed.json()) as { Resources: { id: string; active: boolean }[] }
    expect(Resources).toMatchObject([{ active: false, meta: { version: 'W/"2"' } }])

    const resource = `${url}/Users/${Resources[0]?.id}`
    const removed = await fetch(resource, { method: 'DELETE', headers: { authorization } })
    expect(removed.status).toBe(204)
    expect((await fetch(resource, { headers: { authorization } })).status).toBe(404)
  },
  20_000,
)
