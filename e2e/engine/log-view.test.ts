import fs from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLog, type LogOptions } from '../../electron/engine/log/log.ts'
import type { LogView } from '../../electron/engine/log/log-view.ts'
import type { LogFilter, LogLine } from '../../shared/contract/log.ts'
import { testClock } from '../support/test-clock.ts'

async function started(options: Partial<LogOptions> = {}) {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'log-view-'))
  const file = path.join(dir, 'gateway_ems.log')
  const clock = testClock()
  const log = createLog({
    level: 'DEBUG',
    file,
    maxSizeBytes: 1_000_000,
    backupCount: 20,
    console: null,
    clock,
    onTrouble: () => {},
    ...options,
  })
  onTestFinished(async () => {
    log.close()
    await rm(dir, { recursive: true, force: true })
  })
  /** Each line a ms after the one before: no two files begin alike. */
  const write = (message: string): void => {
    clock.advance(1)
    log.logger.info(message)
  }
  return { log, view: log.view, file, dir, clock, write }
}

const all: LogFilter = { level: 'DEBUG', device: null, text: '' }
const messagesOf = (lines: readonly LogLine[]): readonly string[] => lines.map(({ message }) => message)

/** Every page from the newest on, oldest line first. */
async function walk(
  view: LogView,
  filter: LogFilter,
  limit: number,
  between: () => void = () => {},
): Promise<LogLine[]> {
  const lines: LogLine[] = []
  let before: string | null = null
  for (;;) {
    const page = await view.page(filter, before, limit)
    lines.unshift(...page.lines)
    before = page.nextBefore
    if (before === null) return lines
    between()
  }
}

const numbered = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => `line ${from + index}`)

describe('pages of the log', () => {
  it('hold every line of all files once, in order, while the files are rotated', async () => {
    const { view, write } = await started({ maxSizeBytes: 2_000 })
    numbered(0, 200).forEach(write)
    let count = 200
    const lines = await walk(view, all, 7, () => {
      for (let index = 0; index < 3; index++) write(`line ${count++}`)
    })
    expect(messagesOf(lines)).toEqual(numbered(0, 200))
    expect(new Set(lines.map(({ at }) => at)).size).toBe(200)
  })

  it('never show newer lines as older ones: what was rotated away is gone', async () => {
    const { view, write } = await started({ maxSizeBytes: 500, backupCount: 1 })
    numbered(0, 20).forEach(write)
    const { nextBefore } = await view.page(all, null, 2)
    numbered(20, 100).forEach(write)
    expect(await view.page(all, nextBefore, 10)).toEqual({ lines: [], nextBefore: null })
  })

  it('go on from any line that a listener heard of, without a seam', async () => {
    const { view, write } = await started({ maxSizeBytes: 3_000 })
    const heard: LogLine[] = []
    view.subscribe((line) => void heard.push(line))
    numbered(0, 150).forEach(write)
    for (const index of [1, 30, 77, 149]) {
      const { lines } = await view.page(all, heard[index]?.at ?? '', 1_000)
      expect(lines).toEqual(heard.slice(0, index))
    }
  })

  it('are the same wherever chunks and characters are cut', async () => {
    const text = fc.oneof(
      { weight: 5, arbitrary: fc.string({ unit: 'grapheme', maxLength: 300 }) },
      fc.nat({ max: 4_000 }).map((length) => '電🔌'.repeat(length / 2)),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 120 }),
        fc.integer({ min: 1, max: 200 }),
        async (texts, limit) => {
          const { view, write, log } = await started()
          const heard: LogLine[] = []
          view.subscribe((line) => void heard.push(line))
          texts.forEach(write)
          expect(await walk(view, all, limit)).toEqual(heard)
          log.close()
        },
      ),
      { numRuns: 20 },
    )
  })

  it('look through a few MB a call, and say where to go on though nothing was found', async () => {
    const { view, write, log } = await started({ maxSizeBytes: 100_000_000 })
    write('the needle')
    const long = 'x'.repeat(4_000)
    for (let index = 0; index < 2_500; index++) write(long)
    const first = await view.page({ ...all, text: 'needle' }, null, 10)
    expect(first.lines).toEqual([])
    expect(first.nextBefore).not.toBeNull()
    expect(messagesOf(await walk(view, { ...all, text: 'NEEDLE' }, 10))).toEqual(['the needle'])
    const heavy = await view.page(all, null, 2_000)
    expect(heavy.lines.length).toBeLessThan(400)
    expect(heavy.nextBefore).not.toBeNull()
    log.close()
  })
})

describe('what is in the log', () => {
  it('is shown as it is, also where somebody else wrote it', async () => {
    const { view, write, file } = await started()
    write('<script>alert(1)</script>')
    fs.appendFileSync(
      file,
      '\u001b[31mnot ours\u001b[0m\r\n\n2026-01-01 - x - INFO - no such time\nhalf a line',
    )
    write('after')
    const lines = await walk(view, all, 100)
    expect(messagesOf(lines).slice(0, 3)).toEqual([
      '<script>alert(1)</script>',
      String.raw`\x1b[31mnot ours\x1b[0m\r`,
      '2026-01-01 - x - INFO - no such time',
    ])
    expect(messagesOf(lines).at(-1)).toMatch(/after$/)
    expect(lines[1]).toMatchObject({ timeMs: null, level: null, logger: '' })
    expect(lines[0]).toMatchObject({
      timeMs: Date.parse('2026-11-23T20:15:00.001Z'),
      level: 'INFO',
      logger: 'gateway_ems',
    })
  })

  it('bears lines longer than any that we write', async () => {
    const { view, file } = await started()
    fs.writeFileSync(file, `first\n${'y'.repeat(1_000_000)}\nlast\n`)
    const { lines } = await view.page(all, null, 100)
    expect(lines.map(({ message }) => message).join('')).toBe(`first${'y'.repeat(1_000_000)}last`)
    for (const { message } of lines) expect(message.length).toBeLessThan(400_000)
  })

  it('passes a filter by level, by device as a whole word, and by text', async () => {
    const { view, log, clock } = await started()
    const say = (level: 'debug' | 'info' | 'warning' | 'error', message: string): void => {
      clock.advance(1)
      log.logger.child('collect')[level](message)
    }
    say('debug', 'METER_1 asked')
    say('info', 'METER_1 answers again')
    say('warning', 'METER_10 does not answer')
    say('error', 'METER_1: TIMEOUT')
    say('warning', 'PLANT/METER_1 does not answer')
    say('warning', 'a.b(c does not answer')
    const found = async (filter: Partial<LogFilter>) =>
      messagesOf(await walk(view, { ...all, ...filter }, 100))
    expect(await found({ level: 'ERROR' })).toEqual(['METER_1: TIMEOUT'])
    expect(await found({ device: 'METER_1' })).toEqual([
      'METER_1 asked',
      'METER_1 answers again',
      'METER_1: TIMEOUT',
    ])
    expect(await found({ device: 'PLANT/METER_1' })).toHaveLength(1)
    expect(await found({ device: 'a.b(c' })).toHaveLength(1)
    expect(await found({ level: 'INFO', device: 'METER_1', text: 'timeout' })).toEqual(['METER_1: TIMEOUT'])
    expect(await found({ text: 'gateway_ems.collect' })).toHaveLength(6)
  })

  it('is named by files, newest first', async () => {
    const { view, write, dir } = await started({ maxSizeBytes: 500, backupCount: 2 })
    numbered(0, 50).forEach(write)
    const { files, folder } = view.files()
    expect(folder).toBe(dir)
    expect(files.map(({ name }) => name)).toEqual([
      'gateway_ems.log',
      'gateway_ems.log.1',
      'gateway_ems.log.2',
    ])
    for (const { sizeBytes } of files) expect(sizeBytes).toBeLessThanOrEqual(500)
  })
})

describe('a log that cannot be written', () => {
  it('has its newest lines in memory', async () => {
    const { view, write } = await started({ file: '/dev/null/nowhere/x.log' })
    const heard: LogLine[] = []
    view.subscribe((line) => void heard.push(line))
    numbered(0, 6_000).forEach(write)
    expect(heard).toHaveLength(6_000)
    const lines = await walk(view, all, 300)
    expect(messagesOf(lines)).toEqual(numbered(4_000, 6_000))
    expect((await view.page({ ...all, text: 'line 5999' }, null, 5)).lines).toHaveLength(1)
    expect(view.files().files).toEqual([])
  })
})
