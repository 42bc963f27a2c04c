import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    setupFiles: ['e2e/support/property-seed.ts'],
    include: ['{shared,electron,renderer,e2e,bench}/**/*.test.ts'],
    // Engine tests own real sockets, ptys and processes: a file is a process, and a slow machine is not a failure.
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
