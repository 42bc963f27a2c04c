import { describe, expect, it } from 'vitest'
import type { Clock } from '../clock.ts'
import { createTimeline } from './timeline.ts'

const startMs = Date.UTC(2026, 10, 23, 12)

/** A wall clock that somebody sets, beside a monotonic one that nobody can. */
function settableClock(): Clock & { pass(ms: number): void; setWall(byMs: number): void } {
  let monotonicMs = 1_000
  let wallMs = startMs
  return {
    monotonicMs: () => monotonicMs,
    wallMs: () => wallMs,
    pass(ms) {
      monotonicMs += ms
      wallMs += ms
    },
    setWall(byMs) {
      wallMs += byMs
    },
  }
}

describe('the timeline', () => {
  it('follows the wall clock while nobody sets it', () => {
    const clock = settableClock()
    const timeline = createTimeline(clock, null)
    clock.pass(60_000)
    expect(timeline.check()).toBeNull()
    expect(timeline.utcMs(clock.monotonicMs())).toBe(startMs + 60_000)
  })

  it('goes on from where it was when the wall clock is set back, and says so once', () => {
    const clock = settableClock()
    const timeline = createTimeline(clock, null)
    clock.pass(10_000)
    clock.setWall(-3_600_000)
    expect(timeline.check()).toEqual({ kind: 'held', byMs: 3_600_000 })
    expect(timeline.check()).toBeNull()
    expect(timeline.utcMs(clock.monotonicMs())).toBe(startMs + 10_000)
    clock.pass(1_000)
    expect(timeline.utcMs(clock.monotonicMs())).toBe(startMs + 11_000)
  })

  it('takes over a clock that is set ahead, as on a box that learns the time after its start', () => {
    const clock = settableClock()
    const timeline = createTimeline(clock, null)
    clock.setWall(86_400_000)
    expect(timeline.check()).toEqual({ kind: 'forward', byMs: 86_400_000 })
    expect(timeline.check()).toBeNull()
    expect(timeline.utcMs(clock.monotonicMs())).toBe(startMs + 86_400_000)
  })

  it('stays put when a clock that was set back is put right again', () => {
    const clock = settableClock()
    const timeline = createTimeline(clock, null)
    clock.setWall(-3_600_000)
    timeline.check()
    clock.setWall(3_600_000)
    expect(timeline.check()).toBeNull()
    expect(timeline.utcMs(clock.monotonicMs())).toBe(startMs)
    clock.setWall(-3_600_000)
    expect(timeline.check()?.kind).toBe('held')
  })

  it('ignores the small corrections of a time service', () => {
    const clock = settableClock()
    const timeline = createTimeline(clock, null)
    for (const correctionMs of [400, -700, 300]) {
      clock.setWall(correctionMs)
      expect(timeline.check()).toBeNull()
    }
    expect(timeline.utcMs(clock.monotonicMs())).toBe(startMs)
  })

  it('does not go back behind the journal when the clock was set back during a restart', () => {
    const clock = settableClock()
    const newestStoredMs = startMs + 3_600_000
    expect(createTimeline(clock, newestStoredMs).utcMs(clock.monotonicMs())).toBe(newestStoredMs)
  })

  it('does not follow a journal written under a clock that was years ahead', () => {
    const clock = settableClock()
    const newestStoredMs = Date.UTC(2099, 0)
    expect(createTimeline(clock, newestStoredMs).utcMs(clock.monotonicMs())).toBe(startMs)
  })
})
