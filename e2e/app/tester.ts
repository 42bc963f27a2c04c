import { expect, type Locator, type Page } from '@playwright/test'

/** What the tools of the Tester page are pointed at. */
export const settings = (page: Page): Locator => page.getByRole('region', { name: 'What is tested' })

export async function choose(page: Page, tab: string, device: string): Promise<void> {
  await page.goto(`#/tester/${tab}`)
  await settings(page).getByRole('combobox', { name: 'Device' }).click()
  await page.getByRole('option', { name: device }).click()
  await expect(settings(page)).toContainText('127.0.0.1')
}

/** Settings that stand nowhere yet, to be filled in. */
export async function typeSettings(page: Page, tab: string): Promise<void> {
  await page.goto(`#/tester/${tab}`)
  await settings(page).getByRole('combobox', { name: 'Device' }).click()
  await page.getByRole('option', { name: 'Typed settings' }).click()
}

export async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    await settings(page).getByLabel(name, { exact: true }).fill(value)
  }
}
