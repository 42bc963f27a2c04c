import { describe, expect, it } from 'vitest'
import { deviceId, type Reading } from '../../../shared/model/index.ts'
import { WaitingReadings } from './waiting.ts'

function reading(slotMs: number, padding = 0): Reading {
  return {
    deviceId: deviceId('METER_1'),
    deviceName: 'n',
    deviceType: 't',
    timestampMs: slotMs,
    slotMs,
    latencyMs: null,
    measurements: new Map([['Note', { value: 'x'.repeat(padding), unit: '', quality: 'GOOD' }]]),
  }
}

function waitingFor(limit: number, count: number, padding = 0): WaitingReadings {
  const waiting = new WaitingReadings(limit)
  for (let slot = 0; slot < count; slot++) waiting.push(reading(slot, padding), 9)
  return waiting
}

const slots = (waiting: WaitingReadings, maxCount = 1_000_000, maxCharacters = 1e9) =>
  waiting.peek(maxCount, maxCharacters).map(({ slotMs }) => slotMs)

describe('readings that wait for the disk', () => {
  it('leave in the order they came, also thousands of them', () => {
    const waiting = waitingFor(10_000, 5_000)
    const left: number[] = []
    while (waiting.count > 0) {
      const group = slots(waiting, 700)
      left.push(...group)
      waiting.settle(group.length)
    }
    expect(left).toEqual(Array.from({ length: 5_000 }, (_, slot) => slot))
    expect(waiting.characters).toBe(0)
    expect(waiting.lost).toBeNull()
  })

  it('come in groups of so many characters, but at least one at a time', () => {
    const waiting = waitingFor(10, 5, 1_000)
    expect(slots(waiting, 10, 2_800)).toEqual([0, 1])
    expect(slots(waiting, 10, 1)).toEqual([0])
  })

  it('beyond the bound are lost, the oldest first, and counted', () => {
    const waiting = waitingFor(3, 5)
    expect(slots(waiting)).toEqual([2, 3, 4])
    expect(waiting.lost).toMatchObject({ count: 2, firstSlotMs: 0, lastSlotMs: 1, reason: 'memory-limit' })
    waiting.settleLost()
    expect(waiting.lost).toBeNull()
  })

  it('beyond so many characters are lost as well', () => {
    const waiting = new WaitingReadings(1_000, 10_000)
    for (let slot = 0; slot < 12; slot++) waiting.push(reading(slot, 1_000), 9)
    expect(waiting.characters).toBeLessThanOrEqual(10_000)
    expect(waiting.count + (waiting.lost?.count ?? 0)).toBe(12)
    expect(waiting.count).toBe(8)
  })
})
