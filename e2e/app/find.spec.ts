import type { Page } from '@playwright/test'
import type { Meter } from '../../electron/simulator/meters/meter.ts'
import { RegisterImage } from '../../electron/simulator/meters/register-image.ts'
import { serveTcp } from '../../electron/simulator/meters/servers.ts'
import { expect, test as base } from './fixtures.ts'

/**
 * Unit 17 with input registers from 30 on: its values stand still, so that one can be sure of what is found. Its small
 * numbers between zeros read alike with the words in either order.
 */
function stillMeter(): Meter {
  const image = new RegisterImage()
  const floats = [231.42, 229.87, 230.61, 12.43, 18.07, 10.31, 2_711.4, 3_988.2, 2_205.9]
  floats.forEach((value, index) => image.float32('input', 30 + 2 * index, value))
  image.reserve('input', 48, 12)
  image.float32('input', 60, 49.98)
  image.float32('input', 62, 18_423.57)
  image.reserve('holding', 100, 9)
  for (const [index, value] of [2_314, 2_320, 2_292].entries())
    image.uint16('holding', 102 + 2 * index, value)
  return { name: 'still', unitId: 17, imageAt: () => image, presenceAt: () => 'answers' }
}

const test = base.extend<{ readonly stillPort: number }>({
  // After the gateway: the meter goes when nothing asks it any more.
  stillPort: async ({ gateway: _gateway }, use) => {
    const server = await serveTcp([stillMeter()], {
      host: '127.0.0.1',
      port: 0,
      clock: { wallMs: () => Date.now() },
    })
    await use(server.port)
    await server.close()
  },
})

const settings = (page: Page) => page.getByRole('region', { name: 'What is tested' })
const candidates = (page: Page) => page.getByRole('list', { name: 'Candidates' }).getByRole('listitem')
const foundRow = (page: Page, label: string) =>
  page.getByRole('table', { name: 'Values found' }).getByRole('row', { name: label })

async function typeSettings(page: Page, port: number): Promise<void> {
  await page.goto('#/tester/scan')
  await settings(page).getByRole('combobox', { name: 'Device' }).click()
  await page.getByRole('option', { name: 'Typed settings' }).click()
  await page.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1')
  await page.getByRole('textbox', { name: 'Port' }).fill(String(port))
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save …' }).click()
  await page.getByRole('button', { name: 'Save and apply' }).click()
  await expect(page.getByText('Saved and applied')).toBeVisible()
}

test('a meter of which nothing is known becomes a device: units, registers, what its display shows, saved', async ({
  page,
  gateway,
  stillPort,
}) => {
  await typeSettings(page, stillPort)
  await page.getByRole('textbox', { name: 'From unit' }).fill('16')
  await page.getByRole('textbox', { name: 'To unit' }).fill('17')
  await page.getByRole('button', { name: 'Start scan' }).click()
  await page.getByRole('button', { name: 'Scan registers of unit 17' }).click()
  await expect(page.getByRole('textbox', { name: 'Unit id' })).toHaveValue('17')
  await page.getByRole('combobox', { name: 'Table' }).selectOption('INPUT')
  await page.getByRole('textbox', { name: 'To', exact: true }).fill('99')
  await page.getByRole('button', { name: 'Start scan' }).click()
  // What is found grows while the scan goes on.
  await expect(page.getByRole('table', { name: 'What exists' })).toContainText('30–63')
  await page.getByRole('button', { name: 'Find value from 0x001E' }).click()

  const shown = page.getByRole('textbox', { name: 'The display shows', exact: true })
  await expect(shown).toBeFocused()
  await expect(page.getByRole('textbox', { name: 'To', exact: true })).toHaveValue('0x003F')
  await page.keyboard.type('231.4 V')
  await page.keyboard.press('Enter')
  const place = 'FC4 30 (0x001E) FLOAT32 ABCD'
  await expect(candidates(page).filter({ hasText: place })).toHaveCount(1)
  const firstThree = (await candidates(page).allInnerTexts()).slice(0, 3)
  expect(firstThree.join('\n')).toContain(place)

  await page.getByRole('combobox', { name: 'Label' }).fill('Voltage_L1')
  await page.getByRole('button', { name: 'Add a value' }).click()
  await expect(page.getByRole('combobox', { name: 'Label, value 2' })).toBeFocused()
  await page.keyboard.type('Current_L2')
  await page.keyboard.press('Tab')
  await page.keyboard.type('18.1 A')
  await page.keyboard.press('Enter')
  await expect(foundRow(page, 'Voltage_L1')).toContainText(/231\.42.*FC4 30 \(0x001E\)\s*FLOAT32 ABCD/s)
  await expect(foundRow(page, 'Current_L2')).toContainText(/18\.07.*FC4 38 \(0x0026\)\s*FLOAT32 ABCD/s)
  await page.getByRole('button', { name: 'New device from these' }).click()
  await expect(page.getByRole('heading', { name: 'New device' })).toBeVisible()
  await page.getByRole('textbox', { name: 'Section' }).fill('FOUND')
  await save(page)
  const section = (await gateway.config()).split('[FOUND]')[1]?.trim().split('\n') ?? []
  expect(section.map((line) => line.replaceAll(/\s+/g, ' '))).toEqual([
    'protocol = TCP',
    'host = 127.0.0.1',
    `port = ${stillPort}`,
    'slave_id = 17',
    'addressing = zero',
    'registers = 30, 38',
    'register_types = INPUT',
    'data_types = FLOAT32',
    'labels = Voltage_L1, Current_L2',
    'units = V, A',
  ])
})

test('a device gets more registers, once and not again by going back', async ({
  page,
  gateway,
  stillPort,
}) => {
  await gateway.edit(
    (text) =>
      `${text}\n[STILL]\nprotocol = TCP\nhost = 127.0.0.1\nport = ${stillPort}\nslave_id = 17\n` +
      'addressing = modicon\nregister_types = INPUT\nregisters = 30031\ndata_types = FLOAT32\nlabels = Voltage_L1\n',
  )
  await page.goto('#/tester/probe?device=STILL')
  await expect(settings(page)).toContainText(String(stillPort))
  await page.getByRole('textbox', { name: 'To', exact: true }).fill('63')
  await page.getByRole('checkbox', { name: 'HOLDING' }).uncheck()
  await page.getByRole('combobox', { name: 'Label' }).fill('Voltage_L1')
  await page.getByRole('textbox', { name: 'The display shows' }).fill('229.9 V')
  await page.getByRole('button', { name: 'Find', exact: true }).click()
  const second = candidates(page).filter({ hasText: 'FC4 32 (0x0020) FLOAT32 ABCD' })
  await expect(second).toHaveCount(1)
  // The display has not moved: what fitted once fits again.
  await page.getByRole('textbox', { name: 'The next value shown' }).fill('229.9 V')
  await page.getByRole('button', { name: 'Narrow down' }).click()
  await expect(second).toContainText('has not changed since')

  const label = (row: number) => page.getByRole('textbox', { name: `Label, row ${row}` })
  await second.getByRole('button', { name: /^Add to STILL/ }).click()
  await expect(label(2)).toHaveValue('Voltage_L1_2')
  await expect(page.getByRole('textbox', { name: 'Address, row 2' })).toHaveValue('30033')
  await page.getByRole('button', { name: 'Discard changes' }).click()
  await expect(label(2)).toBeHidden()
  await page.goBack()
  await page.goForward()
  await expect(label(1)).toHaveValue('Voltage_L1')
  await expect(label(2)).toBeHidden()

  await page.goBack()
  await second.getByRole('button', { name: /^Add to STILL/ }).click()
  await label(2).fill('Voltage_L2')
  await save(page)
  expect(await gateway.config()).toMatch(/registers = 30031, 30033\n.*labels = Voltage_L1, Voltage_L2\n/s)
})

test('what may be by chance is told and not taken, and a window that may only look keeps it and makes nothing of it', async ({
  page,
  gateway,
  stillPort,
}) => {
  await typeSettings(page, stillPort)
  await page.getByRole('textbox', { name: 'Unit id' }).fill('17')
  await page.getByRole('tab', { name: 'Probe' }).click()
  await page.getByRole('checkbox', { name: 'INPUT' }).uncheck()
  await page.getByRole('textbox', { name: 'To', exact: true }).fill('120')
  for (const [index, shown] of ['231.4 V', '232.0 V', '229.2 V'].entries()) {
    if (index > 0) await page.getByRole('button', { name: 'Add a value' }).click()
    const number = index === 0 ? '' : `, value ${index + 1}`
    await page.getByRole('combobox', { name: `Label${number}`, exact: true }).fill(`Voltage_L${index + 1}`)
    await page.getByRole('textbox', { name: `The display shows${number}`, exact: true }).fill(shown)
  }
  await page.getByRole('button', { name: 'Find all' }).click()
  await expect(page.getByText(/Nearly as good: U?INT32 \w+ from HOLDING 10\d \(0x006\d\) on/)).toBeVisible()
  await expect(foundRow(page, 'Voltage_L2')).toContainText('doubtful: it may fit by chance')
  const make = page.getByRole('button', { name: 'New device from these' })
  await expect(make).toBeDisabled()
  await page.getByRole('checkbox', { name: 'Take Voltage_L2' }).check()
  await expect(make).toBeEnabled()

  await gateway.kill()
  await gateway.restart(['--read-only'])
  await expect(make).toBeDisabled({ timeout: 20_000 })
  await expect(page.getByRole('button', { name: 'Copy rows' })).toBeEnabled()
})

test.describe('of a plant as it stands', () => {
  test.use({ isShared: true })

  test('a probe shows every reading, and marks what moves', async ({ page }) => {
    await page.goto('#/tester/probe')
    await settings(page).getByRole('combobox', { name: 'Device' }).click()
    await page.getByRole('option', { name: 'Main supply' }).click()
    const table = page.getByRole('table', { name: 'Registers' })
    await page.getByRole('button', { name: 'Read', exact: true }).click()
    await expect(page.getByText('Nothing could be read')).toBeVisible()
    await expect(table).toBeHidden()
    await page.getByRole('combobox', { name: 'Table' }).first().selectOption('INPUT')
    await page.getByRole('textbox', { name: 'Address' }).fill('30001')
    await expect(page.getByRole('main')).toContainText('→ FC4 0 (0x0000)')
    await page.getByRole('textbox', { name: 'Count' }).fill('12')
    await page.getByRole('button', { name: 'Read', exact: true }).click()
    await expect(table.getByRole('row').nth(1)).toContainText(/0\s*0x0000.*2[23]\d\.\d/)
    await page.getByRole('combobox', { name: 'Repeat' }).selectOption('every 1 s')
    await expect(table.locator('.is-changed').first()).toBeVisible()
  })
})
