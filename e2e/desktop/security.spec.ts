import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { basename, dirname, join } from 'node:path'
import { callFrom, expect, test } from './fixtures.ts'

test.describe('the page', () => {
  test.use({ isShared: true })

  test('the page has no Node and no Electron, in a sandbox of its own', async ({ page, app }) => {
    const seen = await page.evaluate(() => ({
      globals: ['require', 'process', 'module', 'Buffer'].filter((name) => name in window),
      electron: Object.keys(window).filter((name) => /electron|ipc/i.test(name)),
      port: Object.keys(window.gatewayPort ?? {}).toSorted(),
      isFrozen: Object.isFrozen(window.gatewayPort),
    }))
    expect(seen).toEqual({
      globals: [],
      electron: [],
      port: ['close', 'onClose', 'onMessage', 'send'],
      isFrozen: true,
    })
    const preferences = await app.evaluate(({ webContents }) => {
      const [contents] = webContents.getAllWebContents()
      // Not in Electron's types.
      return (contents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences()
    })
    expect(preferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false })
  })

  test('permissions are denied', async ({ page }) => {
    const states = await page.evaluate(async () => [
      await Notification.requestPermission(),
      (await navigator.permissions.query({ name: 'geolocation' })).state,
      await navigator.mediaDevices?.getUserMedia({ audio: true }).then(
        () => 'granted',
        () => 'denied',
      ),
    ])
    expect(states).toEqual(['denied', 'denied', 'denied'])
  })

  test('a command that does not exist is not let through', async ({ page }) => {
    await expect(callFrom(page, 'deleteEverything', {})).rejects.toThrow('there is no such command or topic')
    await expect(callFrom(page, 'constructor', {})).rejects.toThrow('there is no such command or topic')
  })

  test('arguments that are not of the contract are refused', async ({ page }) => {
    const reply = await callFrom(page, 'desktopSetCloseAction', { action: 'format-disk' })
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid' } })
    expect(await callFrom(page, 'desktopSetAutostart', { on: true, also: 1 })).toMatchObject({ ok: false })
  })
})

test.describe('a script that was not shipped', () => {
  test.use({ mayComplain: /Content Security Policy/ })

  test('does not run, nor is anything fetched or framed', async ({ page }) => {
    const directives = await page.evaluate(async () => {
      const refused = new Set<string>()
      const { promise: allRefused, resolve } = Promise.withResolvers<void>()
      document.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) => {
        refused.add(`${effectiveDirective} ${blockedURI}`)
        if (refused.size === 4) resolve()
      })
      const inline = document.createElement('script')
      inline.textContent = 'window.ran = true'
      const remote = document.createElement('script')
      remote.src = 'https://example.invalid/x.js'
      const frame = document.createElement('iframe')
      frame.src = 'https://example.invalid/frame'
      document.body.append(inline, remote, frame)
      await Promise.all([fetch('https://example.invalid/fetch').catch(() => {}), allRefused])
      return [...refused].toSorted()
    })
    expect(directives).toEqual([
      'connect-src https://example.invalid/fetch',
      'frame-src https://example.invalid',
      'script-src-elem https://example.invalid/x.js',
      'script-src-elem inline',
    ])
    expect(await page.evaluate(() => 'ran' in window)).toBe(false)
  })
})

test.describe('the commissioning report', () => {
  // The recording of a trace wants to run in every frame; that of the report runs nothing.
  test.use({ mayComplain: /'about:srcdoc'|Content Security Policy/ })

  test('is shown in a frame that runs nothing and goes nowhere, and is saved', async ({
    page,
    app,
    plant,
  }) => {
    const saved = join(plant.folder, 'report.html')
    await app.evaluate(({ session }, path) => {
      session.defaultSession.on('will-download', (_event, item) => item.setSavePath(path))
    }, saved)
    await page.getByRole('link', { name: 'Tester' }).click()
    await page.getByRole('textbox', { name: 'Samples' }).fill('1')
    await page.getByRole('button', { name: 'Make the report' }).click()
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    const report = page.frameLocator('iframe')
    await expect(report.getByRole('heading', { name: 'Main supply', level: 1 })).toBeVisible()
    await expect(report.locator('body')).toHaveCSS('margin-top', /\d/)
    await page.getByRole('dialog').getByRole('button', { name: 'Download HTML' }).click()
    await expect.poll(() => readFile(saved, 'utf8').catch(() => '')).toContain('Voltage_L1')
    await page.locator('iframe').evaluate((frame: HTMLIFrameElement) => {
      const link = frame.contentDocument?.createElement('a')
      if (link === undefined) throw new Error('the frame cannot be reached')
      link.href = 'https://example.invalid/elsewhere'
      frame.contentDocument?.body.append(link)
      link.click()
    })
    // What was asked for is answered in order: by now it has been refused.
    await expect(page.evaluate(() => document.title)).resolves.toContain('Gateway EMS')
    expect(page.frames().filter((frame) => frame.url().includes('example.invalid'))).toEqual([])
  })
})

test('the page stays where it is and opens nothing', async ({ page, app }) => {
  const before = page.url()
  await app.evaluate(({ shell }) => {
    shell.openExternal = (url) => {
      Object.assign(globalThis, { opened: url })
      return Promise.resolve()
    }
  })
  const windows = await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = 'https://example.invalid/elsewhere'
    link.target = '_blank'
    document.body.append(link)
    link.click()
    return [window.open('https://example.invalid/'), window.open('file:///etc/passwd')]
  })
  expect(windows).toEqual([null, null])
  await page.evaluate(() => location.assign('http://127.0.0.1:9/'))
  await page.evaluate(() => location.assign('file:///etc/passwd'))
  // What was asked for is answered in order: by now both have been refused.
  await expect(page.evaluate(() => document.title)).resolves.toContain('Gateway EMS')
  expect(page.url()).toBe(before)
  expect(app.windows()).toHaveLength(1)
  const windowCount = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
  expect(windowCount).toBe(1)
  expect(await app.evaluate(() => 'opened' in globalThis)).toBe(false)
})

test('another page in the window is not heard', async ({ page, app, plant }) => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Elsewhere</title>')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/`
  // A page can be brought here by the main process alone: as if one of the guards had failed.
  await app.evaluate(({ BrowserWindow }, url) => BrowserWindow.getAllWindows()[0]?.loadURL(url), url)
  await expect(page).toHaveTitle('Elsewhere')
  await page.evaluate(() => {
    const heard: string[] = []
    Object.assign(window, { heard })
    const port = window.gatewayPort
    port?.onMessage(({ kind }) => heard.push(kind))
    port?.send({ kind: 'hello', version: 1, token: null })
    port?.send({ kind: 'call', id: 1, name: 'desktopState', args: {} })
  })
  await expect.poll(() => plant.log()).toContain(`a page that is not ours was ignored: ${url}`)
  expect(await page.evaluate(() => Reflect.get(window, 'heard'))).toEqual([])
  server.close()
})

test('a download goes where the person says, under a name without tricks', async ({ page, app, plant }) => {
  const saved = join(plant.folder, 'saved.csv')
  await app.evaluate(({ session }, path) => {
    session.defaultSession.on('will-download', (_event, item) => {
      Object.assign(globalThis, { offered: item.getSaveDialogOptions().defaultPath })
      // In place of the dialog.
      item.setSavePath(path)
    })
  }, saved)
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob(['a,b\n1,2\n']))
    link.download = '../../.config/autostart/evil.csv'
    link.click()
  })
  await expect.poll(() => readFile(saved, 'utf8').catch(() => null)).toBe('a,b\n1,2\n')
  const offered = await app.evaluate(() => String(Reflect.get(globalThis, 'offered')))
  expect(dirname(offered)).toBe(await app.evaluate(({ app }) => app.getPath('downloads')))
  expect(basename(offered)).toMatch(/^[^.].*evil\.csv$/)
})
