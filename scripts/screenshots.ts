/**
 * `npm run screenshots`: every screen in both themes, both languages and two window sizes, from the built gateway with
 * simulated meters, into docs/screenshots. Arguments choose screens: `npm run screenshots -- live`.
 */
import { chromium, type Page } from '@playwright/test'
import { mkdirSync } from 'node:fs'
import { rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { plantIni } from '../e2e/app/plant.ts'
import { startGateway } from '../e2e/app/gateway.ts'
import { systemClock } from '../electron/engine/clock.ts'
import { serveTcp } from '../electron/simulator/meters/servers.ts'
import { browserOptions } from '../e2e/support/browser.ts'
import { startFaultMeter } from '../e2e/support/fault-meter.ts'
import { openPtyPair } from '../e2e/support/pty.ts'
import { integerDevice, sunSpecMeter } from '../e2e/support/sunspec-device.ts'

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

/** As an adapter would be called. */
const serialPort = join(tmpdir(), 'ttyUSB0')

/** The first one of the list of devices. */
async function typeSettings(page: Page): Promise<void> {
  await page.locator('.tester-device input').click()
  await page.getByRole('listbox').getByRole('option').first().click()
}

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
      const read = page.locator('.probe-main button[type=submit]')
      await read.click()
      await page.locator('.probe-table').waitFor()
      await delay(1_500)
      // The rows of the picture before are still there.
      while ((await page.locator('.shown-value').count()) < 3) await page.locator('.find-add').click()
      const fields = page.locator('.shown-value input')
      for (const [index, label] of ['Voltage_L1', 'Voltage_L2', 'Voltage_L3'].entries())
        await fields.nth(2 * index).fill(label)
      // It has none, and to find that out takes longer than its values stand still.
      await page.locator('.find-tables input').first().uncheck()
      await page.locator('.find-range .tester-address input').nth(1).fill('99')
      // Until the values have stood still between the look at them and the search.
      do {
        await read.click()
        await page.locator('.probe-row .is-changed').first().waitFor()
        const rows = await page.locator('.probe-row').allInnerTexts()
        const shown = (row: number, pattern: RegExp): string => pattern.exec(rows[row] ?? '')?.[0] ?? '0'
        await fields.nth(1).fill(`${shown(1, /2[23]\d\.\d/)} V`)
        await fields.nth(3).fill(`${shown(3, /2[23]\d\.\d/)} V`)
        await fields.nth(5).fill(`${shown(5, /2[23]\d\.\d/)} V`)
        await page.locator('.find button[type=submit]').click()
        await page.locator('.find button[type=submit]:enabled').waitFor()
        await delay(500)
      } while (!/ 0 .* 2 .* 4 /s.test((await page.locator('.found-set').allInnerTexts()).join()))
    },
  },
  {
    name: 'tester-scan',
    address: '#/tester/scan',
    async ready(page) {
      await page.locator('.scan-kinds label').first().click()
      // A scan of the picture before may still be ending.
      await page.locator('.run-bar button[type=submit]:enabled').click({ timeout: 60_000 })
      await page.locator('.unit-found').nth(1).waitFor()
      await delay(4_000)
      await page.locator('.run-bar button').first().click()
    },
  },
  {
    name: 'tester-serial',
    address: '#/tester/scan',
    async ready(page) {
      await typeSettings(page)
      await page.locator('.tester-protocol label').nth(1).click()
      await page.locator('.tester-target .tester-host input').fill(serialPort)
      await page.locator('.tester-timeout input').fill('0.5')
      await page.locator('.scan-kinds label').nth(2).click()
      await page.locator('.run-bar .tester-baud input').fill('3, 7')
      await page.locator('.run-bar button[type=submit]:enabled').click()
      await page.locator('.tester-table .good').waitFor()
      // What is shown at first is of the picture before.
      await page.locator('.run-bar button[type=submit]:enabled').waitFor()
    },
  },
  {
    name: 'tester-sunspec',
    address: '#/tester/scan',
    async ready(page) {
      await typeSettings(page)
      await page.locator('.tester-protocol label').first().click()
      await page.locator('.tester-host input').fill('127.0.0.1')
      await page.locator('.tester-port input').fill(String(inverter.port))
      await page.locator('.tester-unitId input').fill('126')
      await page.locator('.scan-kinds label').nth(3).click()
      await page.locator('.run-bar button[type=submit]:enabled').click()
      await page.locator('.tester-table tbody tr').nth(3).waitFor()
    },
  },
  {
    name: 'tester-report',
    address: '#/tester/test?device=SUPPLY',
    async ready(page) {
      await page.locator('.tester-report button[type=submit]').click()
      await page.locator('.tester-report button[type=submit]:enabled').waitFor()
      await page.locator('.tester-report [role=status] button').first().click()
      await page.frameLocator('.report-frame').locator('h1').waitFor()
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
const pair = await openPtyPair()
await rm(serialPort, { force: true })
await symlink(pair.master, serialPort)
/** Unit 7 with 19200 8E1, which is the third combination: a pseudo terminal has no speed, but each one asks for one register more. */
const meter = await startFaultMeter({
  framing: 'rtu',
  serialPath: pair.meter,
  fault({ unit, count }) {
    if (unit !== 7 || count === 2) return { kind: 'silence' }
    return count === 3 ? { kind: 'none' } : { kind: 'bit-flip', bit: 27 }
  },
})
const inverter = await serveTcp([sunSpecMeter(126, integerDevice())], {
  host: '127.0.0.1',
  port: 0,
  clock: systemClock,
})
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
  await Promise.all([gateway.close(), meter.close(), inverter.close(), rm(serialPort)])
  await pair.close()
}
