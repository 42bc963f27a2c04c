import type {
  Bucket,
  Series,
  SeriesDelta,
  SeriesKey,
  SeriesSnapshot,
} from '../../../../shared/contract/series.ts'

/** `SUPPLY Voltage_L1`: what tells two series apart. */
export const keyText = ({ deviceId, label }: SeriesKey): string => `${deviceId}\u0000${label}`

/** The chart's data with what is new; what has left the span is dropped, so that it does not grow with the hours. */
export function withDelta(
  shown: SeriesSnapshot,
  { toMs, changes }: SeriesDelta,
  spanMs: number,
): SeriesSnapshot {
  const fromMs = toMs - spanMs
  const series = shown.series.map((each, index) => {
    const change = changes.find((candidate) => candidate.index === index)
    const buckets = trimmed(
      change === undefined ? each.buckets : merged(each.buckets, change.buckets),
      fromMs,
    )
    return buckets === each.buckets ? each : { ...each, buckets }
  })
  return { ...shown, fromMs, toMs, series }
}

/** Nearly always the last bucket grows or one is appended; a late one finds its place. */
function merged(known: Bucket[], changes: readonly Bucket[]): Bucket[] {
  const buckets = [...known]
  for (const change of changes) {
    let at = buckets.length
    while (at > 0 && (buckets[at - 1]?.tMs ?? 0) > change.tMs) at--
    const isKnown = buckets[at - 1]?.tMs === change.tMs
    buckets.splice(isKnown ? at - 1 : at, isKnown ? 1 : 0, change)
  }
  return buckets
}

function trimmed(buckets: Bucket[], fromMs: number): Bucket[] {
  const first = buckets.findIndex(({ tMs }) => tMs >= fromMs)
  return first === 0 ? buckets : first === -1 ? [] : buckets.slice(first)
}

/** A point of a line. `value` null breaks it; `band` is there where a bucket holds several readings. */
export interface LinePoint {
  readonly tMs: number
  readonly value: number | null
  readonly band: readonly [min: number, max: number] | null
}

/** Missing slots until a silence is a gap. */
const gapFactor = 1.5

/** The buckets as points, with a break wherever the device was silent or its value was bad. */
export function linePoints({ buckets, intervalMs }: Series, bucketMs: number): readonly LinePoint[] {
  const points: LinePoint[] = []
  const longestMs = gapFactor * Math.max(intervalMs, bucketMs)
  let previousMs: number | null = null
  for (const { tMs, min, max, last } of buckets) {
    if (previousMs !== null && tMs - previousMs > longestMs) {
      points.push({ tMs: previousMs + 1, value: null, band: null })
    }
    const band = bucketMs > 0 && min !== null && max !== null ? ([min, max] as const) : null
    points.push({ tMs, value: last, band })
    previousMs = tMs
  }
  return points
}

/** A stretch of time in which a value was not good. */
export interface BadStretch {
  readonly fromMs: number
  readonly toMs: number
  readonly quality: Bucket['quality']
  readonly detail: string | null
}

/** Neighbouring bad buckets of the same kind are one stretch. */
export function badStretches({ buckets, intervalMs }: Series, bucketMs: number): readonly BadStretch[] {
  const stretches: BadStretch[] = []
  const lengthMs = Math.max(intervalMs, bucketMs)
  for (const { tMs, bad, quality, detail } of buckets) {
    if (bad === 0) continue
    const previous = stretches.at(-1)
    const isNext =
      previous !== undefined && tMs - previous.toMs < 0.5 * lengthMs && previous.quality === quality
    if (isNext) stretches[stretches.length - 1] = { ...previous, toMs: tMs + lengthMs }
    else stretches.push({ fromMs: tMs, toMs: tMs + lengthMs, quality, detail })
  }
  return stretches
}

/** The bucket that holds a moment; null in a gap. */
export function bucketAt({ buckets, intervalMs }: Series, atMs: number, bucketMs: number): Bucket | null {
  const bucket = buckets.findLast(({ tMs }) => tMs <= atMs)
  if (bucket === undefined) return null
  return atMs - bucket.tMs <= gapFactor * Math.max(intervalMs, bucketMs) ? bucket : null
}

export interface Extremes {
  readonly min: number
  readonly max: number
}

/** null where no value was good. */
export function extremesOf({ buckets }: Series): Extremes | null {
  let min = Infinity
  let max = -Infinity
  for (const bucket of buckets) {
    if (bucket.min !== null && bucket.min < min) min = bucket.min
    if (bucket.max !== null && bucket.max > max) max = bucket.max
  }
  return min > max ? null : { min, max }
}

/** Series of the same unit share an axis; in the order in which the units come first. */
export function panelsOf(
  series: readonly Series[],
): readonly { readonly unit: string; readonly indices: number[] }[] {
  const panels: { readonly unit: string; readonly indices: number[] }[] = []
  series.forEach(({ unit }, index) => {
    const panel = panels.find((each) => each.unit === unit)
    if (panel === undefined) panels.push({ unit, indices: [index] })
    else panel.indices.push(index)
  })
  return panels
}
