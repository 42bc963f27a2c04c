import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

const settings = (page: Page) => page.getByRole('region', { name: 'What is tested' })

async function choose(page: Page, tab: string, device: string): Promise<void> {
  await page.goto(`#/tester/${tab}`)
  await settings(page).getByRole('combobox', { name: 'Device' }).click()
  await page.getByRole('option', { name: device }).click()
  await expect(settings(page)).toContainText('127.0.0.1')
}

/** The settings of a device, to be changed. */
async function typed(page: Page, tab: string, device: string): Promise<void> {
  await choose(page, tab, device)
  await page.getByRole('button', { name: 'Change these settings' }).click()
}

test('the test names the layer that fails and what to check', async ({ page }) => {
  await page.getByRole('button', { name: 'Details of Cellar' }).click()
  await page.getByRole('link', { name: 'Test this device' }).click()
  await page.getByRole('button', { name: 'Run test' }).click()
  const main = page.getByRole('main')
  await expect(main).toContainText('It fails at: Connection')
  await expect(main).toContainText('Check the port (502 as a rule; here 9)')
  await expect(page.getByRole('list', { name: 'Layers' }).getByRole('listitem')).toHaveText([
    /works\s*Name/,
    /fails\s*Connection/,
    ...Array.from({ length: 5 }, () => /not reached/),
  ])
  // A meter that is there, asked for a unit that is not.
  await typed(page, 'test', 'Main supply')
  await page.getByRole('textbox', { name: 'Unit id' }).fill('77')
  await page.getByRole('button', { name: 'Run test' }).click()
  await expect(main).toContainText('It fails at: Bytes')
  await expect(main).toContainText('slave_id 77')
})

test('a meter that works shows its values beside the raw words', async ({ page }) => {
  await choose(page, 'test', 'Main supply')
  await page.getByRole('button', { name: 'Run test' }).click()
  await expect(page.getByRole('main')).toContainText('Everything works')
  await expect(page.getByRole('table', { name: 'Values' }).getByRole('row').nth(1)).toContainText(
    /Voltage_L1\s*2[23]\d\.\d+ V\s*43[0-9A-F]{2} [0-9A-F]{4}\s*good/,
  )
  // The gateway remembers the run: a page that is loaded again shows it.
  await page.reload()
  await expect(page.getByRole('main')).toContainText('Everything works')
})

test('a scan says its cost, finds the units, goes on behind a reload, and keeps what it found when stopped', async ({
  page,
}) => {
  await choose(page, 'scan', 'Main supply')
  await expect(page.getByTestId('cost')).toContainText(/247 requests.*SUPPLY is read through the same line/s)
  await page.getByRole('button', { name: 'Start scan' }).click()
  const units = page.getByRole('table', { name: 'Units' })
  await expect(units.getByRole('row').nth(1)).toContainText(/^1/)
  await page.reload()
  await expect(page.getByRole('progressbar', { name: 'Progress' })).toBeVisible()
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText('Stopped by hand')).toBeVisible()
  await expect(page.getByRole('heading', { name: '1 unit found' })).toBeVisible()
  await units.getByRole('button', { name: 'Probe unit 1' }).click()
  await expect(page.getByRole('tab', { name: 'Probe' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('textbox', { name: 'Unit id' })).toHaveValue('1')
})

test('a scan of registers finds what exists, and leads to the probe', async ({ page }) => {
  await choose(page, 'scan', 'Main supply')
  await page.getByText('Registers', { exact: true }).click()
  await page.getByRole('combobox', { name: 'Table' }).selectOption('INPUT')
  await page.getByRole('textbox', { name: 'To', exact: true }).fill('199')
  await page.getByRole('button', { name: 'Start scan' }).click()
  const stretches = page.getByRole('table', { name: 'What exists' })
  await expect(stretches.getByRole('row').nth(1)).toContainText('exists')
  await stretches
    .getByRole('button', { name: /^Probe from/ })
    .first()
    .click()
  await expect(page.getByRole('textbox', { name: 'Address' })).toHaveValue('0x0000')
})

test('every frame is seen, the view is held and cleared, and the frames are taken along', async ({
  page,
}) => {
  await page.goto('#/tester/traffic')
  const frames = page.getByRole('table', { name: 'Frames' })
  await expect(frames).toContainText(/sent.*FC4 read 0\.\.11/s)
  await expect(frames).toContainText(/received.*FC4 24 data bytes/s)
  await page.getByRole('button', { name: 'Pause' }).click()
  const count = await page.getByTestId('frame-count').innerText()
  await expect(page.getByText(/Paused, [1-9]\d* waiting/)).toBeVisible()
  await expect(page.getByTestId('frame-count')).toHaveText(count)
  for (const [name, begins] of [
    ['Text', /unit 1/],
    ['pcapng', /^\n\r\r\n/],
  ] as const) {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name, exact: true }).click(),
    ])
    expect(await readFile(await file.path(), 'latin1')).toMatch(begins)
  }
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'No frame yet' })).toBeVisible()
  await page.getByRole('combobox', { name: 'Device' }).click()
  await page.getByRole('option', { name: 'WORKSHOP' }).click()
  await expect(frames).toContainText('FC3 read 0..18')
  await expect(frames).not.toContainText('FC4')
})

test.describe('served read-only', () => {
  test.use({ serve: ['--read-only'] })

  test('the tools are seen with the reason why they cannot be run, and the traffic is shown', async ({
    page,
  }) => {
    for (const [tab, button] of [
      ['test', 'Run test'],
      ['probe', 'Read'],
      ['scan', 'Start scan'],
      ['api', 'Send a test sample'],
    ] as const) {
      await page.goto(`#/tester/${tab}`)
      await expect(page.getByRole('button', { name: button, exact: true })).toBeDisabled()
      await expect(page.getByText(/This window may only look/).first()).toBeVisible()
    }
    await page.goto('#/tester/traffic')
    await expect(page.getByRole('table', { name: 'Frames' })).toContainText('read 0..11')
  })
})

test.describe('en español', () => {
  test.use({ locale: 'es-ES' })

  test('la prueba dice qué capa falla y qué revisar', async ({ page }) => {
    await page.goto('#/tester/test?device=CELLAR')
    await expect(page.getByRole('heading', { name: 'Pruebas', level: 1 })).toBeVisible()
    await page.getByRole('button', { name: 'Hacer la prueba' }).click()
    await expect(page.getByRole('main')).toContainText('Falla en: Conexión')
    await expect(page.getByRole('main')).toContainText('Qué revisar')
    for (const tab of ['Sonda', 'Búsqueda', 'Tráfico', 'API']) {
      await page.getByRole('tab', { name: tab }).click()
      await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true')
    }
  })
})
test('the API takes a marked sample, or says why not', async ({ page, gateway }) => {
  await page.goto('#/tester/api')
  await page.getByRole('button', { name: 'Send a test sample' }).click()
  await expect(page.getByRole('heading', { name: 'The API has accepted the sample' })).toBeVisible()
  await gateway.edit((text) => text.replace(/api_url = .*/, 'api_url = http://127.0.0.1:9'))
  await expect(page.getByRole('contentinfo')).toContainText('API not reached')
  await page.getByRole('button', { name: 'Send a test sample' }).click()
  await expect(page.getByRole('heading', { name: 'The API is not reached' })).toBeVisible()
})

test('the commissioning report is opened, and taken along', async ({ page }) => {
  await choose(page, 'test', 'Main supply')
  await page.getByRole('textbox', { name: 'Samples' }).fill('1')
  await page.getByRole('button', { name: 'Make the report' }).click()
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.locator('iframe')).toHaveAttribute('srcdoc', /Voltage_L1/)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download JSON' }).click(),
  ])
  expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toBeTruthy()
})

test('what was found stays and says what it is of, whatever is chosen since and whatever becomes of the gateway', async ({
  page,
  gateway,
}) => {
  await choose(page, 'scan', 'Main supply')
  await page.getByRole('button', { name: 'Start scan' }).click()
  await expect(page.getByRole('heading', { name: '1 unit found' })).toBeVisible()
  await choose(page, 'scan', 'OFFICE')
  await expect(page.getByText(`This is of 127.0.0.1:${gateway.ports.SUPPLY}, not of what`)).toBeVisible()
  await gateway.kill()
  await gateway.restart()
  await expect(page.getByText('the gateway does not know this test any more')).toBeVisible({
    timeout: 20_000,
  })
  await expect(page.getByRole('heading', { name: '1 unit found' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Start scan' })).toBeEnabled()
})
