import type { Bucket, Series, SeriesSnapshot } from '../../../../shared/contract/series.ts'

/**
 * The shown data as a table, a line for each moment at which any series has a bucket (RFC 4180, comma, CRLF). Bad values
 * are empty cells beside their quality. Times carry their offset: `2026-11-24T20:15:03.000+01:00`.
 */
export function chartCsv({ bucketMs, series }: SeriesSnapshot): string {
  const columns = bucketMs > 0 ? reducedColumns : rawColumns
  const head = ['time', ...series.flatMap((each) => columns.map(({ name }) => titleOf(each, name)))]
  const byTime = new Map<number, (Bucket | undefined)[]>()
  series.forEach(({ buckets }, index) => {
    for (const bucket of buckets) {
      const row = byTime.get(bucket.tMs) ?? []
      row[index] = bucket
      byTime.set(bucket.tMs, row)
    }
  })
  const lines = [...byTime]
    .toSorted(([a], [b]) => a - b)
    .map(([tMs, row]) => [
      isoWithOffset(tMs),
      ...series.flatMap((_, index) => columns.map(({ of }) => of(row[index]))),
    ])
  return [head, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
}

interface Column {
  readonly name: string
  readonly of: (bucket: Bucket | undefined) => string
}

const number = (value: number | null | undefined): string => String(value ?? '')
const quality: Column = { name: 'quality', of: (bucket) => bucket?.quality ?? '' }
const rawColumns: readonly Column[] = [{ name: '', of: (bucket) => number(bucket?.last) }, quality]
const reducedColumns: readonly Column[] = [
  { name: 'last', of: (bucket) => number(bucket?.last) },
  { name: 'min', of: (bucket) => number(bucket?.min) },
  { name: 'max', of: (bucket) => number(bucket?.max) },
  { name: 'bad', of: (bucket) => number(bucket?.bad) },
  quality,
]

function titleOf({ key: { deviceId, label }, unit }: Series, column: string): string {
  return [`${deviceId} ${label}`, unit === '' ? '' : `[${unit}]`, column].filter(Boolean).join(' ')
}

/** A spreadsheet takes what begins with one of these for a formula: it is told that it is text. */
const looksLikeFormula = /^[=+@\t\r]|^-(?!\d)/

function cell(text: string): string {
  const safe = looksLikeFormula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function isoWithOffset(wallMs: number): string {
  const offset = -new Date(wallMs).getTimezoneOffset()
  const local = new Date(wallMs + offset * 60_000).toISOString().slice(0, -1)
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  return `${local}${offset < 0 ? '-' : '+'}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`
}
