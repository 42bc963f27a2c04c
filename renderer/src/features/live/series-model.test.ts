import { describe, expect, it } from 'vitest'
import type { Bucket, Series, SeriesSnapshot } from '../../../../shared/contract/series.ts'
import {
  advanced,
  badMarks,
  badStretches,
  bucketAt,
  extremesOf,
  linePoints,
  only,
  panelsOf,
  withDelta,
} from './series-model.ts'

const good = (tMs: number, value: number, min = value, max = value): Bucket => ({
  tMs,
  min,
  max,
  last: value,
  count: 1,
  bad: 0,
  quality: 'GOOD',
  detail: null,
})
const bad = (tMs: number, quality: Bucket['quality'] = 'BAD_COMM'): Bucket => ({
  tMs,
  min: null,
  max: null,
  last: null,
  count: 1,
  bad: 1,
  quality,
  detail: 'no answer',
})
const series = (buckets: Bucket[], unit = 'V'): Series => ({
  key: { deviceId: 'A', label: 'Voltage' },
  unit,
  intervalMs: 1_000,
  buckets,
})
const snapshot = (buckets: Bucket[]): SeriesSnapshot => ({
  bucketMs: 0,
  fromMs: 0,
  toMs: 60_000,
  series: [series(buckets)],
})

describe('the data of a chart', () => {
  it('sees no gap where a device is a little slower than the buckets are long', () => {
    const slow = { ...series([0, 10_000, 30_000, 40_000].map((tMs) => good(tMs, 1))), intervalMs: 11_000 }
    expect(linePoints(slow, 10_000).map(({ value }) => value)).toEqual([1, 1, 1, 1])
  })

  it('lets a bucket grow, appends the next one, and puts a late one in its place', () => {
    const changes = [{ index: 0, buckets: [good(3_000, 9), good(5_000, 5), good(4_000, 4)] }]
    const next = withDelta(snapshot([good(1_000, 1), good(3_000, 3)]), { toMs: 6_000, changes }, 60_000)
    expect(next.series[0]?.buckets.map(({ tMs, last }) => [tMs, last])).toEqual([
      [1_000, 1],
      [3_000, 9],
      [4_000, 4],
      [5_000, 5],
    ])
  })

  it('does not grow with the hours', () => {
    let data = snapshot([])
    for (let second = 1; second <= 100_000; second++) {
      const changes = [{ index: 0, buckets: [good(second * 1_000, second)] }]
      data = withDelta(data, { toMs: second * 1_000, changes }, 60_000)
    }
    expect(data.series[0]?.buckets.length).toBe(61)
  })

  it('moves on while nothing is read, and never back', () => {
    const before = snapshot([good(1_000, 1), good(50_000, 2)])
    const later = advanced(before, 90_000, 60_000)
    expect([later.fromMs, later.toMs]).toEqual([30_000, 90_000])
    expect(later.series[0]?.buckets.map(({ tMs }) => tMs)).toEqual([50_000])
    expect(advanced(before, 59_000, 60_000)).toBe(before)
  })

  it('loses at once what is not wanted any more', () => {
    const before = snapshot([])
    expect(only(before, ({ label }) => label !== 'Voltage').series).toEqual([])
    expect(only(before, () => true)).toBe(before)
  })

  it('leaves a series as it is to which nothing happened', () => {
    const before = snapshot([good(1_000, 1)])
    expect(withDelta(before, { toMs: 2_000, changes: [] }, 60_000).series[0]).toBe(before.series[0])
  })
})

describe('a line', () => {
  it('is broken by a bad value and by silence, and never falls to zero there', () => {
    const points = linePoints(series([good(0, 5), bad(1_000), good(2_000, 6), good(9_000, 7)]), 0)
    expect(points.map(({ tMs, value }) => [tMs, value])).toEqual([
      [0, 5],
      [1_000, null],
      [2_000, 6],
      [2_001, null],
      [9_000, 7],
    ])
  })

  it('has a band from least to most where a bucket holds several readings', () => {
    expect(linePoints(series([good(0, 5, 1, 9)]), 5_000)[0]?.band).toEqual([1, 9])
    expect(linePoints(series([good(0, 5)]), 0)[0]?.band).toBeNull()
  })

  it('says where its values were bad, and joins what belongs together', () => {
    const stretches = badStretches(
      series([bad(1_000), bad(2_000), good(3_000, 1), bad(4_000, 'BAD_RANGE')]),
      0,
    )
    expect(stretches.map(({ fromMs, toMs, quality }) => [fromMs, toMs, quality])).toEqual([
      [1_000, 3_000, 'BAD_COMM'],
      [4_000, 5_000, 'BAD_RANGE'],
    ])
  })

  it('marks of several series that overlap are one, and each keeps its words', () => {
    const other = series([bad(2_000, 'BAD_RANGE'), good(3_000, 1), bad(9_000)])
    const marks = badMarks([series([bad(1_000), bad(2_000), good(3_000, 1)]), other], 0)
    expect(
      marks.map(({ fromMs, toMs, parts }) => [fromMs, toMs, parts.map(({ quality }) => quality)]),
    ).toEqual([
      [1_000, 3_000, ['BAD_COMM', 'BAD_RANGE']],
      [9_000, 10_000, ['BAD_COMM']],
    ])
  })

  it('has no value at the cursor in a gap', () => {
    const gappy = series([good(1_000, 5), good(60_000, 6)])
    expect(bucketAt(gappy, 1_900, 0)?.last).toBe(5)
    expect(bucketAt(gappy, 30_000, 0)).toBeNull()
    expect(bucketAt(gappy, 500, 0)).toBeNull()
  })

  it('knows its extremes from the buckets, peaks included', () => {
    expect(extremesOf(series([good(0, 5, -3, 12), bad(1_000), good(2_000, 6)]))).toEqual({ min: -3, max: 12 })
    expect(extremesOf(series([bad(0)]))).toBeNull()
  })
})

it('series of one unit share a panel', () => {
  const [volts, amps, more] = [series([], 'V'), series([], 'A'), series([good(1_000, 1)], 'V')]
  expect(panelsOf([volts, amps, more])).toEqual([
    { unit: 'V', series: [volts, more] },
    { unit: 'A', series: [amps] },
  ])
})
