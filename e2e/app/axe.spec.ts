import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

/** The same gateway for all: nothing is changed. */
test.use({ isShared: true })

/** Where there is more to see once something has been run. */
const runs: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  async 'tester/test'(page) {
    await page.getByRole('button', { name: 'Run test' }).click()
    await page.getByText(/check.? fits?$/).click()
    await page.getByRole('list', { name: /check.? fits?$/ }).waitFor()
  },
  async 'tester/probe'(page) {
    await page.getByRole('combobox', { name: 'Table' }).first().selectOption('INPUT')
    await page.getByRole('button', { name: 'Read', exact: true }).click()
    await page.getByRole('textbox', { name: 'The display shows' }).fill('230')
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await page.getByRole('list', { name: 'Candidates' }).waitFor()
    await page.getByRole('table', { name: 'Registers' }).waitFor()
  },
  async 'tester/probe with several values'(page) {
    await page.getByRole('button', { name: 'Add a value' }).click()
    await page.getByRole('textbox', { name: 'The display shows, value 2' }).fill('230')
    await page.getByRole('button', { name: 'Find all' }).click()
    await page.getByRole('table', { name: 'Values found' }).waitFor()
  },
  async 'tester/scan'(page) {
    await page.getByRole('button', { name: 'Start scan' }).click()
    await page.getByRole('table', { name: 'Units' }).waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText('Stopped by hand').waitFor()
  },
  async 'tester/api'(page) {
    await page.getByRole('button', { name: 'Send a test sample' }).click()
    await page.getByRole('heading', { name: 'The API has accepted the sample' }).waitFor()
  },
}

/** In two parts, so that they are looked through side by side. */
const parts = {
  'the pages': [
    'overview',
    'devices',
    'devices/WORKSHOP',
    'devices/+',
    'live/SUPPLY',
    'alerts',
    'queue',
    'logs',
    'settings',
  ],
  'the tester': [
    'tester/test',
    'tester/probe',
    'tester/probe with several values',
    'tester/scan',
    'tester/traffic',
    'tester/api',
  ],
}

for (const [part, screens] of Object.entries(parts)) {
  test(`no screen of ${part} has a serious fault for people with disabilities, in light and dark`, async ({
    page,
  }) => {
    test.slow()
    const faults: string[] = []
    for (const screen of screens) {
      await page.goto(`#/${screen.split(' ', 1)[0]}`)
      await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForLoadState('networkidle')
      await runs[screen]?.(page)
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme })
        await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme)
        faults.push(...(await seriousFaults(page)).map((fault) => `${screen} in ${theme}: ${fault}`))
      }
    }
    expect(faults).toEqual([])
  })
}

async function seriousFaults(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    // In the page itself: without frames of others there is no need for a second page that puts results together,
    .setLegacyMode()
    // and all that is in order, told element by element, is more than a megabyte for a screen.
    .options({ resultTypes: ['violations'] })
    .analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => {
      const named = nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`)
      return `${id} ${named.slice(0, 2).join(' | ')}`
    })
}
