import { expect, test } from './fixtures.ts'
import { firstPage, launch } from './desktop.ts'

test.describe('as it was started', () => {
  test.use({ isShared: true })

  test('the window opens with the devices and their live values', async ({ page, app }) => {
    await expect(page).toHaveTitle(/Gateway EMS/)
    for (const name of ['Main supply', 'WORKSHOP', 'Office']) {
      await expect(page.getByText(name, { exact: true }).first()).toBeVisible()
    }
    await expect(page.getByText('3 of 3 devices good')).toBeVisible()
    // A voltage, and another one within the next seconds.
    const voltage = page.getByText(/^2[1-4]\d\.\d/).first()
    await expect(voltage).toBeVisible()
    const before = await voltage.innerText()
    await expect(voltage).not.toHaveText(before)
    const isVisible = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
    await expect.poll(isVisible).toBe(true)
  })

  test('a reloaded page follows the gateway anew', async ({ page }) => {
    await expect(page.getByText('3 of 3 devices good')).toBeVisible()
    await page.reload()
    await expect(page.getByText('3 of 3 devices good')).toBeVisible()
  })
})

test('the words of the page when another one collects name it', async ({ plant }) => {
  const first = await launch(plant, ['--hidden'])
  await expect.poll(() => plant.storedReadings()).toBeGreaterThan(0)
  // Another person on this computer: their own app, the same data directory.
  const other = { ...plant, folder: `${plant.folder}/home` }
  const second = await launch(other)
  const page = await firstPage(second)
  await expect(page.getByText(/another collector \(pid \d+\) works in/).first()).toBeVisible()
  await second.close()
  await first.close()
})
