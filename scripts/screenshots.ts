/**
 * `npm run screenshots`: every screen in both themes, both languages and two window sizes, from the built gateway with
 * simulated meters, into docs/screenshots. Arguments choose screens: `npm run screenshots -- live`.
 */
import { chromium, type Page } from '@playwright/test'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { plantIni } from '../e2e/app/plant.ts'
import { startGateway } from '../e2e/app/gateway.ts'
import { browserOptions } from '../e2e/support/browser.ts'

const folder = join(import.meta.dirname, '..', 'docs', 'screenshots')
const sizes = [
  { width: 1280, height: 800 },
  { width: 1024, height: 640 },
] as const
const themes = ['light', 'dark'] as const
const languages = ['en', 'es'] as const

interface Screen {
  readonly name: string
  readonly address: string
  /** Waits until there is something to see. */
  readonly ready: (page: Page) => Promise<void>
}

const shows =
  (text: string | RegExp): Screen['ready'] =>
  (page) =>
    page.getByText(text).first().waitFor()

const screens: readonly Screen[] = [
  { name: 'overview', address: '#/overview', ready: shows('Main supply') },
  { name: 'devices', address: '#/devices', ready: shows('WORKSHOP') },
  {
    name: 'device',
    address: '#/devices/WORKSHOP',
    ready: (page) => page.getByRole('grid').first().waitFor(),
  },
  {
    name: 'live',
    address: '#/live/SUPPLY',
    async ready(page) {
      await page.getByText('1 min', { exact: true }).click()
      await page.locator('.recharts-surface path').first().waitFor()
    },
  },
  {
    name: 'tester-test',
    address: '#/tester/test?device=CELLAR',
    async ready(page) {
      await page.locator('.run-bar button').first().click()
      await page.locator('.verdict-bad').waitFor()
    },
  },
  {
    name: 'tester-probe',
    address: '#/tester/test?device=SUPPLY',
    async ready(page) {
      await page.getByRole('tab').nth(1).click()
      await page.locator('.probe select').first().selectOption('INPUT')
      for (let reading = 0; reading < 2; reading++) {
        await page.locator('.probe-main button[type=submit]').click()
        await page.locator('.probe-table').waitFor()
        if (reading === 0) await delay(1_500)
        else await page.locator('.probe-row .is-changed').first().waitFor()
      }
      const shown = async (row: number, pattern: RegExp): Promise<string> =>
        pattern.exec(await page.locator('.probe-row').nth(row).innerText())?.[0] ?? '0'
      // The rows of the picture before are still there.
      while ((await page.locator('.shown-value').count()) < 3) await page.locator('.find-add').click()
      for (const [index, [label, value]] of [
        ['Voltage_L1', `${await shown(1, /2[23]\d\.\d/)} V`],
        ['Voltage_L2', `${await shown(3, /2[23]\d\.\d/)} V`],
        ['Current_L1', `${await shown(7, /\b\d{1,2}\.\d/)} A`],
      ].entries()) {
        await page
          .locator('.shown-value input')
          .nth(2 * index)
          .fill(label ?? '')
        await page
          .locator('.shown-value input')
          .nth(2 * index + 1)
          .fill(value ?? '')
      }
      await page.locator('.find button[type=submit]').click()
      await page.locator('.found-set').waitFor()
    },
  },
  {
    name: 'tester-scan',
    address: '#/tester/scan',
    async ready(page) {
      // A scan of the picture before may still be ending.
      await page.locator('.run-bar button[type=submit]:enabled').click({ timeout: 60_000 })
      await page.locator('.unit-found').nth(1).waitFor()
      await delay(4_000)
      await page.locator('.run-bar button').first().click()
    },
  },
  {
    name: 'tester-traffic',
    address: '#/tester/traffic',
    async ready(page) {
      await page.locator('.frame-received').first().waitFor()
      await delay(4_000)
    },
  },
  {
    name: 'tester-api',
    address: '#/tester/api',
    async ready(page) {
      await page.locator('.run-bar button').first().click()
      await page.locator('.verdict').waitFor()
    },
  },
  { name: 'alerts', address: '#/alerts', ready: shows('CELLAR') },
  { name: 'queue', address: '#/queue', ready: shows('30 d') },
  { name: 'logs', address: '#/logs', ready: shows('INFO') },
  { name: 'settings', address: '#/settings', ready: shows('api_url') },
]

const wanted = process.argv.slice(2)
const chosen = screens.filter(({ name }) => wanted.length === 0 || wanted.includes(name))

mkdirSync(folder, { recursive: true })
const gateway = await startGateway({ ini: plantIni })
const browser = await chromium.launch(browserOptions())
try {
  process.stdout.write('Collecting for a minute, so that there is something to see …\n')
  await delay(60_000)
  for (const theme of themes) {
    for (const language of languages) {
      const context = await browser.newContext({
        colorScheme: theme,
        locale: language === 'es' ? 'es-ES' : 'en-GB',
        timezoneId: 'Europe/Madrid',
      })
      const page = await context.newPage()
      await page.goto(gateway.url)
      for (const size of sizes) {
        await page.setViewportSize(size)
        for (const { name, address, ready } of chosen) {
          await page.goto(`${gateway.url}/${address}`)
          await ready(page)
          await page.mouse.move(0, 0)
          const file = `${name}-${theme}-${language}-${size.width}.png`
          await page.screenshot({ path: join(folder, file), animations: 'disabled' })
          process.stdout.write(`${file}\n`)
        }
      }
      await context.close()
    }
  }
} finally {
  await browser.close()
  await gateway.close()
}
