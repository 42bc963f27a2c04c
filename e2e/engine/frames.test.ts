import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/engine/clock.ts'
import { createLinkFactory } from '../../electron/engine/link-factory.ts'
import { silentLogger } from '../../electron/engine/logger.ts'
import type { TracedFrame } from '../../electron/engine/modbus/frame-trace.ts'
import type { Link } from '../../electron/engine/modbus/link.ts'
import { type RecorderOptions, startRecorder } from '../../electron/engine/traffic/recorder.ts'
import { linkId, unitId } from '../../shared/model/index.ts'
import { openRecorder } from '../../electron/headless/frames.ts'
import { runCli } from '../support/cli.ts'
import { startFaultMeter } from '../support/fault-meter.ts'
import { readRequest } from '../support/fault-meter-link.ts'
import { canMount, mountSmallDisk } from '../support/small-disk.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-frames-'))
  closers.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
async function aMeter() {
  const meter = await startFaultMeter({ framing: 'mbap' })
  closers.push(() => meter.close())
  return meter
}

describe('the links of a factory', () => {
  it('tell every listener of every frame, visits included, and make no frame while nobody listens', async () => {
    const meter = await aMeter()
    /** A link asks the time of day for a frame alone. */
    let framesMade = 0
    const clock = { ...systemClock, wallMs: () => (framesMade++, systemClock.wallMs()) }
    const states: string[] = []
    const factory = createLinkFactory({ clock, logger: silentLogger, sink: ({ kind }) => states.push(kind) })
    const config = { kind: 'tcp', host: '127.0.0.1', port: meter.port, pipelining: 1 } as const
    const read = (link: Link) =>
      link.read(unitId(1), readRequest('HOLDING', 1, 1), {
        timeoutMs: 1_000,
        requestDelayMs: 0,
        dueMs: clock.monotonicMs(),
      })
    const held = factory.open(config, 20)
    closers.push(() => held.close())
    expect((await read(held)).kind).toBe('data')
    expect(framesMade).toBe(0)

    const first: TracedFrame[] = []
    const second: TracedFrame[] = []
    const leaves = [
      factory.watchFrames((frame) => first.push(frame)),
      factory.watchFrames((frame) => second.push(frame)),
    ]
    await read(held)
    expect(first.map(({ direction }) => direction)).toEqual(['sent', 'received'])
    leaves[0]?.()
    const told = states.length
    const visit = factory.openAside(config)
    await read(visit)
    await visit.close()
    expect(second).toHaveLength(4)
    expect(first).toHaveLength(2)
    expect(states).toHaveLength(told)
    leaves[1]?.()
    leaves[0]?.()
    expect(framesMade).toBe(4)
    await read(held)
    expect(framesMade).toBe(4)
  })
})

const mbap: TracedFrame = {
  linkId: linkId('tcp://10.0.0.7:502'),
  direction: 'sent',
  framing: 'mbap',
  bytes: Buffer.from('000100000006050300640002', 'hex'),
  wallMs: 1_764_000_000_123,
}
const rtu: TracedFrame = {
  ...mbap,
  linkId: linkId('rtu:/dev/ttyUSB0'),
  framing: 'rtu',
  bytes: Buffer.from('0103000a0002e409', 'hex'),
}

async function record(path: string, more: Partial<RecorderOptions> = {}) {
  const troubles: string[] = []
  const recorder = await startRecorder({ path, onTrouble: (sentence) => troubles.push(sentence), ...more })
  closers.push(() => recorder.close())
  return { recorder, troubles }
}

describe('a recording', () => {
  it('has TCP as pcapng and RTU as text beside it, and an earlier one is kept', async () => {
    const folder = aFolder()
    const path = join(folder, 'trace.pcapng')
    const { recorder } = await record(path)
    for (const frame of [mbap, rtu, { ...rtu, direction: 'received' as const }]) recorder.onFrame(frame)
    await recorder.close()
    expect(readFileSync(path).includes(mbap.bytes)).toBe(true)
    expect(readFileSync(`${path}.txt`, 'utf8')).toMatch(
      /^# Modbus frames.*\n\S+ rtu:\/dev\/ttyUSB0 -> 0103000a0002e409 unit 1 FC3 read 10\.\.11 CRC ok\n\S+ rtu:\S+ <- /,
    )
    const { recorder: next } = await record(path)
    await next.close()
    expect((await readdir(folder)).toSorted()).toEqual(['trace.1.pcapng', 'trace.pcapng', 'trace.pcapng.txt'])
    expect(readFileSync(join(folder, 'trace.1.pcapng')).includes(mbap.bytes)).toBe(true)
  })

  it('never grows beyond two files of its size, each whole by itself', async () => {
    const folder = aFolder()
    const path = join(folder, 'trace.txt')
    const { recorder, troubles } = await record(path, { sizeMostBytes: 4_096 })
    for (let n = 0; n < 500; n++) recorder.onFrame({ ...mbap, wallMs: mbap.wallMs + n })
    await recorder.close()
    expect((await readdir(folder)).toSorted()).toEqual(['trace.1.txt', 'trace.txt'])
    for (const name of ['trace.1.txt', 'trace.txt']) {
      const text = readFileSync(join(folder, name), 'utf8')
      expect(text.length).toBeLessThanOrEqual(4_096)
      expect(text).toMatch(/^# Modbus frames/)
      expect(text.endsWith('read 100..101\n')).toBe(true)
    }
    expect(troubles).toEqual([])
  })

  it('never writes over anything else', async () => {
    const path = join(aFolder(), 'config.ini')
    writeFileSync(path, '[DEFAULT]\n')
    await expect(record(path)).rejects.toThrow('holds no recorded frames')
    expect(readFileSync(path, 'utf8')).toBe('[DEFAULT]\n')
    await expect(record('/dev/null')).rejects.toThrow('holds no recorded frames')
  })

  it.skipIf(!canMount)('ends with one sentence when the disk is full', async () => {
    const disk = mountSmallDisk(256 * 1024)
    closers.push(() => disk.unmount())
    const { recorder, troubles } = await record(join(disk.dir, 'trace.txt'))
    disk.fill()
    for (let n = 0; n < 1_000; n++) recorder.onFrame(mbap)
    await waitFor('the sentence', () => troubles.length > 0)
    disk.empty()
    const { size } = statSync(join(disk.dir, 'trace.txt'))
    recorder.onFrame(mbap)
    await recorder.close()
    expect(statSync(join(disk.dir, 'trace.txt')).size).toBe(size)
    expect(troubles).toEqual([
      expect.stringMatching(
        /^the recording of frames has ended.* cannot be written: the disk is full; all else goes on$/,
      ),
    ])
  })

  it('counts what a disk does not take in time, and says so', async () => {
    const { recorder, troubles } = await record(join(aFolder(), 'trace.txt'))
    for (let n = 0; n < 20_005; n++) recorder.onFrame(mbap)
    await recorder.close()
    expect(troubles).toEqual([expect.stringContaining('lacks 5 frames')])
  })
})

describe('--frames', () => {
  const configured = async (folder: string): Promise<readonly string[]> => {
    const path = join(folder, 'config.ini')
    const { port } = await aMeter()
    writeFileSync(
      path,
      `[DEFAULT]\ngateway_id = test\nlog_file = ${join(folder, 'gateway.log')}\n[A]\nprotocol = TCP\nhost = 127.0.0.1\nport = ${port}\naddressing = zero\nregisters = 10\n`,
    )
    return ['--config', path, '--data-dir', join(folder, 'data')]
  }

  it('records what run, run --once, read and test ask', async () => {
    const folder = aFolder()
    const args = await configured(folder)
    const calls = [['run', '--for', '1'], ['run', '--once'], ['read', 'A'], ['test']]
    const texts = await Promise.all(
      calls.map(async (call, index) => {
        const path = join(folder, `trace-${index}.txt`)
        // Each for itself: beside a collector of the same directory the others are refused its line.
        const dataDir = join(folder, `data-${index}`)
        const { code, stderr } = await runCli([...call, ...args, '--data-dir', dataDir, '--frames', path])
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
        return readFileSync(path, 'utf8')
      }),
    )
    for (const text of texts) {
      expect(text).toMatch(/-> [0-9a-f]{24} id \d+ unit 1 FC3 read 10\n/)
      expect(text).toMatch(/<- [0-9a-f]{22} id \d+ unit 1 FC3 2 data bytes of 10\n/)
    }
    expect(readFileSync(join(folder, 'gateway.log'), 'utf8')).toContain('every frame is recorded in')
  })

  it('in a folder that is not there is said in words', async () => {
    const frames = join(aFolder(), 'nowhere', 'trace.txt')
    await expect(openRecorder({ frames }, () => {})).rejects.toThrow(
      `${frames} cannot be written: there is no such folder`,
    )
  })

  it('that cannot be written is refused by test, and does not keep run from collecting', async () => {
    const folder = aFolder()
    const args = await configured(folder)
    const frames = ['--frames', join(folder, 'config.ini')]
    const [tested, ran] = await Promise.all([
      runCli(['test', ...args, '--data-dir', join(folder, 'other'), ...frames]),
      runCli(['run', '--for', '1', '--json', ...args, ...frames]),
    ])
    expect(tested).toMatchObject({ code: 2, stderr: expect.stringContaining('name another file') })
    expect(ran.code).toBe(0)
    expect(ran.stdout).toContain('"event":"reading"')
    expect(ran.stderr).toContain('frames are not recorded')
  })
})
