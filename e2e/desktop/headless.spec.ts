import { writeFile } from 'node:fs/promises'
import { expect, test } from './fixtures.ts'
import { appDir, launch, plantArguments, runToEnd } from './desktop.ts'

test.describe('without a window', () => {
  const noDisplay = { DISPLAY: '', WAYLAND_DISPLAY: '', STANDIN_CHROMIUM: '/nowhere' }

  test('it collects and serves with no display, and a signal ends it with 0', async ({ plant }) => {
    const args = [...plantArguments(plant), '--headless', '--serve', '127.0.0.1:0', '--json']
    const running = runToEnd(plant, args, noDisplay)
    await expect.poll(running.stdout).toContain('"event":"started"')
    const [line = ''] = running.stdout().split('\n')
    const { served_at: url } = JSON.parse(line)
    const ready = await fetch(`${url}/healthz`)
    expect(ready.status).toBe(200)
    await expect.poll(running.stdout).toContain('"event":"reading"')
    running.kill('SIGTERM')
    const { code, stdout } = await running
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('{"event":"stopped"}')
    expect(await plant.storedReadings()).toBeGreaterThan(0)
  })

  test('it ends as the command line does: 2 for wrong usage, 1 for a broken file', async ({ plant }) => {
    const wrong = await runToEnd(plant, [...plantArguments(plant), '--headless', '--sevre', '80'], noDisplay)
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("unknown option '--sevre'") })
    const missing = await runToEnd(plant, [appDir, '--headless', '--config', 'no.ini'], noDisplay)
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('no.ini') })
    await writeFile(plant.configPath, '[METER_1]\nprotocol = TELEPATHY\n')
    const broken = await runToEnd(plant, [...plantArguments(plant), '--headless'], noDisplay)
    expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining('TELEPATHY') })
  })

  test('it ends with 3 where the window collects already', async ({ plant }) => {
    const app = await launch(plant, ['--hidden'])
    await expect.poll(() => plant.storedReadings()).toBeGreaterThan(0)
    const held = await runToEnd(plant, [...plantArguments(plant), '--headless'], noDisplay)
    expect(held).toMatchObject({ code: 3, stderr: expect.stringContaining('another collector') })
    await app.close()
  })
})
