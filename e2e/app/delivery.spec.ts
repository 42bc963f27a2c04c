import { readFile } from 'node:fs/promises'
import { startFaultApi } from '../support/fault-api.ts'
import { expect, test } from './fixtures.ts'
import { plantIni } from './plant.ts'

test('readings that the API refuses are looked at, taken along, sent again and dropped', async ({
  page,
  gateway,
}) => {
  let isPicky = true
  const api = await startFaultApi({
    fault: ({ seqs }) => ({
      kind: 'take',
      rejected: isPicky ? seqs.slice(0, 1).map((seq) => ({ seq, reason: 'unknown meter' })) : [],
    }),
  })
  await gateway.edit((text) => text.replace(/api_url = .*/, `api_url = ${api.url}`))
  await page.goto('#/queue')
  const letters = page.getByRole('region', { name: 'Dead letters' })
  await expect(letters).toContainText('unknown meter')
  isPicky = false
  // What it refused last is put aside once its answer has come: before the next batch but one.
  const asked = api.requests.length
  await expect.poll(() => api.requests.length).toBeGreaterThan(asked + 1)
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    letters
      .getByRole('button', { name: /Export/ })
      .first()
      .click(),
  ])
  expect(await readFile(await file.path(), 'utf8')).toContain('"device_id"')
  await letters
    .getByRole('button', { name: /(Send|Retry).* all|all.*again/i })
    .first()
    .click()
  await expect(letters).not.toContainText('unknown meter')
  await api.close()
})

test('an API that is away is said in words, and nothing is lost', async ({ page, gateway }) => {
  await gateway.edit((text) => text.replace(/api_url = .*/, 'api_url = http://127.0.0.1:9'))
  await page.goto('#/queue')
  await expect(page.getByRole('main')).toContainText('API cannot be reached')
  await expect(page.getByRole('contentinfo')).toContainText(/\d+ unsent, oldest/)
  await gateway.edit((text) => text.replace(/api_url = .*/, `api_url = ${gateway.api.url}`))
  await expect(page.getByRole('main')).toContainText('Up to date')
})

test('an alert is acknowledged, and the badge goes', async ({ page }) => {
  const badge = page.getByRole('link', { name: /Alerts 1 alert that nobody has acknowledged/ })
  await expect(badge).toBeVisible()
  await page.goto('#/alerts')
  await page.getByRole('button', { name: /^Acknowledge: Device does not answer CELLAR/ }).click()
  await expect(badge).toBeHidden()
  await expect(page.getByText('Device does not answer')).toBeVisible()
})

test.describe('with a token and settings from the environment', () => {
  test.use({
    ini: plantIni.replace('api_url = @API', 'api_url = @API\napi_token = hidden-secret-1\nlog_level = DEBUG'),
  })

  test('a setting is changed with the lines shown, and no secret is ever sent to the page', async ({
    page,
    gateway,
  }) => {
    const frames: string[] = []
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => frames.push(String(payload))),
    )
    await page.reload()
    await page.goto('#/settings')
    await expect(page.getByRole('textbox', { name: /api_timeout/ })).toBeVisible()
    await page.getByRole('textbox', { name: /api_timeout/ }).fill('12')
    await page.getByRole('button', { name: /^Save/ }).click()
    await page.getByRole('button', { name: 'Save and apply' }).click()
    await expect.poll(() => gateway.config()).toContain('api_timeout = 12')
    expect(await gateway.config()).toContain('api_token = hidden-secret-1')
    await page.goto('#/devices')
    await page.getByText('config.ini as text').click()
    await expect(page.getByRole('textbox', { name: 'Text of config.ini' })).toHaveValue(/Calle Mayor/)
    expect(frames.length).toBeGreaterThan(3)
    expect(frames.some((frame) => frame.includes('hidden-secret-1'))).toBe(false)
  })
})
