import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SerialPort } from 'serialport'
import { afterEach, describe, expect, it } from 'vitest'
import { openTestLink, payloadOf, readRequest, until } from '../support/fault-meter-link.ts'
import type { TestLink } from '../support/fault-meter-link.ts'
import { startFaultMeter } from '../support/fault-meter.ts'
import type { PtyPair } from '../support/pty.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

function openPort(path: string, retryDelayMs = 10): TestLink {
  const settings = { baudRate: 115_200, parity: 'N', stopBits: 1, dataBits: 8 } as const
  const test = openTestLink({ kind: 'rtu', path, ...settings }, { retryDelayMs })
  cleanups.push(() => test.link.close())
  return test
}

async function openPair(): Promise<PtyPair> {
  const pair = await openPtyPair()
  cleanups.push(pair.close)
  return pair
}

const opener = join(import.meta.dirname, '..', 'support', 'serial-opener.ts')
const nobody = { uid: 65_534, gid: 65_534 }
/** Root alone can become somebody else, and who that is has to reach this checkout. */
const canBeNobody =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, ['--check', opener], nobody).status === 0

/** Of this process; one that is gone has "(deleted)" behind its path. */
const openFiles = (): readonly string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch {
      // Closed meanwhile.
      return []
    }
  })

/** Number of the group; null where the system has none of this name. */
function groupNumber(name: string): number | null {
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name}:`))
  return line === undefined ? null : Number(line.split(':')[2])
}

describe('a serial port that can not be opened', () => {
  it('because it is not there says so and is looked for again', async () => {
    const test = openPort('/dev/does-not-exist')
    const reason = '/dev/does-not-exist: no such port: is the adapter plugged in?'
    expect(await test.read(1, 'HOLDING', 0, 1)).toMatchObject({ kind: 'link-down', reason })
    expect(test.link.state).toMatchObject({ kind: 'backoff', reason })
  })

  it('because it is a file says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gateway-serial-'))
    cleanups.push(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'file')
    writeFileSync(path, '')
    const outcome = await openPort(path).read(1, 'HOLDING', 0, 1)
    expect(outcome).toMatchObject({ kind: 'link-down', reason: `${path}: not a serial port` })
  })

  it.skipIf(!canBeNobody)('because it is not ours says which group to join, and how', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gateway-serial-'))
    cleanups.push(() => rmSync(folder, { recursive: true }))
    chmodSync(folder, 0o755)
    const path = join(folder, 'port')
    writeFileSync(path, '')
    chownSync(path, 0, groupNumber('dialout') ?? 0)
    chmodSync(path, 0o660)
    const { stdout } = spawnSync(process.execPath, [opener, path], { ...nobody, encoding: 'utf8' })
    expect(stdout).toBe(
      `${path}: permission denied: it belongs to the group dialout: ` +
        'sudo usermod -a -G dialout nobody, then log out and in again',
    )
  })

  it.skipIf(!hasSocat)('because another program has it says so', async () => {
    const pair = await openPair()
    const other = new SerialPort({ path: pair.master, baudRate: 9600, lock: true })
    await new Promise((resolve) => other.once('open', resolve))
    cleanups.push(() => new Promise((resolve) => other.close(() => resolve())))
    const outcome = await openPort(pair.master).read(1, 'HOLDING', 0, 1)
    expect(outcome).toMatchObject({ kind: 'link-down', reason: `${pair.master}: in use by another program` })
  })
})

describe.skipIf(!hasSocat)('a serial adapter that is pulled', () => {
  it('and plugged in again is used again', async () => {
    const pair = await openPair()
    const test = openPort(pair.master)
    for (let round = 0; round < 3; round += 1) {
      await pair.plug()
      const meter = await startFaultMeter({ framing: 'rtu', serialPath: pair.meter })
      let outcome = await test.read(1, 'HOLDING', round, 2)
      while (outcome.kind !== 'data') {
        await new Promise((resolve) => setTimeout(resolve, 10))
        outcome = await test.read(1, 'HOLDING', round, 2)
      }
      expect(outcome.payload).toEqual(payloadOf(1, readRequest('HOLDING', round, 2)))
      await pair.unplug()
      await until(() => test.link.state.kind !== 'open')
      expect(await test.read(1, 'HOLDING', round, 2)).toMatchObject({ kind: 'link-down' })
      await meter.close()
    }
  })

  it('while an answer is awaited ends the read at once', async () => {
    const pair = await openPair()
    const meter = await startFaultMeter({
      framing: 'rtu',
      serialPath: pair.meter,
      fault: () => ({ kind: 'silence' }),
    })
    cleanups.push(meter.close)
    const test = openPort(pair.master)
    const read = test.read(1, 'HOLDING', 0, 1, { timeoutMs: 50_000 })
    await until(() => meter.requests.length === 1)
    await pair.unplug()
    expect(await read).toMatchObject({ kind: 'link-down', reason: expect.stringContaining(pair.master) })
  })

  it.skipIf(process.platform !== 'linux')('is let go: nothing reads from it again and again', async () => {
    const pair = await openPair()
    const meter = await startFaultMeter({ framing: 'rtu', serialPath: pair.meter })
    cleanups.push(meter.close)
    const device = realpathSync(pair.master)
    const isOpen = (): boolean => openFiles().some((path) => path.startsWith(device))
    const test = openPort(pair.master, 60_000)
    expect(await test.read(1, 'HOLDING', 0, 1)).toMatchObject({ kind: 'data' })
    expect(isOpen()).toBe(true)
    await meter.close()
    await pair.unplug()
    await until(() => test.link.state.kind !== 'open')
    // A descriptor that stays open is one that the library spins on until the next write fails.
    await until(() => !isOpen())
  })

  it('and closed leaves no handle behind', async () => {
    const pair = await openPair()
    const meter = await startFaultMeter({ framing: 'rtu', serialPath: pair.meter })
    cleanups.push(meter.close)
    const before = process.getActiveResourcesInfo().length
    const test = openPort(pair.master)
    await test.read(1, 'HOLDING', 0, 1)
    await Promise.all([test.link.close(), test.link.close()])
    await until(() => process.getActiveResourcesInfo().length <= before + 1)
    // The port is free again.
    expect(await openPort(pair.master).read(1, 'HOLDING', 0, 1)).toMatchObject({ kind: 'data' })
  })
})
