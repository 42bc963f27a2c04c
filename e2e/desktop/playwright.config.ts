import { defineConfig } from '@playwright/test'
import { host } from './host.ts'

// The desktop app's own bundles in a window. The project is named for the host: it stands in each line of the report.
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/desktop',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // A landing looks twice at what failed; the report names what needed it.
  retries: process.env['CI'] === undefined ? 0 : 1,
  reporter: [['list']],
  metadata: { host: host.kind },
  projects: [{ name: host.name }],
})
