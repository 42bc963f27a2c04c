import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    setupFiles: ['e2e/support/property-seed.ts'],
    include: ['{shared,electron,renderer,e2e,bench}/**/*.test.ts'],
    // Engine tests own real sockets, ptys and processes: a file is a process, and a slow machine is not a failure.
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Where a meter has 30 ms to answer, a machine that stalls that long looks like a slow meter: a landing looks twice.
    retry: process.env['CI'] === undefined ? 0 : 1,
  },
})
