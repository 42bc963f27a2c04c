import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MinuteRate } from './minute-rate.ts'
import { MinuteRing } from './minute-ring.ts'

const MINUTE_MS = 60_000

describe('the ring of minutes', () => {
  it('counts what an exact list would, by whole minutes', () => {
    const event = fc.record({
      stepMs: fc.integer({ min: 0, max: 20 * MINUTE_MS }),
      amount: fc.integer({ min: 1, max: 9 }),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const ring = new MinuteRing(2, 'counts')
        const rate = new MinuteRate()
        const kept: { minute: number; amount: number }[] = []
        let nowMs = 0
        for (const { stepMs, amount } of events) {
          nowMs += stepMs
          ring.add(1, amount, nowMs)
          rate.add(amount, nowMs)
          expect(rate.lastMinute(nowMs)).toBe(ring.lastMinute(1, nowMs))
          kept.push({ minute: Math.floor(nowMs / MINUTE_MS), amount })
          const now = Math.floor(nowMs / MINUTE_MS)
          const sum = kept
            .filter(({ minute }) => now - minute < 60)
            .reduce((total, { amount }) => total + amount, 0)
          expect(ring.lastHour(1, nowMs)).toBe(sum)
          expect(ring.lastHour(0, nowMs)).toBe(0)
        }
      }),
    )
  })

  it('the last minute is a rate that neither jumps nor forgets at the turn of the minute', () => {
    const ring = new MinuteRing(1)
    for (let ms = 0; ms < 3 * MINUTE_MS; ms += 1_000) ring.add(0, 1, ms)
    for (const atMs of [2 * MINUTE_MS + 1, 2.5 * MINUTE_MS, 3 * MINUTE_MS - 1]) {
      const ring = new MinuteRing(1)
      for (let ms = 0; ms < atMs; ms += 1_000) ring.add(0, 1, ms)
      expect(ring.lastMinute(0, atMs)).toBeCloseTo(60, -0.5)
    }
    expect(ring.lastMinute(0, 5 * MINUTE_MS)).toBe(0)
    expect(ring.lastHour(0, 63 * MINUTE_MS)).toBe(0)
  })
})
