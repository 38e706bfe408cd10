import { defineConfig, type TestProjectConfiguration } from 'vitest/config'

interface Needs {
  /** The run's PostgreSQL. */
  readonly postgres?: boolean
  /** Modules of its own in each file, since some keep state. */
  readonly isolate?: boolean
}

/** The tests of one room. */
function room(name: string, folder: string, needs: Needs): TestProjectConfiguration {
  return {
    test: {
      name,
      include: [`${folder}/**/*.test.ts`],
      exclude: ['**/dist/**', '**/node_modules/**'],
      isolate: needs.isolate ?? false,
      // To end what hangs, not to measure: the machine may be busy.
      testTimeout: 30_000,
      hookTimeout: 60_000,
      ...(needs.postgres && { globalSetup: './test/support/start-postgres.ts' }),
    },
  }
}

export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      room('scim', 'scim/src', {}),
      room('simulators', 'simulators/src', {}),
      room('server', 'server/src', { postgres: true, isolate: true }),
      room('house', '{test,scripts}', { postgres: true, isolate: true }),
    ],
  },
})
