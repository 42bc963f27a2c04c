import { describe, expect, it } from 'vitest'
import {
  type DeviceState,
  deviceId,
  linkId,
  type Measurement,
  type Reading,
  unitId,
  type UploadState,
} from '../../../shared/model/index.ts'
import type { DeviceStatus, StatusSnapshot } from '../../engine/monitor/status.ts'
import { emptyQueue } from '../../engine/monitor/suppliers.ts'
import { widthOfText } from '../text.ts'
import { liveTable, uploadText } from './live-table.ts'

const nowMs = Date.UTC(2026, 10, 23, 20, 15)

function aReading(measurements: Readonly<Record<string, Measurement>>): Reading {
  return {
    deviceId: deviceId('METER'),
    deviceName: 'Meter',
    deviceType: 'METER',
    timestampMs: nowMs - 4_000,
    slotMs: nowMs - 4_000,
    latencyMs: 12.4,
    measurements: new Map(Object.entries(measurements)),
  }
}

function aDevice(id: string, state: DeviceState, lastReading: Reading | null = null): DeviceStatus {
  return {
    id: deviceId(id),
    name: id,
    type: 'METER',
    linkId: linkId('tcp://127.0.0.1:502'),
    unitId: unitId(1),
    intervalMs: 5_000,
    state,
    lastReading,
    lastAnswerMs: null,
    successRate: null,
    readingsLastHour: 0,
    errorsLastHour: 0,
    skippedLastHour: 0,
    latenessMs: null,
  }
}

function aSnapshot(devices: readonly DeviceStatus[], changes: Partial<StatusSnapshot> = {}): StatusSnapshot {
  return {
    takenAtMs: nowMs,
    startedAtMs: nowMs - 200_000,
    uptimeMs: 200_000,
    devices,
    devicesByState: { disabled: 0, connecting: 0, good: 0, degraded: 0, backoff: 0 },
    links: [],
    readingsTotal: 0,
    readingsPerMinute: 12,
    goodPointsPerMinute: 100,
    pointsPerMinute: 1_200,
    errorsLastHour: 0,
    skippedLastHour: 0,
    worstLatenessMs: 0,
    storedTotal: 0,
    lastStoredMs: null,
    lostTotal: 0,
    store: { kind: 'ok' },
    queue: emptyQueue,
    upload: { state: { kind: 'idle' }, lastSuccessMs: null, acknowledgedTotal: 0, acknowledgedPerMinute: 0 },
    ...changes,
  }
}

function draw(
  status: StatusSnapshot,
  columns = 120,
  rows = 30,
  recent: readonly string[] = [],
): readonly string[] {
  const view = { gatewayId: 'plant', configPath: './config/config.ini', servedAt: null, status, recent }
  return liveTable(view, { columns, rows, hasColour: false })
}

const good: DeviceState = { kind: 'good' }
const silent: DeviceState = { kind: 'backoff', attempt: 2, retryAtMs: nowMs, reason: 'no answer within 3 s' }
const voltage: Measurement = { value: 230.5, unit: 'V', quality: 'GOOD' }

describe('the live table', () => {
  it('shows state, values, latency and age of each device', () => {
    const device = aDevice('SUPPLY', good, aReading({ Voltage: voltage }))
    const row = draw(aSnapshot([device])).find((line) => line.includes('SUPPLY'))
    expect(row).toMatch(/● SUPPLY\s+good\s+Voltage 230\.5 V\s+12\.4 ms\s+4 s ago/)
  })

  it('shows as many digits as a glance can take, and integers whole', () => {
    const reading = aReading({
      Voltage: { value: 230.55176, unit: 'V', quality: 'GOOD' },
      Energy: { value: 123_456_789, unit: 'Wh', quality: 'GOOD' },
    })
    const row = draw(aSnapshot([aDevice('SUPPLY', good, reading)])).find((line) => line.includes('SUPPLY'))
    expect(row).toContain('Voltage 230.552 V, Energy 123456789 Wh')
  })

  it('shows bad values before good ones', () => {
    const reading = aReading({ Voltage: voltage, Heat: { value: null, unit: '°C', quality: 'BAD_RANGE' } })
    const state: DeviceState = { kind: 'degraded', badLabels: ['Heat'] }
    const row = draw(aSnapshot([aDevice('SUPPLY', state, reading)])).find((line) => line.includes('SUPPLY'))
    expect(row).toContain('Heat BAD_RANGE, Voltage 230.5 V')
  })

  it('shows why a device does not answer instead of its old values', () => {
    const device = aDevice('OFFICE', silent, aReading({ Voltage: voltage }))
    const text = draw(aSnapshot([device])).join('\n')
    expect(text).toContain('no answer within 3 s')
    expect(text).not.toContain('230.5')
  })

  it('never takes more rows or columns than there are', () => {
    const devices = Array.from({ length: 60 }, (_, index) =>
      aDevice(`電力_${index}`, index % 7 === 0 ? silent : good, aReading({ Voltage: voltage })),
    )
    for (const [columns, rows] of [
      [20, 5],
      [40, 10],
      [80, 24],
      [200, 50],
      [1, 1],
    ] as const) {
      const lines = draw(aSnapshot(devices), columns, rows, ['a log line that is rather long '.repeat(20)])
      expect(lines.length).toBeLessThanOrEqual(rows)
      for (const line of lines) expect(widthOfText(line)).toBeLessThanOrEqual(Math.max(columns, 11))
    }
  })

  it('shows devices in trouble where there is no room for all, and how many are left out', () => {
    const devices = Array.from({ length: 60 }, (_, index) =>
      aDevice(`D${index}`, index === 59 ? silent : good),
    )
    const text = draw(aSnapshot(devices), 100, 20).join('\n')
    expect(text).toContain('D59')
    expect(text).toMatch(/… and \d+ more devices/)
  })

  it('shows what waits, what was refused and what was lost', () => {
    const queue = {
      ...emptyQueue,
      unsent: 1_500,
      oldestUnsentMs: nowMs - 120_000,
      deadLetters: 2,
      sizeBytes: 1_048_576,
    }
    const text = draw(aSnapshot([], { queue, lostTotal: 3 })).join('\n')
    expect(text).toContain(
      '1,500 readings unsent (oldest 2 min), 2 dead letters, 1.0 MB on disk, 3 readings lost',
    )
  })

  it('says that the journal cannot be written', () => {
    const store = { kind: 'failing', reason: 'disk full', waitingReadings: 12 } as const
    expect(draw(aSnapshot([], { store })).join('\n')).toContain(
      'cannot be written: disk full; 12 readings in memory',
    )
  })

  it('lets no name from the file move the cursor', () => {
    const text = draw(aSnapshot([aDevice('evil\u001b[2J', good)])).join('\n')
    expect(text).not.toContain('\u001b')
  })

  it('has colours only where they are wanted', () => {
    const view = {
      gatewayId: 'plant',
      configPath: '',
      servedAt: null,
      status: aSnapshot([aDevice('A', good)]),
      recent: [],
    }
    expect(liveTable(view, { columns: 80, rows: 20, hasColour: true }).join('')).toContain('\u001b[32m●')
  })
})

describe('the state of the API in words', () => {
  it.each<[UploadState, string]>([
    [{ kind: 'off' }, 'no api_url: readings are stored only'],
    [{ kind: 'idle' }, 'up to date'],
    [{ kind: 'sending' }, 'sending'],
    [
      { kind: 'backoff', attempt: 1, retryAtMs: nowMs + 5_000, reason: 'connection refused' },
      'no delivery: connection refused; next try in 5 s',
    ],
    [
      { kind: 'refused', status: 401, retryAtMs: nowMs + 5_000, reason: 'wrong token' },
      'refuses (401): wrong token; nothing is deleted',
    ],
  ])('%o', (state, text) => {
    expect(uploadText(state, nowMs).text).toBe(text)
  })
})
