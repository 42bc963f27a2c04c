import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pointsMost, spanLeast } from '../../../shared/contract/limits.ts'
import type { Quality } from '../../../shared/model/index.ts'
import { bucketLengthMs, bucketStartMs, spanStartMs } from './bucket-length.ts'
import { Reducer } from './reduce.ts'
import { type Sample, sampleOf } from './sample.ts'

const good = (slotMs: number, value: number): Sample => ({ slotMs, value, quality: 'GOOD', detail: null })
const bad = (slotMs: number, quality: Quality, detail: string): Sample => ({
  slotMs,
  value: null,
  quality,
  detail,
})

function reduced(bucketMs: number, samples: readonly Sample[], most = 1_000) {
  const reducer = new Reducer(bucketMs, most)
  for (const sample of samples) reducer.add(sample)
  return reducer.buckets(-Infinity, Infinity)
}

describe('a bucket', () => {
  it('keeps the peaks of what is in it, and says what was bad', () => {
    const samples = [
      good(10_000, 5),
      good(11_000, -2),
      bad(12_000, 'BAD_RANGE', '812 above 100'),
      bad(13_000, 'BAD_COMM', 'timeout'),
      good(14_000, 3),
    ]
    expect(reduced(5_000, samples)).toEqual([
      { tMs: 10_000, min: -2, max: 5, last: 3, count: 5, bad: 2, quality: 'BAD_COMM', detail: 'timeout' },
    ])
  })

  it('is a gap, not zero, where nothing was good', () => {
    expect(reduced(5_000, [bad(1_000, 'BAD_COMM', 'no link')])).toMatchObject([
      { tMs: 0, min: null, max: null, last: null, count: 1, bad: 1 },
    ])
  })

  it('holds one reading where every reading is a point', () => {
    expect(reduced(0, [good(1_234, 1), good(2_345, 2)]).map(({ tMs }) => tMs)).toEqual([1_234, 2_345])
  })

  it('comes out the same, in whatever order its readings come', () => {
    const samples = fc.uniqueArray(
      fc.record({
        slotMs: fc.integer({ min: 0, max: 60 }).map((second) => second * 1_000),
        value: fc.option(fc.integer({ min: -50, max: 50 })),
        quality: fc.constantFrom<Quality>('BAD_RANGE', 'BAD_VALUE', 'BAD_COMM'),
      }),
      { selector: ({ slotMs }) => slotMs },
    )
    fc.assert(
      fc.property(
        samples,
        fc.constantFrom(0, 1_000, 7_000, 10_000),
        fc.infiniteStream(fc.nat()),
        (raw, bucketMs, keys) => {
          const all = raw.map(({ slotMs, value, quality }) =>
            value === null ? bad(slotMs, quality, `at ${slotMs}`) : good(slotMs, value),
          )
          const inOrder = all.toSorted((a, b) => a.slotMs - b.slotMs)
          const shuffled = all
            .map((sample) => ({ sample, key: Number(keys.next().value) }))
            .toSorted((a, b) => a.key - b.key)
            .map(({ sample }) => sample)
          const buckets = reduced(bucketMs, inOrder)
          expect(reduced(bucketMs, shuffled)).toEqual(buckets)
          for (const bucket of buckets) {
            const within = inOrder.filter(({ slotMs }) => bucketStartMs(slotMs, bucketMs) === bucket.tMs)
            const values = within.flatMap(({ value }) => (value === null ? [] : [value]))
            expect(bucket.count).toBe(within.length)
            expect(bucket.bad).toBe(within.length - values.length)
            expect(bucket.last).toBe(values.at(-1) ?? null)
            expect(bucket.min).toBe(values.length === 0 ? null : Math.min(...values))
            expect(bucket.max).toBe(values.length === 0 ? null : Math.max(...values))
          }
        },
      ),
    )
  })

  it('that is too old makes room', () => {
    const slots = Array.from({ length: 100 }, (_, index) => good(index * 1_000, index))
    expect(reduced(0, slots, 10).map(({ last }) => last)).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99])
    const reducer = new Reducer(0, 1)
    reducer.add(good(5_000, 1))
    expect(reducer.add(good(4_000, 1))).toBeNull()
  })
})

describe('the length of a bucket', () => {
  it.each([
    ['10 min at 1 s', 600_000, [1_000], 0],
    ['1 h at 1 s', 3_600_000, [1_000], 10_000],
    ['1 h at 1 min', 3_600_000, [60_000], 0],
    ['the quickest device counts', 3_600_000, [60_000, 1_000], 10_000],
    ['1 day at 1 s', 86_400_000, [1_000], 300_000],
    ['31 days at 1 s', 31 * 86_400_000, [1_000], 7_200_000],
    ['no device', 86_400_000, [], 0],
  ])('%s', (_, spanMs, intervalsMs, expected) => {
    expect(bucketLengthMs(spanMs, intervalsMs)).toBe(expected)
  })

  it('never makes more points than a chart bears, nor leaves out more than one bucket of the span', () => {
    const toMs = fc.integer({ min: 1.7e12, max: 1.9e12 })
    const intervalMs = fc.integer({ min: 50, max: 86_400_000 })
    fc.assert(
      fc.property(
        fc.integer({ min: spanLeast, max: 31 * 86_400_000 }),
        intervalMs,
        toMs,
        (span, interval, to) => {
          const bucketMs = bucketLengthMs(span, [interval])
          const fromMs = spanStartMs(to, span, bucketMs)
          const points = Math.ceil((to - fromMs) / (bucketMs === 0 ? interval : bucketMs))
          expect(points).toBeLessThanOrEqual(pointsMost)
          expect(to - fromMs).toBeGreaterThan(span - Math.max(bucketMs, 1))
          if (bucketMs > 0) expect(bucketMs).toBeGreaterThanOrEqual(interval)
        },
      ),
    )
  })
})

describe('a measurement in a chart', () => {
  it.each([
    ['a bit is 0 or 1', true, 1],
    ['an integer beyond 2^53 is near enough', 2n ** 60n, 2 ** 60],
    ['also from the journal', '-1152921504606846976', -(2 ** 60)],
    ['what is no number has no height', Number.POSITIVE_INFINITY, null],
    ['missing is missing', null, null],
  ])('%s', (_, value, expected) => {
    expect(sampleOf(0, { value, quality: 'GOOD' }, false).value).toBe(expected)
  })

  it('text stays text, also where it looks like a number', () => {
    expect(sampleOf(0, { value: '4711', quality: 'GOOD' }, true)).toMatchObject({
      value: null,
      detail: 'text',
    })
  })

  it('a value that is not good has no height, whatever came with it', () => {
    const measurement = { value: 5, quality: 'BAD_RANGE', detail: '5 above 4' } as const
    expect(sampleOf(0, measurement, false)).toMatchObject({ value: null, detail: '5 above 4' })
  })
})
