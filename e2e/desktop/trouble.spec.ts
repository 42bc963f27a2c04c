import { cp, readFile, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { startCli } from '../support/cli.ts'
import { callForReload, expect, greetFrom, test } from './fixtures.ts'
import { appDir, desktopSettings, firstPage, launch } from './desktop.ts'

const program = join(appDir, 'out', 'main', 'headless.js')

test('a broken configuration opens the window, and collects once the file is repaired', async ({ plant }) => {
  const fine = await readFile(plant.configPath, 'utf8')
  await writeFile(plant.configPath, fine.replace('protocol = TCP', 'protocol = TELEPATHY'))
  const app = await launch(plant)
  const page = await firstPage(app)
  expect(await greetFrom(page)).toMatchObject({ kind: 'welcome', configPath: plant.configPath })
  expect(await plant.storedReadings()).toBe(0)
  await writeFile(plant.configPath, fine)
  await expect.poll(() => plant.storedReadings()).toBeGreaterThan(3)
  await app.close()
})

test('where another one collects the window says who, and takes over when it has ended', async ({
  plant,
}) => {
  const args = ['run', '--config', plant.configPath, '--data-dir', plant.dataDir]
  const other = startCli(args, { program, env: { LOG_FILE: join(plant.folder, 'other.log') } })
  await other.outputWith('collects from')
  const app = await launch(plant)
  const page = await firstPage(app)
  expect(await greetFrom(page)).toMatchObject({
    kind: 'refused',
    code: 'not-running',
    message: expect.stringContaining(`another collector (pid ${other.child.pid}) works in ${plant.dataDir}`),
  })
  other.child.kill('SIGTERM')
  await other.ended
  const before = await plant.storedReadings()
  // Each hello tries again; the page is loaded anew once the engine runs.
  await expect.poll(async () => (await greetFrom(page).catch(() => null))?.kind).toBe('welcome')
  await expect.poll(() => plant.storedReadings()).toBeGreaterThan(before + 3)
  await app.close()
})

test('another configuration is opened, collected with, and remembered', async ({ app, page, plant }) => {
  const other = join(plant.folder, 'other', 'plant-2.ini')
  await cp(plant.configPath, other)
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, other)
  const state = await callForReload(page, 'desktopOpenConfig', {})
  expect(state).toMatchObject({ result: { configPath: other } })
  expect(await greetFrom(page)).toMatchObject({ kind: 'welcome', configPath: other })
  expect(await desktopSettings(plant)).toMatchObject({ configPath: other })
  expect(existsSync(join(plant.folder, 'other', 'data', 'gateway.db'))).toBe(false)
})

test('a gateway on another computer is looked at, with its token', async ({ page, plant }) => {
  const other = join(plant.folder, 'other', 'remote.ini')
  await cp(plant.configPath, other)
  const data = join(plant.folder, 'other', 'data')
  const remote = startCli(
    ['run', '--json', '-c', other, '-d', data, '--serve', '127.0.0.1:0', '--token', 'open-sesame'],
    { program, env: { LOG_FILE: join(plant.folder, 'other.log') } },
  )
  const [line = ''] = (await remote.outputWith('"started"')).split('\n')
  const { served_at: url } = JSON.parse(line)
  const look = async (token: string | null) => {
    const target = { kind: 'remote', address: new URL(url).host }
    const state = await callForReload(page, 'desktopLookAt', { target, token })
    expect(state).toMatchObject({ result: { lookingAt: target } })
    return greetFrom(page)
  }
  expect(await look(null)).toMatchObject({ kind: 'refused', code: 'token' })
  await page.reload()
  await page.getByLabel('Token').fill('open-sesame')
  await page.getByRole('button', { name: 'Connect' }).click()
  await expect(page.getByText('3 of 3 devices good')).toBeVisible()
  expect(await look(null)).toMatchObject({ kind: 'welcome', configPath: other })
  expect(await look('wrong')).toMatchObject({ kind: 'refused', code: 'token' })
  expect(await look('open-sesame')).toMatchObject({ kind: 'welcome', configPath: other })
  // The one that was kept: with the address, or as it was typed when the gateway asked.
  expect(await look(null)).toMatchObject({ kind: 'welcome', configPath: other })
  const readings = await plant.storedReadings()
  await expect.poll(() => plant.storedReadings()).toBeGreaterThan(readings)

  await callForReload(page, 'desktopLookAt', { target: { kind: 'local' }, token: null })
  expect(await greetFrom(page)).toMatchObject({ kind: 'welcome', configPath: plant.configPath })
  remote.child.kill('SIGTERM')
  await remote.ended
})
