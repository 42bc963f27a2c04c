import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from '@playwright/test'
import { browserOptions, findBrowser } from '../e2e/support/browser.ts'
import { type BenchResult, boundedRow } from './row.ts'
import { filesOf, sizeOf } from './support/bundle-size.ts'
import { serveEmptyPage } from './support/empty-page.ts'
import { installPageClock } from './support/page-clock.ts'
import { median, quantile } from './support/quantile.ts'
import { openServedSite } from './support/served-site.ts'

const devices = 500
const loads = 5
const repetitions = 9
const streamedMs = 10_000
const viewport = { width: 1280, height: 800 } as const

/**
 * Budgets of the project's own. What is on the screen answers within 100 ms, which feels immediate, and another page is
 * there within a second, which does not break a train of thought (Nielsen, Usability Engineering, ch. 5).
 */
const budget = {
  firstLoadGzipKb: 250,
  firstValueMs: 1_000,
  answerMs: 100,
  pageMs: 1_000,
  mainThreadMsPerS: 250,
} as const

const interfaceFolder = fileURLToPath(new URL('../out/renderer/', import.meta.url))

/** What the interface weighs, and how it behaves in a browser while 500 devices stream. */
export async function run(): Promise<BenchResult[]> {
  if (!existsSync(join(interfaceFolder, 'index.html'))) {
    return [{ name: 'page', skipped: 'the interface is not built: npm run build' }]
  }
  const whole = sizeOf(interfaceFolder, filesOf(interfaceFolder))
  const rows: BenchResult[] = [
    { name: 'files: all', value: whole.bytes / 1_000, unit: 'kB' },
    { name: 'files: all, gzip', value: whole.gzipBytes / 1_000, unit: 'kB' },
  ]
  if (findBrowser() === null) return [...rows, { name: 'page', skipped: 'there is no Chromium' }]
  const site = await openServedSite({ devices, intervalMs: 1_000, registersPerDevice: 10 }, interfaceFolder)
  const empty = await serveEmptyPage()
  const browser = await chromium.launch(browserOptions())
  try {
    // Until all devices have answered.
    const page = await openPage(browser)
    await page.goto(site.url)
    await shownMs(page, 'footer', `${devices} of ${devices} `)
    rows.push(...(await firstLoad(page)))
    rows.push(...(await loading(browser, site.url, empty.url)))
    rows.push(...(await interactions(page)))
    rows.push(...(await streaming(page)))
    return rows
  } finally {
    await browser.close()
    await empty.close()
    await site.close()
  }
}

const firstValue = ['.overview-number', '\\d'] as const
const firstLine = '[role=table] [role=row][aria-rowindex="2"]'

async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: 'en-GB' })
  await context.addInitScript(installPageClock)
  return context.newPage()
}

const shownMs = (page: Page, selector: string, pattern: string): Promise<number> =>
  page.evaluate(([what, text]) => pageClock.shownMs(what, text), [selector, pattern] as const)

async function firstLoad(page: Page): Promise<BenchResult[]> {
  // The frame around the page is there before it.
  await shownMs(page, ...firstValue)
  const fetched = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
  )
  const size = sizeOf(interfaceFolder, ['index.html', ...new Set(fetched)])
  return [
    { name: 'files: fetched until the overview is there', value: size.bytes / 1_000, unit: 'kB' },
    boundedRow(
      'files: fetched until the overview is there, gzip',
      size.gzipBytes / 1_000,
      'kB',
      budget.firstLoadGzipKb,
    ),
  ]
}

/** Each time in a new context, with nothing in its cache, and then once more in the same. */
async function loading(browser: Browser, url: string, emptyUrl: string): Promise<BenchResult[]> {
  const cold: number[] = []
  const again: number[] = []
  const bare: number[] = []
  for (let load = 0; load < loads; load++) {
    const page = await openPage(browser)
    await page.goto(emptyUrl, { waitUntil: 'commit' })
    bare.push(await shownMs(page, 'p', '1'))
    await page.goto(url, { waitUntil: 'commit' })
    cold.push(await shownMs(page, ...firstValue))
    await page.reload({ waitUntil: 'commit' })
    again.push(await shownMs(page, ...firstValue))
    await page.context().close()
  }
  const name = 'load: navigation to the first value painted'
  const bareMs = median(bare)
  return [
    boundedRow(name, median(cold), 'ms', budget.firstValueMs),
    {
      name,
      value: median(cold),
      unit: 'ms',
      ratio: median(cold) / bareMs,
      against: `a page with one digit (${bareMs.toFixed(1)} ms)`,
    },
    boundedRow(`${name}, files in the cache`, median(again), 'ms', budget.firstValueMs),
  ]
}

/** From the key or button to the frame that shows what it brings about. */
async function interactions(page: Page): Promise<BenchResult[]> {
  const all: number[] = []
  const measure = async (
    name: string,
    boundMs: number,
    once: () => Promise<number>,
  ): Promise<BenchResult> => {
    const taken: number[] = []
    for (let repetition = 0; repetition < repetitions; repetition++) taken.push(await once())
    all.push(...taken)
    return boundedRow(`interaction: ${name}`, median(taken), 'ms', boundMs)
  }
  const answerMs = async (selector: string, pattern: string, act: () => Promise<void>): Promise<number> => {
    const shown = shownMs(page, selector, pattern)
    await act()
    return (await shown) - (await page.evaluate(() => pageClock.inputMs()))
  }
  const filter = page.getByRole('searchbox', { name: 'Filter devices' })
  const rail = page.getByRole('navigation')
  const rows: BenchResult[] = [
    await measure('a key in the filter of 500 devices', budget.answerMs, async () => {
      await filter.fill('METER_49')
      await shownMs(page, firstLine, 'METER_49(?!9)')
      return answerMs(firstLine, 'METER_499', () => page.keyboard.press('9'))
    }),
  ]
  await filter.fill('')
  const byName = page.getByRole('button', { name: 'Device', exact: true })
  await byName.click()
  rows.push(
    await measure('500 devices sorted the other way round', budget.answerMs, async () => {
      await shownMs(page, firstLine, 'METER_0')
      const tookMs = await answerMs(firstLine, 'METER_499', () => byName.click())
      await byName.click()
      await byName.click()
      return tookMs
    }),
    await measure('the editor with 500 sections opened', budget.pageMs, async () => {
      await rail.getByRole('link', { name: 'Overview' }).click()
      await shownMs(page, ...firstValue)
      return answerMs('.sections-name', 'METER_0', () => rail.getByRole('link', { name: 'Devices' }).click())
    }),
    await measure('a section with its register table opened', budget.pageMs, async () => {
      const open = (): Promise<void> => page.getByRole('link', { name: 'METER_0', exact: true }).click()
      const tookMs = await answerMs('[role=grid] [role=row][aria-rowindex="2"]', '1', open)
      await rail.getByRole('link', { name: 'Devices' }).click()
      await shownMs(page, '.sections-name', 'METER_0')
      return tookMs
    }),
  )
  rows.push({ name: `interaction: slowest of all ${all.length}`, value: quantile(all, 1), unit: 'ms' })
  await rail.getByRole('link', { name: 'Overview' }).click()
  await shownMs(page, ...firstValue)
  return rows
}

/** The overview left to itself. */
async function streaming(page: Page): Promise<BenchResult[]> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const seconds = async (): Promise<ReadonlyMap<string, number>> => {
    const { metrics } = await session.send('Performance.getMetrics')
    return new Map(metrics.map(({ name, value }) => [name, value]))
  }
  const longBefore = await page.evaluate(() => pageClock.longTasksMs().length)
  const before = await seconds()
  await page.waitForTimeout(streamedMs)
  const after = await seconds()
  const longTasksMs = await page.evaluate((from) => pageClock.longTasksMs().slice(from), longBefore)
  const perSecond = (name: string): number =>
    (((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 1e6) / streamedMs
  return [
    boundedRow(
      'streaming: main thread, per second',
      perSecond('TaskDuration'),
      'ms',
      budget.mainThreadMsPerS,
    ),
    { name: 'streaming: of which scripts', value: perSecond('ScriptDuration'), unit: 'ms' },
    {
      name: 'streaming: of which styles and layout',
      value: perSecond('RecalcStyleDuration') + perSecond('LayoutDuration'),
      unit: 'ms',
    },
    { name: 'streaming: longest task', value: Math.max(0, ...longTasksMs), unit: 'ms' },
  ]
}
