import { expect, test as base } from '@playwright/test'
import { startMeterFarm } from '../../bench/support/meter-farm.ts'
import { startGateway } from './gateway.ts'

const count = 500

/** 500 meters on one gateway, each with ten values a second. */
const test = base.extend<{ url: string }>({
  // Playwright reads the names of what a fixture needs: this one needs nothing.
  // oxlint-disable-next-line no-empty-pattern
  url: async ({}, use) => {
    const farm = await startMeterFarm(count)
    const numbers = Array.from({ length: 10 }, (_, index) => index)
    const shared = `protocol = TCP\nhost = 127.0.0.1\nunits = V\nscaling_factors = 0.1\nregisters = ${numbers.join(',')}\nlabels = ${numbers.map((number) => `U${number}`).join(',')}`
    const sections = farm.ports.map((port, index) => `[METER_${index}]\nport = ${port}\n${shared}\n`)
    const gateway = await startGateway({ ini: `[DEFAULT]\ncollection_interval = 1\n${sections.join('\n')}` })
    await use(gateway.url)
    await gateway.close()
    await farm.close()
  },
})

test('500 devices are found, sorted, scrolled through and opened while they stream', async ({
  page,
  url,
}) => {
  await page.goto(url)
  await expect(page.getByRole('contentinfo')).toContainText('500 of 500 devices good')
  const table = page.getByRole('table', { name: 'Devices' })
  const lines = table.getByRole('button', { name: /^Details of/ })
  // Only what is on the screen exists.
  expect(await lines.count()).toBeLessThan(60)
  await page.getByRole('searchbox', { name: 'Filter devices' }).fill('METER_499')
  await expect(lines).toHaveCount(1)
  await expect(table).toContainText('METER_499')
  await page.getByRole('searchbox', { name: 'Filter devices' }).fill('')
  await table.getByRole('button', { name: 'Device', exact: true }).dblclick()
  await expect(table.getByRole('row').nth(1)).toContainText('METER_499')
  await table.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  await expect(table).toContainText('METER_0')

  // The editor lists as many sections, and opens any of them.
  await page.goto(`${url}/#/devices`)
  await page.getByRole('searchbox').fill('METER_321')
  await page.getByRole('link', { name: 'METER_321' }).click()
  await expect(page.getByRole('heading', { name: 'METER_321' })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Port' })).not.toHaveValue('')
})
