import { expect, it } from 'vitest'
import type { Bucket } from '../../../../shared/contract/series.ts'
import { chartCsv } from './chart-csv.ts'

const bucket = (tMs: number, last: number | null): Bucket => ({
  tMs,
  min: last,
  max: last,
  last,
  count: 1,
  bad: last === null ? 1 : 0,
  quality: last === null ? 'BAD_COMM' : 'GOOD',
  detail: null,
})
const series = (label: string, unit: string, buckets: Bucket[]) => ({
  key: { deviceId: 'A', label },
  unit,
  intervalMs: 1_000,
  buckets,
})

it('has a line for each moment, empty where a value is missing or bad', () => {
  const text = chartCsv({
    bucketMs: 0,
    fromMs: 0,
    toMs: 3_000,
    series: [
      series('U', 'V', [bucket(1_000, 230.5), bucket(2_000, null)]),
      series('P', '', [bucket(2_000, -12)]),
    ],
  })
  const lines = text.trimEnd().split('\r\n')
  expect(lines[0]).toBe('time,A U [V],A U [V] quality,A P,A P quality')
  expect(lines.map((line) => line.split(',').slice(1).join(',')).slice(1)).toEqual([
    '230.5,GOOD,,',
    ',BAD_COMM,-12,GOOD',
  ])
  expect(lines[1]).toMatch(/^1970-01-01T\d\d:\d\d:01\.000[+-]\d\d:\d\d,/)
  expect(new Date(lines[1]?.split(',')[0] ?? '').getTime()).toBe(1_000)
})

it('names what a bucket holds where values are reduced', () => {
  const text = chartCsv({ bucketMs: 5_000, fromMs: 0, toMs: 1, series: [series('U', 'V', [bucket(0, 1)])] })
  expect(text).toContain('A U [V] last,A U [V] min,A U [V] max,A U [V] bad')
})

it('gives no label to a spreadsheet as a formula, and quotes what has commas', () => {
  const hostile = { ...series('x,"y"', '', [bucket(0, 1)]), key: { deviceId: '=cmd|A', label: 'x,"y"' } }
  const head = chartCsv({ bucketMs: 0, fromMs: 0, toMs: 1, series: [hostile] }).split('\r\n')[0]
  expect(head).toContain(`"'=cmd|A x,""y"""`)
})
