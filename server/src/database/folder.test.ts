import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from './folder.ts'

test('makes a folder and those above it, and is content with one that is there', () => {
  const root = mkdtempSync(join(tmpdir(), 'rollbook-folder-'))
  try {
    makeFolder(join(root, 'a/b/c'))
    makeFolder(join(root, 'a/b/c'))
    expect(existsSync(join(root, 'a/b/c'))).toBe(true)
    writeFileSync(join(root, 'file'), '')
    expect(() => makeFolder(join(root, 'file/under'))).toThrow(/is a file/)
  } finally {
    rmSync(root, { recursive: true })
  }
})

test.runIf(process.platform === 'linux')(
  'fails where no folder can be made, and comes to an end',
  () => {
    expect(() => makeFolder('/proc/nope/data')).toThrow(/ENOENT|EACCES|EPERM/)
  },
)
