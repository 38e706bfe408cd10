import { defineConfig, type TestProjectConfiguration } from 'vitest/config'

/** The tests of one room; `postgres` says that they need the run's PostgreSQL. */
function room(name: string, folder: string, postgres = false): TestProjectConfiguration {
  return {
    test: {
      name,
      include: [`${folder}/**/*.test.ts`],
      exclude: ['**/dist/**', '**/node_modules/**'],
      // To end what hangs, not to measure: the machine may be busy.
      testTimeout: 30_000,
      hookTimeout: 60_000,
      ...(postgres && { globalSetup: './test/support/start-postgres.ts' }),
    },
  }
}

export default defineConfig({
  test: {
    projects: [
      room('scim', 'scim/src'),
      room('simulators', 'simulators/src'),
      room('server', 'server/src', true),
      room('house', '{test,scripts}', true),
    ],
  },
})
