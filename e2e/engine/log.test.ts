import fs from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createEventLog } from '../../electron/engine/log/event-log.ts'
import { createLog } from '../../electron/engine/log/log.ts'
import type { LogOptions } from '../../electron/engine/log/log.ts'
import { testClock } from '../support/test-clock.ts'
import { deviceId } from '../../shared/model/index.ts'

async function started(options: Partial<LogOptions> = {}) {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'log-'))
  const file = path.join(dir, 'log', 'gateway_ems.log')
  const clock = testClock()
  const troubles: string[] = []
  const log = createLog({
    level: 'INFO',
    file,
    maxSizeBytes: 10_000,
    backupCount: 2,
    console: null,
    clock,
    onTrouble: (sentence) => troubles.push(sentence),
    ...options,
  })
  onTestFinished(async () => {
    log.close()
    await rm(dir, { recursive: true, force: true })
  })
  const lines = (of = file): string[] => fs.readFileSync(of, 'utf8').split('\n').slice(0, -1)
  const messages = (of = file): string[] => lines(of).map((line) => line.split(' - ').slice(3).join(' - '))
  return { log, file, dir, clock, troubles, lines, messages }
}

describe('the log on a real disk', () => {
  it('writes lines of the agreed form, below the level none', async () => {
    const { log, lines } = await started()
    log.logger.debug('unseen')
    log.logger.info('one')
    log.logger.child('collect').warning('two\nthree')
    log.logger.child('collect').child('bus').error('100 %d %s - five')
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d`
    const expected = [
      'gateway_ems - INFO - one',
      String.raw`gateway_ems\.collect - WARNING - two\\nthree`,
      String.raw`gateway_ems\.collect\.bus - ERROR - 100 %d %s - five`,
    ].map((rest) => expect.stringMatching(new RegExp(`^${time} - ${rest}$`)))
    expect(lines()).toEqual(expected)
  })

  it('rotates before the limit is passed and keeps as many files as were asked for', async () => {
    const { log, file, messages, dir } = await started({ maxSizeBytes: 500, backupCount: 2 })
    for (let n = 0; n < 50; n++) log.logger.info(`line ${n}`)
    expect(fs.readdirSync(path.dirname(file)).sort()).toEqual([
      'gateway_ems.log',
      'gateway_ems.log.1',
      'gateway_ems.log.2',
    ])
    for (const name of fs.readdirSync(path.join(dir, 'log'))) {
      expect(fs.statSync(path.join(dir, 'log', name)).size).toBeLessThanOrEqual(500)
    }
    const kept = [...messages(`${file}.2`), ...messages(`${file}.1`), ...messages()]
    expect(kept).toEqual(
      Array.from({ length: kept.length }, (_, index) => `line ${50 - kept.length + index}`),
    )
  })

  it('without rotated files it starts over', async () => {
    const { log, file, messages } = await started({ maxSizeBytes: 300, backupCount: 0 })
    for (let n = 0; n < 50; n++) log.logger.info(`line ${n}`)
    expect(fs.readdirSync(path.dirname(file))).toEqual(['gateway_ems.log'])
    expect(messages().at(-1)).toBe('line 49')
    expect(fs.statSync(file).size).toBeLessThanOrEqual(300)
  })

  it('goes on in the file of the run before', async () => {
    const { log, file, messages } = await started()
    log.logger.info('before')
    log.close()
    const again = await started({ file })
    again.log.logger.info('after')
    expect(messages()).toEqual(['before', 'after'])
  })

  it('changes level and file while it runs, and drops rotated files beyond a smaller count', async () => {
    const { log, file, messages, dir } = await started({ maxSizeBytes: 300, backupCount: 5 })
    for (let n = 0; n < 50; n++) log.logger.info(`line ${n}`)
    expect(fs.existsSync(`${file}.5`)).toBe(true)
    log.reconfigure({ level: 'DEBUG', backupCount: 1 })
    log.logger.debug('seen now')
    expect(messages().at(-1)).toBe('seen now')
    expect(fs.existsSync(`${file}.1`)).toBe(true)
    expect(fs.existsSync(`${file}.2`)).toBe(false)
    const other = path.join(dir, 'other.log')
    log.reconfigure({ file: other, level: 'ERROR' })
    log.logger.warning('too small')
    log.logger.error('elsewhere')
    expect(messages(other)).toEqual(['elsewhere'])
  })

  it('writes to a console where it is given one, until the screen is taken', async () => {
    const shown: string[] = []
    const { log, messages } = await started({ console: (line) => shown.push(line) })
    log.logger.info('one')
    log.reconfigure({ console: null })
    log.logger.info('two')
    expect(shown).toEqual([expect.stringMatching(/ - INFO - one$/)])
    expect(messages()).toEqual(['one', 'two'])
  })

  it('opens a new file after somebody moved the old one away', async () => {
    const { log, file, clock, messages } = await started()
    log.logger.info('one')
    fs.renameSync(file, `${file}.moved`)
    clock.advance(2_000)
    log.logger.info('two')
    expect(messages(`${file}.moved`)).toEqual(['one'])
    expect(messages()).toEqual(['two'])
  })

  it('a directory that cannot be made is said once; later the log says what is missing', async () => {
    const { log, dir, clock, troubles } = await started({ file: null })
    const blocked = path.join(dir, 'blocked')
    fs.writeFileSync(blocked, 'a file where a directory should be')
    const file = path.join(blocked, 'gateway.log')
    log.reconfigure({ file })
    for (let n = 0; n < 10; n++) {
      log.logger.info(`lost ${n}`)
      clock.advance(1_000)
    }
    expect(troubles).toEqual([expect.stringContaining(`cannot write the log ${file}`)])
    fs.rmSync(blocked)
    clock.advance(5_000)
    log.logger.info('back')
    const lines = fs.readFileSync(file, 'utf8').split('\n')
    expect(lines[0]).toBe('[10 lines could not be written here]')
    expect(lines[1]).toMatch(/ - INFO - back$/)
  })

  it('a full disk loses lines, not the process', async () => {
    const { log, troubles, clock } = await started({ file: '/dev/full', backupCount: 0 })
    log.logger.info('lost')
    clock.advance(10_000)
    log.logger.info('lost again')
    expect(troubles).toEqual([expect.stringContaining('ENOSPC')])
  })

  it('a log that cannot be rotated goes on, within twice its size', async () => {
    const { log, file, troubles, messages } = await started({ maxSizeBytes: 300, backupCount: 1 })
    fs.mkdirSync(path.join(`${file}.1`, 'occupied'), { recursive: true })
    for (let n = 0; n < 50; n++) log.logger.info(`line ${n}`)
    expect(troubles).toEqual([expect.stringContaining('cannot rotate the log')])
    expect(messages().at(-1)).toBe('line 49')
    expect(fs.statSync(file).size).toBeLessThanOrEqual(700)
  })

  it('the engine’s events become lines of child loggers', async () => {
    const { log, clock, lines } = await started()
    const sink = createEventLog({ logger: log.logger, clock })
    const device = deviceId('EVIL\n[x]')
    sink({
      kind: 'device-state',
      deviceId: device,
      state: { kind: 'backoff', attempt: 1, retryAtMs: 0, reason: 'timeout' },
    })
    clock.advance(20_000)
    sink({ kind: 'device-state', deviceId: device, state: { kind: 'good' } })
    expect(lines().map((line) => line.split(' - ').slice(1).join(' - '))).toEqual([
      String.raw`gateway_ems.collect - WARNING - EVIL\n[x] does not answer: timeout; it is tried again with growing pauses`,
      String.raw`gateway_ems.collect - INFO - EVIL\n[x] answers again after 20 s`,
    ])
  })
})
