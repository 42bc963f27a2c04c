import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueIndex, fireAtMs, makeGrid, slotUtcMs, stableFraction } from './schedule.ts'

const noonMs = Date.UTC(2026, 10, 23, 12, 0, 0)
const grid = (deviceId: string, intervalMs: number, utcMs = noonMs + 17_345) =>
  makeGrid({ deviceId, intervalMs, monotonicMs: 5_000, utcMs })

describe('the slot grid', () => {
  it.each([1_000, 15_000, 60_000, 900_000, 3_600_000])(
    'puts slots of %i ms on whole multiples of the interval in UTC',
    (intervalMs) => {
      const { originUtcMs } = grid('A', intervalMs)
      expect(originUtcMs % intervalMs).toBe(0)
      expect(originUtcMs).toBeLessThanOrEqual(noonMs + 17_345)
    },
  )

  it.each([7_000, 1_300])(
    'counts slots of %i ms, which do not divide a day, from the start',
    (intervalMs) => {
      expect(grid('A', intervalMs).originUtcMs).toBe(noonMs + 17_345)
    },
  )

  it('fires slot k exactly k intervals after slot 0, however long it runs', () => {
    const minutes = grid('A', 60_000)
    const yearOfSlots = 525_600
    expect(fireAtMs(minutes, yearOfSlots) - fireAtMs(minutes, 0)).toBe(yearOfSlots * 60_000)
    expect(slotUtcMs(minutes, yearOfSlots, 0)).toBe(noonMs + yearOfSlots * 60_000)
  })

  it('gives a device the same offset in every run and spreads devices over the interval', () => {
    const offsets = Array.from({ length: 500 }, (_, index) => grid(`DEVICE_${index}`, 1_000).offsetMs)
    expect(grid('DEVICE_7', 1_000).offsetMs).toBe(offsets[7])
    const tenths = new Set(offsets.map((offsetMs) => Math.floor(offsetMs / 100)))
    expect(tenths.size).toBe(10)
    expect(Math.min(...offsets)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...offsets)).toBeLessThan(1_000)
  })

  it('keeps the devices of one long interval within ten seconds of each other', () => {
    const offsets = Array.from({ length: 500 }, (_, index) => grid(`DEVICE_${index}`, 3_600_000).offsetMs)
    expect(Math.max(...offsets)).toBeLessThan(10_000)
  })

  it('labels never repeat or run backwards while the clock is only ever moved ahead', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom(1_000, 7_000, 60_000),
        fc.integer({ min: 0, max: 10 ** 9 }),
        fc.array(fc.integer({ min: 0, max: 10 ** 7 }), { maxLength: 20 }),
        (id, intervalMs, startMs, steps) => {
          const slots = grid(id, intervalMs, noonMs + startMs)
          let shiftMs = 0
          let previous = slotUtcMs(slots, 0, 0)
          steps.forEach((stepMs, index) => {
            shiftMs += stepMs
            const label = slotUtcMs(slots, index + 1, shiftMs)
            expect(label).toBeGreaterThanOrEqual(previous + intervalMs)
            expect((label - slots.originUtcMs) % intervalMs).toBe(0)
            previous = label
          })
        },
      ),
    )
  })

  it('finds the newest slot that is due', () => {
    const slots = grid('A', 1_000)
    for (const index of [0, 1, 1_000]) {
      expect(dueIndex(slots, fireAtMs(slots, index))).toBe(index)
      expect(dueIndex(slots, fireAtMs(slots, index) - 1)).toBe(index - 1)
    }
  })

  it('hashes any text to a fraction', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(stableFraction(text)).toBeGreaterThanOrEqual(0)
        expect(stableFraction(text)).toBeLessThan(1)
      }),
    )
  })
})
