import { describe, expect, it } from 'vitest'
import type { Alert, EngineEvent, UploadState, DeviceConfig } from '../../../shared/model/index.ts'
import { deviceId } from '../../../shared/model/index.ts'
import { Alerts } from './alerts.ts'
import { emptyQueue } from './suppliers.ts'
import { aDevice, aReading as reading } from '../../../e2e/support/device.ts'

const id = deviceId('D')
const lost: EngineEvent = {
  kind: 'reading',
  reading: reading('D', ['BAD_COMM', 'BAD_COMM'], { detail: 'timeout' }),
}
const fine: EngineEvent = { kind: 'reading', reading: reading('D', ['GOOD', 'GOOD']) }
const half: EngineEvent = { kind: 'reading', reading: reading('D', ['GOOD', 'BAD_COMM']) }
const outside: EngineEvent = {
  kind: 'reading',
  reading: reading('D', ['GOOD', 'BAD_RANGE'], { detail: '8 above 5' }),
}
const refused: EngineEvent = { kind: 'reading', reading: reading('D', ['GOOD', 'BAD_ADDRESS']) }
const upload = (state: UploadState): EngineEvent => ({ kind: 'upload-state', state })
const backoff = (attempt: number): EngineEvent =>
  upload({ kind: 'backoff', attempt, retryAtMs: 0, reason: 'ECONNREFUSED' })
const tokenRefused = upload({ kind: 'refused', status: 401, retryAtMs: 0, reason: 'bad token' })
const idle = upload({ kind: 'idle' })
const probe = (attempt: number): EngineEvent => ({
  kind: 'device-state',
  deviceId: id,
  state: { kind: 'backoff', attempt, retryAtMs: 0, reason: 'timeout' },
})
const missed: EngineEvent = {
  kind: 'reading',
  reading: reading('D', ['BAD_COMM', 'BAD_COMM'], { detail: 'slot missed' }),
  isMissedSlot: true,
}
const skipped: EngineEvent = { kind: 'slots-skipped', deviceId: id, count: 3 }

/** One event a second; what was said, as `+id` and `-id`. */
function play(events: readonly EngineEvent[], alerts = new Alerts()): string[] {
  return events.flatMap((event, index) => alerts.onEvent(event, index * 1_000).map(said))
}
const said = (alert: Alert): string => `${alert.endedAtMs === null ? '+' : '-'}${alert.id}`

const device = (id: string, changes: Partial<DeviceConfig> = {}): DeviceConfig =>
  aDevice({ kind: 'tcp', host: '127.0.0.1', port: 502, pipelining: 1 }, { id: deviceId(id), ...changes })

describe('alerts from events', () => {
  it.each<[string, EngineEvent[], string[]]>([
    ['one lost slot is not an outage', [lost, fine, lost, fine], []],
    ['two lost slots are', [lost, lost, lost, lost], ['+device-offline:D']],
    [
      'the device is back with its first answer',
      [lost, lost, fine, fine],
      ['+device-offline:D', '-device-offline:D'],
    ],
    ['a missed slot is no outage of the device', [missed, missed, missed], []],
    ['half an answer is an answer', [lost, lost, half], ['+device-offline:D', '-device-offline:D']],
    [
      'the second failed probe is an outage, before the second slot',
      [lost, probe(1), probe(2)],
      ['+device-offline:D'],
    ],
    [
      'a value that comes and goes is one alert',
      [outside, fine, fine, outside, fine, fine, fine],
      ['+value-out-of-range:D', '-value-out-of-range:D'],
    ],
    [
      'refused registers end when a whole reading is good',
      [{ kind: 'registers-refused', deviceId: id, labels: ['v1'] }, refused, half, refused, fine],
      ['+registers-refused:D', '-registers-refused:D'],
    ],
    [
      'a token refused is said once',
      [tokenRefused, upload({ kind: 'sending' }), tokenRefused],
      ['+api-refusing'],
    ],
    [
      'an API that refuses is not unreachable any more',
      [backoff(1), backoff(2), backoff(3), tokenRefused, idle],
      ['+api-unreachable', '+api-refusing', '-api-unreachable', '-api-refusing'],
    ],
    ['two retries are daily life', [backoff(1), backoff(2), idle, backoff(1), backoff(2)], []],
    [
      'switching the upload off ends its alerts',
      [tokenRefused, upload({ kind: 'off' })],
      ['+api-refusing', '-api-refusing'],
    ],
    [
      'the journal fails and recovers',
      [
        { kind: 'store-state', state: { kind: 'failing', reason: 'disk full', waitingReadings: 3 } },
        { kind: 'store-state', state: { kind: 'failing', reason: 'disk full', waitingReadings: 9 } },
        { kind: 'store-state', state: { kind: 'ok' } },
      ],
      ['+disk', '-disk'],
    ],
    [
      'a broken configuration ends with a good one',
      [
        { kind: 'config-rejected', findings: [] },
        { kind: 'config-rejected', findings: [] },
        { kind: 'config-applied', changedDevices: [], warnings: [] },
      ],
      ['+config-invalid', '-config-invalid'],
    ],
    [
      'disabling a device ends what is about it',
      [lost, lost, outside, skipped, { kind: 'device-state', deviceId: id, state: { kind: 'disabled' } }],
      [
        '+device-offline:D',
        '-device-offline:D',
        '+value-out-of-range:D',
        '+schedule-overrun:D',
        '-value-out-of-range:D',
        '-schedule-overrun:D',
      ],
    ],
  ])('%s', (_, events, expected) => {
    expect(play(events)).toEqual(expected)
  })

  it('an overrun ends after three quiet intervals, at least five minutes', () => {
    const alerts = new Alerts()
    alerts.setDevices([device('D', { intervalMs: 600_000 }), device('E')], 0)
    alerts.onEvent(skipped, 0)
    alerts.onEvent({ kind: 'slots-skipped', deviceId: deviceId('E'), count: 1 }, 0)
    expect(alerts.tick(emptyQueue, 299_999).map(said)).toEqual([])
    expect(alerts.tick(emptyQueue, 300_000).map(said)).toEqual(['-schedule-overrun:E'])
    expect(alerts.tick(emptyQueue, 1_800_000).map(said)).toEqual(['-schedule-overrun:D'])
  })

  it('the queue grows when its oldest reading is old for a minute, and until it has caught up', () => {
    const alerts = new Alerts()
    alerts.onEvent(idle, 0)
    const at = (nowMs: number, ageMs: number): string[] =>
      alerts.tick({ ...emptyQueue, unsent: 10, oldestUnsentMs: nowMs - ageMs }, nowMs).map(said)
    expect(at(1_000_000, 300_000)).toEqual([])
    expect(at(1_059_999, 300_000)).toEqual([])
    expect(at(1_060_000, 300_000)).toEqual(['+queue-growing'])
    expect(at(1_070_000, 100_000)).toEqual([])
    expect(at(1_080_000, 59_999)).toEqual(['-queue-growing'])
  })

  it('without an API nothing is expected to leave the queue', () => {
    const alerts = new Alerts()
    alerts.onEvent(upload({ kind: 'off' }), 0)
    const old = { ...emptyQueue, unsent: 10, oldestUnsentMs: 0 }
    expect([...alerts.tick(old, 1e9), ...alerts.tick(old, 2e9)]).toEqual([])
  })

  it('dead letters end when there are none, or when they were seen', () => {
    const alerts = new Alerts()
    const dead: EngineEvent = { kind: 'dead-letters', count: 1, reason: 'no such device' }
    alerts.onEvent(dead, 0)
    expect(alerts.tick({ ...emptyQueue, deadLetters: 1 }, 10).map(said)).toEqual([])
    expect(alerts.tick(emptyQueue, 20).map(said)).toEqual(['-dead-letters'])
    alerts.onEvent(dead, 30)
    expect(alerts.acknowledge('dead-letters', 40)).toMatchObject({ endedAtMs: 40, acknowledgedAtMs: 40 })
  })

  it('removing a device ends its alerts and no other', () => {
    const alerts = new Alerts()
    play([lost, lost, tokenRefused], alerts)
    expect(alerts.setDevices([device('E')], 9).map(said)).toEqual(['-device-offline:D'])
    expect(alerts.list().active.map((alert) => alert.id)).toEqual(['api-refusing'])
  })

  it('keeps the last thousand ended alerts, newest first', () => {
    const alerts = new Alerts()
    for (let n = 0; n < 1_100; n++) {
      alerts.onEvent(tokenRefused, n)
      alerts.onEvent(idle, n)
    }
    const { ended } = alerts.list()
    expect(ended).toHaveLength(1_000)
    expect(ended[0]?.startedAtMs).toBe(1_099)
  })

  it('a message names what a person needs', () => {
    const alerts = new Alerts()
    play([lost, lost, outside, tokenRefused], alerts)
    expect(alerts.list().active.map((alert) => alert.message)).toEqual([
      'D: v1 8 above 5',
      'API refuses the token (401): bad token',
    ])
    expect(alerts.list().ended[0]?.message).toBe('D does not answer: timeout')
  })
})
