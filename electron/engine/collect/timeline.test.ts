import { describe, expect, it } from 'vitest'
import type { Clock } from '../clock.ts'
import { type ClockStep, createTimeline } from './timeline.ts'

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

function timelineOn(clock: Clock, newestStoredMs: number | null = null) {
  const steps: ClockStep[] = []
  const timeline = createTimeline(clock, newestStoredMs, (step) => steps.push(step))
  return {
    steps,
    check: () => timeline.check(),
    nowMs: () => timeline.utcMs(clock.monotonicMs()),
  }
}

describe('the timeline', () => {
  it('follows the wall clock while nobody sets it', () => {
    const clock = settableClock()
    const timeline = timelineOn(clock)
    clock.pass(60_000)
    timeline.check()
    expect(timeline.steps).toEqual([])
    expect(timeline.nowMs()).toBe(startMs + 60_000)
  })

  it('goes on from where it was when the wall clock is set back, and says so once', () => {
    const clock = settableClock()
    const timeline = timelineOn(clock)
    clock.pass(10_000)
    clock.setWall(-3_600_000)
    timeline.check()
    timeline.check()
    expect(timeline.steps).toEqual([{ kind: 'held', byMs: 3_600_000 }])
    expect(timeline.nowMs()).toBe(startMs + 10_000)
    clock.pass(1_000)
    expect(timeline.nowMs()).toBe(startMs + 11_000)
  })

  it('takes over a clock that is set ahead, as on a box that learns the time after its start', () => {
    const clock = settableClock()
    const timeline = timelineOn(clock)
    clock.setWall(86_400_000)
    timeline.check()
    timeline.check()
    expect(timeline.steps).toEqual([{ kind: 'forward', byMs: 86_400_000 }])
    expect(timeline.nowMs()).toBe(startMs + 86_400_000)
  })

  it('stays put when a clock that was set back is put right again', () => {
    const clock = settableClock()
    const timeline = timelineOn(clock)
    clock.setWall(-3_600_000)
    timeline.check()
    clock.setWall(3_600_000)
    timeline.check()
    expect(timeline.nowMs()).toBe(startMs)
    clock.setWall(-3_600_000)
    timeline.check()
    expect(timeline.steps.map((step) => step.kind)).toEqual(['held', 'held'])
  })

  it('ignores the small corrections of a time service', () => {
    const clock = settableClock()
    const timeline = timelineOn(clock)
    for (const correctionMs of [400, -700, 300]) {
      clock.setWall(correctionMs)
      timeline.check()
    }
    expect(timeline.steps).toEqual([])
    expect(timeline.nowMs()).toBe(startMs)
  })

  it('does not go back behind the journal when the clock was set back during a restart', () => {
    const clock = settableClock()
    const newestStoredMs = startMs + 3_600_000
    expect(timelineOn(clock, newestStoredMs).nowMs()).toBe(newestStoredMs)
  })

  it('does not follow a journal written under a clock that was years ahead', () => {
    const clock = settableClock()
    const newestStoredMs = Date.UTC(2099, 0)
    expect(timelineOn(clock, newestStoredMs).nowMs()).toBe(startMs)
  })
})
