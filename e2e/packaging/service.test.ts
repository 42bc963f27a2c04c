import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startCli } from '../support/cli.ts'
import { waitFor } from '../support/wait.ts'
import { startPlant, type SimulatedPlant } from './meter.ts'

const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

describe.skipIf(!has('systemd-analyze'))('the unit for systemd', () => {
  const unit = join(import.meta.dirname, '..', '..', 'deploy', 'gateway-ems.service')

  it('is one that systemd understands in every line', () => {
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], {
      encoding: 'utf8',
    })
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' })
  })
})

describe.skipIf(!has('systemd-notify') || !has('socat'))('a collector that systemd started', () => {
  let folder = ''
  let heard = ''
  let listener: ChildProcess
  let plant: SimulatedPlant

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gateway-service-'))
    heard = ''
    const socket = join(folder, 'notify')
    const socat = spawn('socat', ['-u', `UNIX-RECV:${socket}`, 'STDOUT'])
    socat.stdout.on('data', (chunk: Buffer) => (heard += chunk.toString()))
    listener = socat
    plant = await startPlant()
    writeFileSync(join(folder, 'config.ini'), plant.ini)
    await waitFor('the listener', () => existsSync(socket))
  })
  afterEach(async () => {
    listener.kill()
    await plant.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const start = (env: Readonly<Record<string, string>>) =>
    startCli(['run', '--config', 'config.ini', '--data-dir', 'data'], { cwd: folder, env })

  it('says when it is ready, that it lives, and that it stops', async () => {
    const running = start({ NOTIFY_SOCKET: join(folder, 'notify'), WATCHDOG_USEC: '200000' })
    await waitFor('READY', () => heard.includes('READY=1'))
    await waitFor('two signs of life', () => heard.split('WATCHDOG=1').length > 2)
    running.child.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ code: 0 })
    await waitFor('STOPPING', () => heard.includes('STOPPING=1'))
  })

  it('goes on without a manager that cannot be reached, and says so once', async () => {
    const running = start({ NOTIFY_SOCKET: join(folder, 'nobody'), WATCHDOG_USEC: '200000' })
    const stdout = await running.outputWith('systemd was not told READY=1')
    expect(stdout.split('systemd was not told').length).toBe(2)
    running.child.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ code: 0 })
  })
})
