/** What the documents point at is there. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const documents = [
  ...globSync('*.md', { cwd: root }),
  ...globSync('{docs,scim,server,simulators,test}/**/*.md', {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**'],
  }),
]
const scripts = new Set(
  Object.keys(
    (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts,
  ),
)

describe.each(documents)('%s', (document) => {
  const text = readFileSync(join(root, document), 'utf8')

  test('links to files that are there', () => {
    const targets = [...text.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)].map(([, to]) => to ?? '')
    const missing = targets.filter((to) => !existsSync(join(root, dirname(document), to)))
    expect(missing).toEqual([])
  })

  test('names npm scripts that are there', () => {
    const named = [...text.matchAll(/npm run (?:-s )?([a-z]+)/g)].map(([, name]) => name ?? '')
    expect(named.filter((name) => !scripts.has(name))).toEqual([])
  })
})

test('every decision is in their list', () => {
  const list = readFileSync(join(root, 'docs/decisions/README.md'), 'utf8')
  const pages = globSync('*-*.md', { cwd: join(root, 'docs/decisions') })
  expect(pages.length).toBeGreaterThan(0)
  expect(pages.filter((page) => !list.includes(`(${page})`))).toEqual([])
})

test('where to begin reading in each room is there', () => {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
  const rows = [...text.matchAll(/^\| \[(\w+)\]\((server\/src\/\w+)\).*\| `([\w/.-]+)` +\|$/gm)]
  expect(rows.length).toBeGreaterThan(4)
  const missing = rows.filter(([, , room = '', file = '']) => !existsSync(join(root, room, file)))
  expect(missing.map(([, , room, file]) => `${room}/${file}`)).toEqual([])
})
