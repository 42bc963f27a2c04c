import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AlertRule, AlertSignal, AlertTrack } from './alert-track.ts'
import { nextTrack } from './alert-track.ts'

const who = { id: 'disk', kind: 'disk', subject: null } as const
const rule: AlertRule = {
  raiseAfterCount: 3,
  raiseAfterMs: 60_000,
  clearAfterCount: 2,
  quietEndMs: null,
  endsWhenAcknowledged: false,
}
const bad = (message = 'm', count = 1, certain = false): AlertSignal => ({
  kind: 'bad',
  message,
  count,
  certain,
})

/** Letters: b bad, g good, x gone, t tick, a acknowledge; one second apart. Answers S(tarted), E(nded), A(ck) or `.`. */
function play(signals: string, rules: AlertRule = rule, stepMs = 1_000): string {
  const signalOf: Record<string, AlertSignal> = {
    b: bad(),
    c: bad('m', 0, true),
    g: { kind: 'good' },
    x: { kind: 'gone' },
    t: { kind: 'tick' },
    a: { kind: 'acknowledge' },
  }
  let track: AlertTrack = { kind: 'quiet' }
  let said = ''
  ;[...signals].forEach((letter, index) => {
    const step = nextTrack(track, signalOf[letter]!, rules, who, index * stepMs)
    track = step.track
    if (step.change === null) said += '.'
    else if (step.change.endedAtMs !== null) said += 'E'
    else said += step.change.acknowledgedAtMs === null ? 'S' : 'A'
  })
  return said
}

describe('an alert', () => {
  it.each([
    ['is raised by the third sighting', 'bbb', '..S'],
    ['is not raised when all was well in between', 'bbgbb', '.....'],
    ['does not repeat while it lasts', 'bbbbbb', '..S...'],
    ['ends with the second good sign', 'bbbgg', '..S.E'],
    ['goes on when trouble returns before it has ended', 'bbbgbgg', '..S...E'],
    ['starts anew after its end', 'bbbggbbb', '..S.E..S'],
    ['ends at once when its subject is gone', 'bbbx', '..SE'],
    ['is forgotten when its subject is gone before it was raised', 'bbxbb', '.....'],
    ['is raised at once by certain trouble', 'bc', '.S'],
    ['is acknowledged once', 'bbbaab', '..SA..'],
    ['lasts on after its acknowledgement', 'bbbagg', '..SA.E'],
    ['cannot be acknowledged before it exists', 'ab', '..'],
  ])('%s', (_, signals, said) => {
    expect(play(signals)).toBe(said)
  })

  it('is raised by lasting trouble however rarely it is seen', () => {
    expect(play('bb', rule, 60_000)).toBe('.S')
    expect(play('bb', rule, 59_999)).toBe('..')
  })

  it('ends by itself after the quiet time, counted from the last sighting', () => {
    const quiet = { ...rule, raiseAfterCount: 1, clearAfterCount: Infinity, quietEndMs: 3_000 }
    expect(play('bttbtttt', quiet)).toBe('S.....E.')
    expect(play('bggggg', quiet)).toBe('S.....')
  })

  it('of something past ends when it is acknowledged', () => {
    expect(play('ba', { ...rule, raiseAfterCount: 1, endsWhenAcknowledged: true })).toBe('SE')
  })

  it('tells when its trouble began, how often it was seen, and what was seen last', () => {
    let track: AlertTrack = { kind: 'quiet' }
    for (const [nowMs, signal] of [
      [10, bad('first')],
      [20, bad('second', 2)],
      [30, bad('third', 4)],
    ] as const) {
      track = nextTrack(track, signal, rule, who, nowMs).track
    }
    expect(track).toMatchObject({ alert: { startedAtMs: 10, count: 7, message: 'third' } })
  })

  it('never ends before it started, also when the wall clock is set back', () => {
    const raised = nextTrack({ kind: 'quiet' }, bad('m', 1, true), rule, who, 1_000).track
    expect(nextTrack(raised, { kind: 'gone' }, rule, who, 5).change?.endedAtMs).toBe(1_000)
  })

  it('starts and ends in turn, whatever happens', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[bcgxta]{0,40}$/),
        fc.integer({ min: 1, max: 4 }),
        (signals, raiseAfterCount) => {
          const said = play(signals, { ...rule, raiseAfterCount, quietEndMs: 5_000 }).replaceAll(/[.A]/g, '')
          expect(said).toMatch(/^(SE)*S?$/)
        },
      ),
    )
  })
})
