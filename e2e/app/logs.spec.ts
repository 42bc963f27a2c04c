import { expect, test } from './fixtures.ts'

test('a line is found by level, device and text, and new ones are followed', async ({ page, gateway }) => {
  await page.goto('#/logs')
  const log = page.getByRole('region', { name: 'Log lines' })
  await expect(log).toContainText('CELLAR does not answer')
  await page.getByRole('searchbox').first().fill('interface, health')
  await expect(log).toContainText('interface, health and metrics at')
  await expect(log).not.toContainText('CELLAR')
  await page.getByRole('searchbox').first().fill('')
  await gateway.edit((text) => text.replace('timeout = 0.5', 'timeout = 0.7'))
  await expect(log).toContainText(/config.*applied|applied.*config/i)
})
