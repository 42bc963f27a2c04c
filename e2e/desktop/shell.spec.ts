import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import { callForReload, callFrom, expect, test } from './fixtures.ts'
import { desktopSettings, firstPage, launch, type Plant } from './desktop.ts'
import { onStandin } from './host.ts'

const boundsOf = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())

async function leaveSettings({ folder }: Plant, settings: object): Promise<void> {
  const path = join(folder, 'user', 'desktop.json')
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, JSON.stringify(settings))
}

test.describe('what is put back as it was', () => {
  test.use({ isShared: true })

  test('starting with the session can be switched on and off', async ({ page, plant }) => {
    test.skip(process.platform !== 'linux', 'written for the XDG autostart folder')
    const on = await callFrom(page, 'desktopSetAutostart', { on: true })
    expect(on).toMatchObject({ result: { autostart: true, canAutostart: true } })
    const path = join(plant.folder, 'home', '.config', 'autostart', 'gateway-ems.desktop')
    expect(await readFile(path, 'utf8')).toMatch(/^Exec=".*" ".*" "--hidden"$/m)
    const off = await callFrom(page, 'desktopSetAutostart', { on: false })
    expect(off).toMatchObject({ result: { autostart: false } })
  })

  test('the tray says what the gateway does, opens the window and quits', async ({ app, page }) => {
    test.skip(!onStandin, 'Electron gives nobody a tray back')
    expect(page.isClosed()).toBe(false)
    const labels = () =>
      app.evaluate(({ Tray }) => {
        const [tray] = Reflect.get(Tray, 'all') as { menu: { items: { label: string }[] } }[]
        return tray?.menu.items.map(({ label }) => label)
      })
    await expect.poll(labels).toEqual(['Gateway EMS is collecting', '', 'Show Gateway EMS', 'Quit'])
  })

  test('the system is kept awake while readings are taken, and says so', async ({ page }) => {
    expect(await callFrom(page, 'desktopState', {})).toMatchObject({ result: { blocksSuspend: true } })
    expect(await callFrom(page, 'stopCollecting', {})).toMatchObject({ ok: true })
    expect(await callFrom(page, 'desktopState', {})).toMatchObject({ result: { blocksSuspend: false } })
    expect(await callFrom(page, 'startCollecting', {})).toMatchObject({ ok: true })
    expect(await callFrom(page, 'desktopState', {})).toMatchObject({ result: { blocksSuspend: true } })
  })
})

test('the window opens as it was left', async ({ plant }) => {
  const bounds = { x: 40, y: 60, width: 1_100, height: 700 }
  const first = await launch(plant)
  await firstPage(first)
  await first.evaluate(({ BrowserWindow }, bounds) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(bounds)
  }, bounds)
  await expect.poll(() => desktopSettings(plant).catch(() => null)).toMatchObject({ window: { bounds } })
  await first.close()

  const second = await launch(plant)
  await firstPage(second)
  expect(await boundsOf(second)).toEqual(bounds)
  await second.close()
})

test('a window that was left on a screen that is gone opens where it can be seen', async ({ plant }) => {
  await leaveSettings(plant, {
    window: { bounds: { x: 9_000, y: 9_000, width: 1_100, height: 700 }, isMaximized: false },
  })
  const app = await launch(plant)
  await firstPage(app)
  const bounds = await boundsOf(app)
  const area = await app.evaluate(({ screen }) => screen.getPrimaryDisplay().workArea)
  expect(bounds?.x).toBeLessThan(area.x + area.width - 100)
  expect(bounds?.y).toBeLessThan(area.y + area.height - 100)
  await app.close()
})

test('settings that make no sense do not keep the app from starting', async ({ plant }) => {
  await mkdir(join(plant.folder, 'user'), { recursive: true })
  await writeFile(join(plant.folder, 'user', 'desktop.json'), '{"window":{"bounds":"wide"},"closeAction":7')
  const app = await launch(plant)
  const page = await firstPage(app)
  expect(await callFrom(page, 'desktopState', {})).toMatchObject({ result: { closeAction: 'ask' } })
  await app.close()
})

test('an alert is told once by the system, unless the window is looked at', async ({ app, plant, page }) => {
  await app.evaluate(({ Notification, BrowserWindow }) => {
    const shown: string[] = []
    Object.assign(globalThis, { shown })
    Notification.prototype.show = function show() {
      shown.push(`${this.title}: ${this.body}`)
    }
    BrowserWindow.getAllWindows()[0]?.blur()
  })
  const shown = () => app.evaluate((): string[] => Reflect.get(globalThis, 'shown'))
  const fine = await readFile(plant.configPath, 'utf8')
  const broken = (protocol: string) =>
    writeFile(
      plant.configPath,
      `${fine}\n[CELLAR]\nhost = 127.0.0.1\nregisters = 0\nprotocol = ${protocol}\n`,
    )

  await broken('SMOKE')
  await expect.poll(async () => (await shown()).join()).toContain('SMOKE')
  // The same alert, seen once more.
  await broken('MIRRORS')
  await expect.poll(() => plant.log()).toContain('MIRRORS')
  const acknowledged = await callFrom(page, 'acknowledgeAlert', { id: 'config-invalid' })
  expect(acknowledged).toMatchObject({ result: { acknowledged: true } })
  await writeFile(plant.configPath, `${fine}\n`)
  await expect.poll(() => plant.log()).toMatch(/MIRRORS[^]*applied/)
  await broken('PIGEON')
  await expect.poll(async () => (await shown()).join()).toContain('PIGEON')
  expect(await shown()).toHaveLength(2)

  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus())
  await writeFile(plant.configPath, fine)
  await expect.poll(() => plant.log()).toMatch(/PIGEON[^]*applied/)
  expect(page.isClosed()).toBe(false)
})

test('the token of another gateway is kept in the keychain, not in the file', async ({ page, plant }) => {
  const target = { kind: 'remote', address: '127.0.0.1:9' }
  const reply = await callForReload(page, 'desktopLookAt', { target, token: 'a-secret-token' })
  expect(reply).toMatchObject({ result: { lookingAt: target, canKeepToken: true } })
  const settings = JSON.stringify(await desktopSettings(plant))
  expect(settings).toContain('"encryptedToken":"')
  expect(settings).not.toContain('a-secret-token')
  expect(settings).not.toContain(Buffer.from('a-secret-token').toString('base64'))
})
