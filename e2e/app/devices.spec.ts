import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

/** Lines of the file that an edit has changed. */
function changedLines(
  before: string,
  after: string,
): { readonly removed: string[]; readonly added: string[] } {
  const old = before.split('\n')
  const now = after.split('\n')
  return {
    removed: old.filter((line) => !now.includes(line)),
    added: now.filter((line) => !old.includes(line)),
  }
}

async function saveAndApply(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save config.ini?' })
  await dialog.getByRole('button', { name: 'Save and apply' }).click()
  await expect(page.getByText('Saved and applied')).toBeVisible()
}

test.describe('before anything is saved', () => {
  test.use({ isShared: true })

  test('a mistake is said at its field, in the words of the command line, and cannot be saved', async ({
    page,
    gateway,
  }) => {
    const before = await gateway.config()
    await page.goto('#/devices/SUPPLY')
    await page.getByRole('textbox', { name: 'Host' }).fill('http://10.0.0.1')
    await expect(page.getByText(/is a URL/).first()).toBeVisible()
    await expect(page.getByRole('button', { name: 'Save …' })).toBeDisabled()
    await page.getByRole('textbox', { name: 'Address, row 2' }).fill('70000')
    await expect(page.getByRole('textbox', { name: 'Address, row 2' })).toHaveAttribute(
      'aria-invalid',
      'true',
    )
    expect(await gateway.config()).toBe(before)
  })

  test('rows come from a spreadsheet and go back as CSV', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto('#/devices/CELLAR')
    await page.getByRole('textbox', { name: 'Address, row 1' }).click()
    await page.evaluate(() => navigator.clipboard.writeText('100\tINPUT\tFLOAT32\n102\tINPUT\tFLOAT32\n'))
    await page.keyboard.press('Control+V')
    await expect(page.getByRole('textbox', { name: 'Address, row 2' })).toHaveValue('102')
    await expect(page.getByRole('grid')).toContainText('FC4 102 (0x0066)')
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export CSV' }).click()
    expect((await downloading).suggestedFilename()).toMatch(/^[\w.-]*CELLAR[\w.-]*\.csv$/)
  })

  test('a new device says quietly what is missing, and loudly once it is to be saved', async ({ page }) => {
    await page.goto('#/devices/+')
    await expect(page.getByText('still needed: Host, Registers')).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await page.getByRole('button', { name: 'Save …' }).click()
    await expect(page.getByText('Correct the errors before saving.')).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Host' })).toHaveAttribute('aria-invalid', 'true')
    await expect(page.getByRole('textbox', { name: 'Host' })).toHaveAccessibleDescription(/is missing/)
  })
})

test('a value is read with settings that are not saved, saved, and moves in a chart', async ({
  page,
  gateway,
}) => {
  const before = await gateway.config()
  await page.goto('#/devices/WORKSHOP')
  const label = page.getByRole('textbox', { name: 'Label, row 4' })
  await expect(label).toHaveValue('Active_Power')
  await label.fill('Leistung')
  await page.getByRole('textbox', { name: 'Factor, row 4' }).fill('0.001')
  await page.getByRole('textbox', { name: 'Unit, row 4' }).fill('kW')
  await page.getByRole('button', { name: 'Read now' }).click()
  await expect(page.getByRole('grid').getByRole('row').nth(4)).toContainText(/-?\d+\.\d+ kW/)
  await saveAndApply(page)

  const { removed, added } = changedLines(before, await gateway.config())
  expect(removed).toEqual([
    'labels = Voltage_L1, Voltage_L2, Voltage_L3, Active_Power, Cabinet_Temperature',
    'units = V, V, V, W, °C',
    'scaling_factors = 0.1, 0.1, 0.1, 1, 0.1',
  ])
  expect(added).toEqual([
    'labels = Voltage_L1, Voltage_L2, Voltage_L3, Leistung, Cabinet_Temperature',
    'units = V, V, V, kW, °C',
    'scaling_factors = 0.1, 0.1, 0.1, 0.001, 0.1',
  ])

  await page.goto('#/live')
  await page
    .getByRole('button', { name: /^Choose values/ })
    .first()
    .click()
  await page.getByRole('searchbox', { name: 'Device or value' }).fill('leistung')
  await page.getByRole('checkbox', { name: /Leistung/ }).check()
  await page.keyboard.press('Escape')
  const line = page.locator('path.recharts-line-curve').first()
  await expect(line).toHaveAttribute('d', /L|C/)
  const drawn = await line.getAttribute('d')
  await expect(line).not.toHaveAttribute('d', drawn ?? '')
})

test('five edits of a hand-written file change only the lines that had to', async ({ page, gateway }) => {
  const before = await gateway.config()
  await page.goto('#/devices/SUPPLY')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Incoming supply')
  await saveAndApply(page)
  await page.getByRole('textbox', { name: 'Timeout' }).fill('2')
  await saveAndApply(page)
  await page.getByRole('textbox', { name: 'Label, row 6' }).fill('Current_N')
  await saveAndApply(page)
  await page.goto('#/devices/CELLAR')
  await page.getByRole('textbox', { name: 'Interval' }).fill('5')
  await saveAndApply(page)
  await page.goto('#/devices')
  await page.getByRole('switch', { name: 'Enable OFFICE' }).click({ force: true })
  await expect.poll(async () => (await gateway.config()).includes('enabled = false')).toBe(true)
  await expect
    .poll(async () => changedLines(before, await gateway.config()).removed)
    .toEqual(['name      = Main supply', 'timeout   = 1', '            Current_L1, Current_L2, Current_L3'])
  const { added } = changedLines(before, await gateway.config())
  expect(added).toContain('name      = Incoming supply')
  expect(added).toContain('timeout   = 2')
  expect(added).toContain('            Current_L1, Current_L2, Current_N')
  expect(added.filter((line) => /interval\s*=\s*5/.test(line))).toHaveLength(1)
  expect(added).toHaveLength(5 - 1 + Number(added.includes('enabled = false')))
})

test('a device that breaks is told in words that say what to check', async ({ page }) => {
  await page.goto('#/devices/OFFICE')
  await page.getByRole('textbox', { name: 'Port' }).fill('9')
  await saveAndApply(page)
  await page.goto('#/overview')
  const office = page.getByRole('row', { name: /Office/ })
  await expect(office).toContainText('Backing off')
  await page.getByRole('button', { name: 'Details of Office' }).click()
  await expect(
    page.getByText(/connection refused: the device is there, but nothing listens on this port/).first(),
  ).toBeVisible()
  await page.goto('#/alerts')
  await expect(page.getByText('Device does not answer').first()).toBeVisible()
})

test('a device is added, duplicated, deleted after a question, and the deletion undone', async ({
  page,
  gateway,
}) => {
  await page.goto('#/devices/+')
  await page.getByRole('textbox', { name: 'Section' }).fill('ANNEX')
  await page.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1')
  await page.getByRole('textbox', { name: 'Port' }).fill(String(gateway.ports.WORKSHOP))
  await page.getByRole('button', { name: 'Add row' }).click()
  await page.getByRole('textbox', { name: 'Address, row 1' }).fill('0x0011')
  await expect(page.getByRole('grid')).toContainText('FC3 17 (0x0011)')
  await saveAndApply(page)
  expect(await gateway.config()).toContain('[ANNEX]')
  const before = await gateway.config()
  await page.goto('#/devices')
  await page.getByRole('button', { name: 'Actions for ANNEX' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const question = page.getByRole('dialog', { name: 'Delete [ANNEX]?' })
  await expect(question).toContainText('[ANNEX]')
  await question.getByRole('button', { name: 'Delete' }).click()
  await expect.poll(() => gateway.config()).not.toContain('[ANNEX]')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => gateway.config()).toBe(before)
})

test('two switches pressed one behind the other, and an undo pressed twice, are no conflict', async ({
  page,
  gateway,
}) => {
  await page.goto('#/devices')
  for (const name of ['SUPPLY', 'OFFICE']) {
    await page.getByRole('switch', { name: `Enable ${name}` }).press('Space')
  }
  const disabled = async () => (await gateway.config()).match(/enabled\s*= false/g)
  await expect.poll(disabled).toHaveLength(3)
  await page.getByRole('button', { name: 'Undo' }).dblclick()
  await expect.poll(disabled).toHaveLength(2)
  await expect(page.getByText('The file is as it was before.')).toBeVisible()
  await expect(page.getByText('Somebody else changed config.ini')).toBeHidden()
})

test('a file that somebody else saved meanwhile is not overwritten', async ({ page, gateway }) => {
  await page.goto('#/devices/SUPPLY')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Mine')
  await gateway.edit((text) => text.replace('timeout = 0.5', 'timeout = 0.6'))
  await expect(page.getByText('config.ini was changed on disk', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Put my changes on top' }).click()
  await expect(page.getByText('config.ini was changed on disk', { exact: true })).toBeHidden()
  await saveAndApply(page)
  const text = await gateway.config()
  expect(text).toContain('timeout = 0.6')
  expect(text).toContain('name      = Mine')
})

test('the text of the file is checked as it is typed, and saved as it stands', async ({ page, gateway }) => {
  await page.goto('#/devices')
  await page.getByText('config.ini as text').click()
  const editor = page.getByRole('textbox', { name: 'Text of config.ini' })
  await expect(editor).toHaveValue(/Calle Mayor/)
  const text = await editor.inputValue()
  await editor.fill(text.replace('[OFFICE]', '[OFFICE'))
  await expect(page.getByText(/is not a section header/).first()).toBeVisible()
  await editor.fill(text.replace('# Plant of the bakery', '# Plant of the old bakery'))
  await saveAndApply(page)
  await expect.poll(() => gateway.config()).toContain('# Plant of the old bakery')
})

test('Save pressed right behind the last keystroke is not lost', async ({ page, gateway }) => {
  await page.goto('#/devices/SUPPLY')
  const name = page.getByRole('textbox', { name: 'Name', exact: true })
  const save = page.getByRole('button', { name: 'Save …' })
  const dialog = page.getByRole('dialog', { name: 'Save config.ini?' })
  await name.fill('Typed and saved')
  // By force: no waiting until the button can be pressed.
  await save.click({ force: true })
  await expect(dialog).toContainText('Typed and saved')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toBeHidden()
  await name.fill('Entered')
  await name.press('Enter')
  await expect(dialog).toContainText('Entered')
  await dialog.getByRole('button', { name: 'Save and apply' }).click()
  await expect.poll(() => gateway.config()).toContain('= Entered')

  const before = await gateway.config()
  await page.getByRole('textbox', { name: 'Timeout' }).fill('soon')
  await save.click({ force: true })
  await expect(page.getByText('Correct the errors before saving.')).toBeVisible()
  await expect(dialog).toBeHidden()
  expect(await gateway.config()).toBe(before)
})

test('a device is kept as a profile, which another device can choose at once', async ({ page }) => {
  await page.goto('#/devices/WORKSHOP')
  await page.getByRole('button', { name: 'Save as profile …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save [WORKSHOP] as a meter profile' })
  await dialog.getByRole('textbox', { name: 'Manufacturer' }).fill('Acme')
  await dialog.getByRole('textbox', { name: 'Model' }).fill('M1 / B')
  await expect(dialog.getByRole('textbox', { name: 'Profile id' })).toHaveValue('acme-m1-b')
  await dialog.getByRole('button', { name: 'Save profile' }).click()
  await expect(dialog.getByText(/^Saved as .*acme-m1-b\.json/)).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Notes' }).fill('from the display')
  await dialog.getByRole('button', { name: 'Save profile' }).click()
  await expect(dialog.getByText(/acme-m1-b\.json is there already/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Replace it' }).click()
  await expect(dialog.getByText(/^Saved as/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()

  await page.goto('#/devices/SUPPLY')
  await page.getByRole('combobox', { name: 'Meter profile' }).click()
  await page.getByRole('option', { name: /^Acme M1/ }).click()
  await expect(page.getByText('from the display')).toBeVisible()
  await expect(page.getByText('your own: as a device of this gateway was configured').first()).toBeVisible()
})
