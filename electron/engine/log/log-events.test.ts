import { describe, expect, it } from 'vitest'
import type { Alert, EngineEvent, Finding, UploadState } from '../../../shared/model/index.ts'
import { deviceId, linkId } from '../../../shared/model/index.ts'
import { FLAP_LINES, FLAP_WINDOW_MS } from './flap-guard.ts'
import { initialLogState, nextLog } from './log-events.ts'

/** Events with the second at which they happen; answers the lines as `LEVEL logger: message`. */
function play(events: readonly (readonly [number, EngineEvent])[]): string[] {
  let state = initialLogState
  return events.flatMap(([seconds, event]) => {
    const step = nextLog(state, event, seconds * 1_000)
    state = step.state
    return step.lines.map(({ level, logger, message }) => `${level} ${logger}: ${message}`)
  })
}

const D = deviceId('D')
const down = (attempt: number, reason = 'timeout'): EngineEvent => ({
  kind: 'device-state',
  deviceId: D,
  state: { kind: 'backoff', attempt, retryAtMs: 0, reason },
})
const up: EngineEvent = { kind: 'device-state', deviceId: D, state: { kind: 'good' } }
const upload = (state: UploadState): EngineEvent => ({ kind: 'upload-state', state })
const finding = (message: string, line: number | null): Finding => ({
  severity: 'error',
  section: 'D',
  key: 'port',
  line,
  found: null,
  allowed: null,
  suggestion: null,
  message,
})

describe('events in the log', () => {
  it('a device that is away for a night takes two lines', () => {
    const night = Array.from({ length: 100 }, (_, n) => [n * 300, down(n + 1)] as const)
    expect(play([...night, [30_000, up], [30_001, up]])).toEqual([
      'WARNING collect: D does not answer: timeout; it is tried again with growing pauses',
      'INFO collect: D answers again after 8 h 20 min, 100 failures',
    ])
  })

  it('a device that was well from the start takes none', () => {
    expect(play([[0, up]])).toEqual([])
  })

  it('other trouble on a link is news, the same again is not', () => {
    const link = (reason: string): EngineEvent => ({
      kind: 'link-state',
      linkId: linkId('tcp://h:502'),
      state: { kind: 'backoff', attempt: 1, retryAtMs: 0, reason },
    })
    const open: EngineEvent = { kind: 'link-state', linkId: linkId('tcp://h:502'), state: { kind: 'open' } }
    expect(
      play([
        [0, link('ECONNREFUSED')],
        [1, link('ECONNREFUSED')],
        [2, link('EHOSTUNREACH')],
        [5, open],
      ]),
    ).toEqual([
      'WARNING link: no connection: ECONNREFUSED',
      'WARNING link: no connection: EHOSTUNREACH',
      'INFO link: tcp://h:502 is connected again after 5 s, 3 failures',
    ])
  })

  it('an API that fails, refuses and recovers', () => {
    const lines = play([
      [0, upload({ kind: 'backoff', attempt: 1, retryAtMs: 0, reason: 'ECONNREFUSED' })],
      [1, upload({ kind: 'sending' })],
      [2, upload({ kind: 'backoff', attempt: 2, retryAtMs: 0, reason: 'HTTP 500' })],
      [3, upload({ kind: 'refused', status: 401, retryAtMs: 0, reason: 'bad token' })],
      [60, upload({ kind: 'idle' })],
    ])
    expect(lines).toHaveLength(3)
    expect(lines[1]).toMatch(/^ERROR upload: the API refuses \(HTTP 401\): bad token/)
    expect(lines[2]).toBe('INFO upload: the API takes readings again after 1 min, 3 failures')
  })

  it('a loose contact is counted, not written down', () => {
    const flaps = Array.from({ length: 200 }, (_, n) => [
      [n * 2, down(1)] as const,
      [n * 2 + 1, up] as const,
    ]).flat()
    const lines = play([...flaps, [FLAP_WINDOW_MS / 1_000, down(1)]])
    expect(lines).toHaveLength(FLAP_LINES + 1)
    expect(lines.at(-1)).toMatch(/\(394 more such lines were left out before\)$/)
  })

  it('a rejected configuration shows its errors with their lines, once', () => {
    const rejected: EngineEvent = {
      kind: 'config-rejected',
      findings: [finding('port = x: not a number', 12), { ...finding('hint', 1), severity: 'warning' }],
    }
    const applied: EngineEvent = { kind: 'config-applied', changedDevices: [D], warnings: [] }
    expect(
      play([
        [0, rejected],
        [1, rejected],
        [60, applied],
      ]),
    ).toEqual([
      'ERROR config: config.ini is not valid (1 error) and is not applied',
      'ERROR config: line 12: port = x: not a number',
      'INFO config: config.ini is valid again after 1 min, 2 failures',
      'INFO config: configuration applied: D changed',
    ])
  })

  it('alerts are logged where no event says the same', () => {
    const alert = (changes: Partial<Alert>): EngineEvent => ({
      kind: 'alert',
      alert: {
        id: 'queue-growing',
        kind: 'queue-growing',
        subject: null,
        message: '10 readings wait',
        startedAtMs: 0,
        endedAtMs: null,
        count: 4,
        acknowledgedAtMs: null,
        ...changes,
      },
    })
    const offline = alert({ id: 'device-offline:D', kind: 'device-offline', subject: 'D' })
    expect(
      play([
        [0, alert({})],
        [1, alert({ acknowledgedAtMs: 9 })],
        [2, alert({ endedAtMs: 90_000 })],
        [3, offline],
      ]),
    ).toEqual([
      'WARNING alert: queue-growing: 10 readings wait',
      'INFO alert: queue-growing is over after 1 min 30 s, seen 4 times',
    ])
  })

  it('readings and requests leave the state as it is', () => {
    const event: EngineEvent = { kind: 'slot-started', deviceId: D, latenessMs: 1 }
    expect(nextLog(initialLogState, event, 0).state).toBe(initialLogState)
  })
})
