import { defineConfig } from '@playwright/test'
import { browserOptions } from '../support/browser.ts'

// The interface in a real browser, served by the built gateway. Journeys wait for what they expect, never for time.
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/app',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // A landing looks twice at what failed; the report names what needed it.
  retries: process.env['CI'] === undefined ? 0 : 1,
  reporter: [['list']],
  use: {
    launchOptions: browserOptions(),
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Madrid',
    // Recording costs a third of the time: a landing records its second look, `--trace on` whatever is asked for.
    trace: 'on-first-retry',
  },
})
