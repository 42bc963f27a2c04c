import { describe, expect, it } from 'vitest'
import { deviceId } from '../../../shared/model/index.ts'
import { healthOf } from './health.ts'
import type { ProgressFacts } from './status.ts'
import { emptyQueue } from './suppliers.ts'
import type { QueueStats } from './suppliers.ts'

const WALL_MS = 1_000_000_000
const NOW_MS = 1_000_000
/** At NOW: ten-second and one-minute devices, all is well. */
const well: ProgressFacts = {
  startedMs: 0,
  expectedSinceMs: 0,
  devices: [
    { id: deviceId('A'), intervalMs: 10_000, sinceMs: NOW_MS - 5_000 },
    { id: deviceId('B'), intervalMs: 60_000, sinceMs: NOW_MS - 50_000 },
  ],
  lastStoredMs: NOW_MS - 5_000,
  lastAcknowledgedMs: NOW_MS - 6_000,
  upload: { kind: 'idle' },
  uploadSinceMs: 0,
  store: { kind: 'ok' },
  storeSinceMs: 0,
  configInvalidSinceMs: null,
}
const waiting: QueueStats = { ...emptyQueue, unsent: 4, oldestUnsentMs: WALL_MS - 31_000 }
const silent = well.devices.map((device) => ({ ...device, sinceMs: NOW_MS - 30_001 }))
const stages = (changes: Partial<ProgressFacts>, queue: QueueStats = emptyQueue): string[] =>
  healthOf({ ...well, ...changes }, queue, { monotonicMs: NOW_MS, wallMs: WALL_MS }).stalled.map(
    ({ stage }) => stage,
  )

describe('health', () => {
  it.each<[string, Partial<ProgressFacts>, QueueStats, string[]]>([
    ['all is well', {}, emptyQueue, []],
    ['a commit three intervals ago is just in time', { lastStoredMs: NOW_MS - 30_000 }, emptyQueue, []],
    ['a commit longer ago is a stall', { lastStoredMs: NOW_MS - 30_001 }, emptyQueue, ['store']],
    ['readings that come but are not committed', { lastStoredMs: null }, emptyQueue, ['store']],
    ['no readings at all', { devices: silent }, emptyQueue, ['collect']],
    [
      'right after the start nothing is expected',
      {
        devices: silent,
        lastStoredMs: null,
        lastAcknowledgedMs: null,
        startedMs: NOW_MS - 100,
        expectedSinceMs: NOW_MS - 100,
      },
      emptyQueue,
      [],
    ],
    [
      'nor right after the devices were changed',
      { lastStoredMs: 0, devices: silent, expectedSinceMs: NOW_MS - 9 },
      emptyQueue,
      [],
    ],
    ['nothing is expected without devices', { devices: [], lastStoredMs: null }, emptyQueue, []],
    [
      'one device is stuck while the others go on',
      { devices: [well.devices[0]!, { ...well.devices[1]!, sinceMs: NOW_MS - 240_001 }] },
      emptyQueue,
      ['collect'],
    ],
    [
      'a refused token is a stall at once',
      { upload: { kind: 'refused', status: 401, retryAtMs: 0, reason: 'x' } },
      emptyQueue,
      ['upload'],
    ],
    ['a queue that is being delivered', {}, waiting, []],
    [
      'a queue of which nothing was acknowledged',
      { lastAcknowledgedMs: NOW_MS - 30_001 },
      waiting,
      ['upload'],
    ],
    ['nothing to send', { lastAcknowledgedMs: 0 }, emptyQueue, []],
    [
      'only young readings to send',
      { lastAcknowledgedMs: 0 },
      { ...waiting, oldestUnsentMs: WALL_MS - 9 },
      [],
    ],
    ['no API', { upload: { kind: 'off' }, lastAcknowledgedMs: null }, waiting, []],
    [
      'an old backlog of no device',
      { devices: [], lastAcknowledgedMs: null },
      { ...waiting, oldestUnsentMs: 0 },
      ['upload'],
    ],
    [
      'a full disk',
      { store: { kind: 'failing', reason: 'ENOSPC', waitingReadings: 1 } },
      emptyQueue,
      ['disk'],
    ],
    ['a broken configuration', { configInvalidSinceMs: 5 }, emptyQueue, ['config']],
  ])('%s', (_, changes, queue, expected) => {
    expect(stages(changes, queue)).toEqual(expected)
  })

  it('a very short interval still leaves time for a group commit', () => {
    const devices = [{ id: deviceId('A'), intervalMs: 100, sinceMs: NOW_MS }]
    expect(stages({ devices, lastStoredMs: NOW_MS - 1_000 })).toEqual([])
    expect(stages({ devices, lastStoredMs: NOW_MS - 1_001 })).toEqual(['store'])
  })

  it('says since when by the wall clock', () => {
    const facts = { ...well, configInvalidSinceMs: NOW_MS - 7_000 }
    const health = healthOf(facts, emptyQueue, { monotonicMs: NOW_MS, wallMs: WALL_MS })
    expect(health).toMatchObject({ ready: false, stalled: [{ stage: 'config', sinceMs: WALL_MS - 7_000 }] })
  })
})
