import { defineConfig } from 'vitest/config'

// Servers, ptys and processes take their time on a slow machine, which is no failure.
const patience = { testTimeout: 120_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    setupFiles: ['e2e/support/property-seed.ts'],
    pool: 'forks',
    // Where a meter has 30 ms to answer, a machine that stalls that long looks like a slow meter: a landing looks twice.
    retry: process.env['CI'] === undefined ? 0 : 1,
    projects: [
      {
        extends: true,
        // Pure functions: no file leaves anything behind for the next one.
        test: {
          name: 'unit',
          include: ['{shared,electron,renderer}/**/*.test.ts'],
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        // A file is a process. They wait for each other's slots and time-outs more than they compute.
        test: {
          name: 'servers',
          include: ['{e2e,bench}/**/*.test.ts'],
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          ...patience,
        },
      },
    ],
  },
})
