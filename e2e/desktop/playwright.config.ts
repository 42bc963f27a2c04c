import { defineConfig } from '@playwright/test'
import { host } from './host.ts'

// The desktop app's own bundles in a window. The project is named for the host: it stands in each line of the report.
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/desktop',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  reporter: [['list']],
  metadata: { host: host.kind },
  projects: [{ name: host.name }],
})
