import { expect, test } from './fixtures.ts'

test.describe('while everything goes on', () => {
  test.use({ isShared: true })

  test('a technician sees every device, its values, and why one is not read', async ({ page }) => {
    const table = page.getByRole('table', { name: 'Devices' })
    const supply = table.getByRole('row', { name: /Main supply/ })
    await expect(supply).toContainText('Good')
    await expect(supply).toContainText(/Voltage_L1\s*2[23]\d\.\d\d V/)
    const cellar = table.getByRole('row', { name: /Cellar/ })
    await expect(cellar).toContainText(/Backing off until \d\d:\d\d:\d\d/)
    await expect(cellar).toContainText('no answer')
    await expect(cellar).not.toContainText(/\b0 V/)
    await cellar.getByRole('button', { name: 'Details of Cellar' }).click()
    await expect(table).toContainText('nothing listens on this port')
    await expect(page.getByRole('contentinfo')).toContainText('3 of 4 devices good')
  })

  test('values move by themselves, and the sparkline grows', async ({ page }) => {
    const line = page.getByRole('row', { name: /Main supply/ })
    const path = line.locator('svg path').last()
    await expect(path).toHaveAttribute('d', /L/)
    const before = await path.getAttribute('d')
    await expect(path).not.toHaveAttribute('d', before ?? '')
  })

  test('reading now shows the raw words, and stores nothing', async ({ page, gateway }) => {
    await page.getByRole('button', { name: 'Details of Office' }).click()
    await page.getByRole('button', { name: 'Read now' }).click()
    const taken = page.getByRole('table', { name: 'Read now' })
    await expect(taken.getByRole('row', { name: /^Voltage / })).toContainText(
      /2[23]\d\.\d+ V\s*[0-9A-F]{4} [0-9A-F]{4}/,
    )
    // One reading for each slot, and none beside: the API would get it otherwise.
    const slots = gateway.api.readings({ deviceId: 'OFFICE', limit: 1_000 }).map(({ slot }) => slot)
    expect(new Set(slots).size).toBe(slots.length)
  })

  test('a device is found by name and by state', async ({ page }) => {
    const lines = page.getByRole('table', { name: 'Devices' }).getByRole('button', { name: /^Details of/ })
    await expect(lines).toHaveCount(6)
    await page.getByRole('searchbox', { name: 'Filter devices' }).fill('supply')
    await expect(lines).toHaveCount(1)
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByText('Disabled 2').click()
    await expect(lines).toHaveCount(2)
    await expect(lines.first()).toHaveAccessibleName('Details of BOILER/11')
  })
})

test('collecting is stopped after a question, and started again', async ({ page }) => {
  await page.getByRole('button', { name: 'Stop collecting' }).click()
  const question = page.getByRole('dialog', { name: 'Stop collecting?' })
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(question).toBeHidden()
  await expect(page.getByRole('contentinfo')).toContainText('Collecting')
  await page.getByRole('button', { name: 'Stop collecting' }).click()
  await question.getByRole('button', { name: 'Stop collecting' }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Stopped')
  await page.getByRole('button', { name: 'Start collecting' }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Collecting')
})

test('a gateway that goes away is said, what was seen stays, and all goes on when it is back', async ({
  page,
  gateway,
}) => {
  const supply = page.getByRole('row', { name: /Main supply/ })
  await expect(supply).toContainText('Voltage_L1')
  await gateway.kill()
  await expect(page.getByText(/Connection to the gateway lost/)).toBeVisible()
  await expect(page.getByText(/What you see is from \d\d:\d\d:\d\d/)).toBeVisible()
  await expect(supply).toContainText('Voltage_L1')
  await gateway.restart()
  await page.getByRole('button', { name: 'Try now' }).click()
  await expect(page.getByText(/Connection to the gateway lost/)).toBeHidden()
  await expect(supply).toContainText('Good')
})

test.describe('without devices', () => {
  test.use({ ini: '[DEFAULT]\ncollection_interval = 1\n' })

  test('the page says what to do next, and the simulator gives three meters', async ({ page, gateway }) => {
    await expect(page.getByRole('heading', { name: 'No devices yet' })).toBeVisible()
    await page.getByRole('button', { name: 'Load the simulator' }).click()
    const table = page.getByRole('table', { name: 'Devices' })
    await expect(table.getByRole('row', { name: /SIM_SUPPLY/ })).toContainText('Good')
    expect(await gateway.config()).toContain('[SIM_WORKSHOP]')
  })
})
