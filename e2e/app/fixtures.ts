import { test as base } from '@playwright/test'
import { type RunningGateway, startGateway } from './gateway.ts'
import { plantIni } from './plant.ts'

interface Fixtures {
  /** config.ini of the gateway. */
  readonly ini: string
  /** More options of `run`. */
  readonly serve: readonly string[]
  /** For journeys that only look: one gateway as it stands, for all of them. */
  readonly isShared: boolean
  readonly gateway: RunningGateway
}

interface WorkerFixtures {
  readonly sharedGateway: () => Promise<RunningGateway>
}

/** A page that complains of nothing: an error, a refused resource or a breach of the content policy fails the test. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  ini: [plantIni, { option: true }],
  serve: [[], { option: true }],
  isShared: [false, { option: true }],
  sharedGateway: [
    // Playwright wants to see which fixtures it needs.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const started: Promise<RunningGateway>[] = []
      await use(() => (started[0] ??= startGateway({ ini: plantIni })))
      for (const gateway of started) await (await gateway).close()
    },
    { scope: 'worker' },
  ],
  gateway: async ({ isShared, sharedGateway, ini, serve }, use) => {
    if (isShared) return use(await sharedGateway())
    const gateway = await startGateway({ ini, serve })
    await use(gateway)
    await gateway.close()
  },
  // Places are written as they stand in the address: `#/devices`.
  baseURL: ({ gateway }, use) => use(gateway.url),
  page: async ({ page }, use) => {
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      // The recording of a trace wants to run in every frame; that of the report runs nothing.
      if (message.type() === 'error' && !/WebSocket|ERR_CONNECTION|'about:srcdoc'/.test(message.text())) {
        complaints.push(message.text())
      }
    })
    await page.goto('/')
    await use(page)
    base.expect(complaints).toEqual([])
  },
})

export { expect } from '@playwright/test'
