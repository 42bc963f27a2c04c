import { readFile } from 'node:fs/promises'
import { expect, test } from './fixtures.ts'

test.use({ isShared: true })

const line = 'path.recharts-line-curve'

test('a device is one click away from its chart, which goes on after a reload without a hole', async ({
  page,
}) => {
  await page.getByRole('button', { name: 'Details of Main supply' }).click()
  await page.getByRole('button', { name: 'Chart' }).click()
  await expect(
    page.getByRole('region', { name: 'Chart of V: Voltage_L1, Voltage_L2, Voltage_L3' }),
  ).toBeVisible()
  await expect(page.locator(line)).toHaveCount(3)
  await expect(page.locator(line).first()).toHaveAttribute('d', /L/)
  await page.reload()
  await expect(page.locator(line)).toHaveCount(3)
  // One unbroken stroke: what came before the reload comes from the journal.
  await expect(page.locator(line).first()).toHaveAttribute('d', /^M[^M]*$/)
})

test('values of two units have two charts, a device that does not answer has a gap and says why', async ({
  page,
}) => {
  await page.goto('#/live')
  await page
    .getByRole('button', { name: /^Choose values/ })
    .first()
    .click()
  const search = page.getByRole('searchbox', { name: 'Device or value' })
  for (const label of ['Active_Power', 'R40001']) {
    await search.fill(label)
    await page
      .getByRole('checkbox', { name: new RegExp(`^${label}`) })
      .first()
      .check()
  }
  await page.keyboard.press('Escape')
  await expect(page.getByRole('region', { name: /^Chart of W/ })).toBeVisible()
  const numbers = page.getByRole('table', { name: 'The shown values in numbers' })
  const cellar = numbers.getByRole('row', { name: /R40001/ })
  await expect(cellar).toContainText('no answer')
  await expect(cellar).not.toContainText(/\b0\b/)
})

test('a pause holds the picture while readings go on', async ({ page }) => {
  await page.goto('#/live/OFFICE')
  await expect(page.locator(line).first()).toHaveAttribute('d', /L/)
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByText(/Paused at/)).toBeVisible()
  const held = await page.locator(line).first().getAttribute('d')
  const seen = page.getByRole('contentinfo')
  await expect(seen).toContainText('Collecting')
  await page.goto('#/overview')
  await expect(page.getByRole('row', { name: /Office/ })).toContainText('Voltage')
  await page.goto('#/live')
  await expect(page.locator(line).first()).not.toHaveAttribute('d', held ?? '')
})

test('what is shown is taken along as a table and as a picture', async ({ page }) => {
  await page.goto('#/live/SUPPLY')
  await expect(page.locator(line).first()).toHaveAttribute('d', /L/)
  const [table] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV' }).click(),
  ])
  const csv = await readFile(await table.path(), 'utf8')
  expect(csv.split('\r\n')[0]).toContain('SUPPLY Voltage_L1 [V]')
  expect(csv).toMatch(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d,2[23]\d\.\d+,GOOD/)
  const [picture] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'PNG' }).click(),
  ])
  const png = await readFile(await picture.path())
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect(png.length).toBeGreaterThan(10_000)
})
