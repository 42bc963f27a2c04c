import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, type Page, test as base } from '@playwright/test'
import type { ServerMessage } from '../../shared/contract/protocol.ts'
import { buildPlant, firstPage, launch, type Plant } from './desktop.ts'

interface Fixtures {
  /** config.ini of the plant. */
  readonly ini: string
  /** What the page may say on its console without failing the test. */
  readonly mayComplain: RegExp
  /** For specs that leave everything as it was: one app for all of them. */
  readonly isShared: boolean
  readonly plant: Plant
  readonly app: ElectronApplication
  readonly page: Page
}

interface Running {
  readonly plant: Plant
  readonly app: ElectronApplication
}

interface WorkerFixtures {
  readonly sharedApp: () => Promise<Running>
}

const plantIni = readFileSync(join(import.meta.dirname, 'plant.ini'), 'utf8')

async function withPlant(ini: string, use: (plant: Plant) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-ems-desktop-'))
  const plant = await buildPlant(folder, ini)
  await use(plant)
  await plant.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  ini: [plantIni, { option: true }],
  mayComplain: [/^$/, { option: true }],
  isShared: [false, { option: true }],
  sharedApp: [
    // Playwright wants to see which fixtures it needs.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      await withPlant(plantIni, async (plant) => {
        const started: Promise<ElectronApplication>[] = []
        await use(async () => ({ plant, app: await (started[0] ??= launch(plant)) }))
        for (const app of started) await (await app).close()
      })
    },
    { scope: 'worker' },
  ],
  plant: async ({ isShared, sharedApp, ini }, use) => {
    if (isShared) return use((await sharedApp()).plant)
    await withPlant(ini, use)
  },
  app: async ({ isShared, sharedApp, plant }, use, info) => {
    if (isShared) return use((await sharedApp()).app)
    const app = await launch(plant)
    const said: Buffer[] = []
    for (const stream of [app.process().stdout, app.process().stderr]) {
      stream?.on('data', (chunk: Buffer) => said.push(chunk))
    }
    await use(app)
    await app.close()
    if (info.status !== info.expectedStatus) {
      await info.attach('main process', { body: Buffer.concat(said), contentType: 'text/plain' })
    }
  },
  page: async ({ app, isShared, mayComplain }, use) => {
    const page = await firstPage(app)
    // The spec before may have spoken in place of its client.
    if (isShared) await page.reload()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      const text = message.text()
      if (message.type() === 'error' && !mayComplain.test(text)) complaints.push(text)
    })
    await use(page)
    base.expect(complaints).toEqual([])
  },
})

/** Speaks the contract in place of the page's own client, which hears nothing from then on. */
export function callFrom(page: Page, name: string, args: object): Promise<ServerMessage> {
  return page.evaluate(
    ([name, args]) =>
      new Promise<ServerMessage>((resolve, reject) => {
        const port = window.gatewayPort
        if (port === undefined) return reject(new Error('there is no port'))
        port.onMessage((message) => {
          if (message.kind === 'reply' && message.id === 1_000_000) resolve(message)
        })
        // What a page may say is what is tested here.
        port.send({ kind: 'call', id: 1_000_000, name: name as 'desktopState', args })
      }),
    [name, args] as const,
  )
}

/** A command after which the page is loaded anew, perhaps before it hears the answer; gives the state then. */
export async function callForReload(page: Page, name: string, args: object): Promise<ServerMessage> {
  const reloaded = page.waitForEvent('load')
  await callFrom(page, name, args).catch(() => {})
  await reloaded
  return callFrom(page, 'desktopState', {})
}

type Greeting = Extract<ServerMessage, { readonly kind: 'welcome' | 'refused' }>

/** What the page is told first, by the gateway that it looks at. */
export function greetFrom(page: Page): Promise<Greeting> {
  return page.evaluate(
    () =>
      new Promise<Greeting>((resolve) => {
        const port = window.gatewayPort
        port?.onMessage((message) => {
          if (message.kind === 'welcome' || message.kind === 'refused') resolve(message)
        })
        port?.send({ kind: 'hello', version: 1, token: null })
      }),
  )
}

export { expect } from '@playwright/test'
