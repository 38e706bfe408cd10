import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { takeLock } from './lock.ts'

test('a database file is locked under every name it is reached by', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollbook-lock-'))
  const file = join(folder, 'rollbook.db')
  const link = join(folder, 'another.db')
  writeFileSync(file, '')
  symlinkSync(file, link)
  const lock = takeLock(file)
  try {
    expect(() => takeLock(link)).toThrow(/Another Rollbook server/)
  } finally {
    lock.release()
    rmSync(folder, { recursive: true })
  }
})
