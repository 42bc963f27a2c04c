import { readFile } from 'node:fs/promises'
import { expect, test } from './fixtures.ts'
import { choose } from './tester.ts'

test('the test names the layer that fails and what to check, and shows the values of a meter that works', async ({
  page,
}) => {
  const main = page.getByRole('main')
  await test.step('a port at which nothing listens', async () => {
    await page.getByRole('button', { name: 'Details of Cellar' }).click()
    await page.getByRole('link', { name: 'Test this device' }).click()
    await page.getByRole('button', { name: 'Run test' }).click()
    await expect(main).toContainText('It fails at: Connection')
    await expect(main).toContainText('Check the port (502 as a rule; here 9)')
    await expect(page.getByRole('list', { name: 'Layers' }).getByRole('listitem')).toHaveText([
      /works\s*Name/,
      /fails\s*Connection/,
      ...Array.from({ length: 5 }, () => /not reached/),
    ])
  })

  await test.step('a meter that is there, asked for a unit that is not', async () => {
    await choose(page, 'test', 'Main supply')
    await page.getByRole('button', { name: 'Change these settings' }).click()
    await page.getByRole('textbox', { name: 'Unit id' }).fill('77')
    await page.getByRole('button', { name: 'Run test' }).click()
    await expect(main).toContainText('It fails at: Bytes')
    await expect(main).toContainText('slave_id 77')
  })

  await test.step('a meter that works', async () => {
    await choose(page, 'test', 'Main supply')
    await page.getByRole('button', { name: 'Run test' }).click()
    await expect(main).toContainText('Everything works')
    await expect(page.getByRole('table', { name: 'Values' }).getByRole('row').nth(1)).toContainText(
      /Voltage_L1\s*2[23]\d\.\d+ V\s*43[0-9A-F]{2} [0-9A-F]{4}\s*good/,
    )
    // The gateway remembers the run: a page that is loaded again shows it.
    await page.reload()
    await expect(main).toContainText('Everything works')
  })
})

test('the commissioning report is read, printed and taken along, and fits the paper', async ({ page }) => {
  await choose(page, 'test', 'Main supply')
  await page.getByRole('textbox', { name: 'Samples' }).fill('2')
  await page.getByRole('button', { name: 'Make the report' }).click()
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  const report = page.getByRole('dialog').frameLocator('iframe')
  await expect(report.getByRole('heading', { name: 'Main supply' })).toBeVisible()
  await expect(report.getByRole('row', { name: /Voltage_L1/ }).first()).toContainText(/2[23]\d\.\d+\s*V/)

  await test.step('the report itself is printed, not the page round it', async () => {
    const frame = page.getByRole('dialog').locator('iframe')
    await frame.evaluate((element: HTMLIFrameElement) => {
      for (const [name, window] of [
        ['page', globalThis.window],
        ['report', element.contentWindow],
      ] as const) {
        window?.addEventListener('beforeprint', () => (element.dataset['printed'] ??= name))
      }
    })
    await page.getByRole('button', { name: 'Print' }).click()
    await expect(frame).toHaveAttribute('data-printed', 'report')
  })
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()

  const [json, html] = await test.step('the files', async () => {
    const texts: string[] = []
    for (const name of ['Download JSON', 'Download HTML']) {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name }).click(),
      ])
      texts.push(await readFile(await file.path(), 'utf8'))
    }
    return texts
  })
  expect(JSON.parse(json ?? '')).toMatchObject({ device: { id: 'SUPPLY' }, statistics: { samples: 2 } })

  await test.step('nothing is wider than A4 within its margins', async () => {
    const paper = await page.context().newPage()
    await paper.emulateMedia({ media: 'print' })
    await paper.setViewportSize({ width: Math.floor(((210 - 30) / 25.4) * 96), height: 1_000 })
    await paper.setContent(html ?? '')
    await expect(paper.getByRole('heading', { name: 'Frames of one cycle' })).toBeVisible()
    const [wanted, there] = await paper.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ])
    expect(wanted).toBe(there)
  })
})

test.describe('of a gateway that goes on for others', () => {
  test.use({ isShared: true })

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
    // Twice: the others are read between them.
    await expect(frames).toContainText(/FC3 read 0\.\.18.*FC3 read 0\.\.18/s)
    await expect(frames).not.toContainText('FC4')
  })
})

test.describe('served read-only', () => {
  test.use({ serve: ['--read-only'] })

  test('the tools are seen with the reason why they cannot be run, and the traffic is shown', async ({
    page,
  }) => {
    for (const [tab, buttons] of [
      ['test', ['Run test', 'Make the report']],
      ['probe', ['Read', 'Find']],
      ['api', ['Send a test sample']],
    ] as const) {
      await page.goto(`#/tester/${tab}`)
      for (const name of buttons) {
        await expect(page.getByRole('button', { name, exact: true })).toBeDisabled()
      }
      await expect(page.getByText(/This window may only look/).first()).toBeVisible()
    }
    await page.goto('#/tester/scan')
    for (const kind of ['Units', 'Registers', 'Serial settings', 'SunSpec']) {
      await page.getByText(kind, { exact: true }).click()
      await expect(page.getByRole('button', { name: 'Start scan' })).toBeDisabled()
      await expect(page.getByText(/This window may only look/)).toBeVisible()
    }
    await page.goto('#/tester/traffic')
    await expect(page.getByRole('table', { name: 'Frames' })).toContainText('read 0..11')
    await page.goto('#/devices/SUPPLY')
    await expect(page.getByRole('button', { name: 'Save as profile …' })).toBeDisabled()
  })
})

test.describe('en español', () => {
  test.use({ locale: 'es-ES', isShared: true })

  test('la prueba dice qué capa falla y qué revisar', async ({ page }) => {
    await page.goto('#/tester/test?device=CELLAR')
    await expect(page.getByRole('heading', { name: 'Pruebas', level: 1 })).toBeVisible()
    await page.getByRole('button', { name: 'Hacer la prueba' }).click()
    await expect(page.getByRole('main')).toContainText('Falla en: Conexión')
    await expect(page.getByRole('main')).toContainText('Qué revisar')
    // The report is for the plant's file, and has one language.
    await expect(page.getByRole('main')).toContainText('Está escrito en inglés')
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
