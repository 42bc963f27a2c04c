import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './fixtures.ts'

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
  'the tester': ['tester/test', 'tester/probe', 'tester/scan', 'tester/traffic', 'tester/api'],
}

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in ${theme}`, () => {
    test.use({ colorScheme: theme })

    for (const [part, addresses] of Object.entries(parts)) {
      test(`no screen of ${part} has a serious fault for people with disabilities`, async ({ page }) => {
        test.slow()
        const faults: string[] = []
        for (const address of addresses) {
          await page.goto(`#/${address}`)
          await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible()
          await page.waitForLoadState('networkidle')
          const { violations } = await new AxeBuilder({ page }).analyze()
          for (const { id, impact, nodes } of violations) {
            if (impact !== 'serious' && impact !== 'critical') continue
            faults.push(
              `${address}: ${id} ${nodes
                .map(({ html, failureSummary }) => `${html} ${failureSummary}`)
                .slice(0, 2)
                .join(' | ')}`,
            )
          }
        }
        expect(faults).toEqual([])
      })
    }
  })
}
