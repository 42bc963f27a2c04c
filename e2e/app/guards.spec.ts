import { expect, test } from './fixtures.ts'

const script = '<img src=x onerror="window.wasHacked=1"><script>window.wasHacked=1</script>'

test.describe('beside the page', () => {
  test.use({ isShared: true })

  test('a page of another origin gets no connection', async ({ page, gateway, browser }) => {
    await expect(page.getByText('Main supply')).toBeVisible()
    const stranger = await (await browser.newContext()).newPage()
    await stranger.route('http://evil.example/', (route) =>
      route.fulfill({ body: '<p>hello</p>', contentType: 'text/html' }),
    )
    await stranger.goto('http://evil.example/')
    const outcome = await stranger.evaluate(
      (url) =>
        new Promise<string>((resolve) => {
          const socket = new WebSocket(url)
          socket.addEventListener('open', () => resolve('open'))
          socket.addEventListener('error', () => resolve('refused'))
        }),
      `${gateway.url.replace('http', 'ws')}/ipc`,
    )
    expect(outcome).toBe('refused')
    await stranger.context().close()
  })
})

test.describe('a hostile name', () => {
  test.use({
    ini: `[DEFAULT]
collection_interval = 1
[EVIL]
name = "${script.replaceAll('"', "'")}"
protocol = TCP
host = 127.0.0.1
port = @SUPPLY
timeout = 1
addressing = zero
register_types = INPUT
registers = 0
data_types = FLOAT32
labels = "${script.replaceAll('"', "'")}"
[__proto__]
name = prototype
protocol = TCP
host = 127.0.0.1
port = 9
timeout = 0.2
registers = 1
labels = constructor
`,
  })

  test('is a text on every page, and never runs', async ({ page }) => {
    await expect(page.getByRole('table', { name: 'Devices' })).toContainText('<img src=x onerror=')
    await expect(page.getByRole('table', { name: 'Devices' })).toContainText('prototype')
    for (const address of [
      'devices',
      'devices/EVIL',
      'devices/__proto__',
      'live/EVIL',
      'alerts',
      'logs',
      'settings',
    ]) {
      await page.goto(`#/${address}`)
      await expect(page.getByRole('main')).not.toBeEmpty()
    }
    await page.goto('#/live/EVIL')
    await expect(page.getByRole('table', { name: 'Value' })).toContainText('<img src=x onerror=')
    expect(await page.evaluate(() => 'wasHacked' in window)).toBe(false)
  })
})

test.describe('with a token', () => {
  test.use({ serve: ['--token', 'open sesame'] })

  test('the page asks for it, refuses a wrong one, and shows nothing before', async ({ page }) => {
    await expect(page.getByRole('heading', { name: 'This gateway asks for a token' })).toBeVisible()
    await expect(page.getByText('Main supply')).toBeHidden()
    await page.getByLabel('Token').fill('guess')
    await page.getByRole('button', { name: 'Connect' }).click()
    await expect(page.getByText('This token is not the one.')).toBeVisible()
    await page.getByLabel('Token').fill('open sesame')
    await page.getByRole('button', { name: 'Connect' }).click()
    await expect(page.getByText('Main supply')).toBeVisible()
  })

  test('a token in the address is taken out of it', async ({ page, gateway }) => {
    await page.goto(`${gateway.url}/#token=${encodeURIComponent('open sesame')}`)
    await page.reload()
    await expect(page.getByText('Main supply')).toBeVisible()
    expect(page.url()).not.toContain('sesame')
  })
})

test.describe('served read-only', () => {
  test.use({ serve: ['--read-only'] })

  test('everything is seen and nothing can be changed', async ({ page }) => {
    await expect(page.getByRole('contentinfo')).toContainText('Read-only')
    await expect(page.getByRole('button', { name: 'Stop collecting' })).toBeDisabled()
    await page.getByRole('button', { name: 'Details of Main supply' }).click()
    await expect(page.getByRole('button', { name: 'Read now' })).toBeDisabled()
    await page.goto('#/devices/SUPPLY')
    await expect(page.getByRole('textbox', { name: 'Host' })).toBeDisabled()
    await page.goto('#/settings')
    await expect(page.getByRole('textbox', { name: /api_url/ })).toBeDisabled()
  })
})
