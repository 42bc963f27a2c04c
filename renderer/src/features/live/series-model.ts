import type {
  Bucket,
  Series,
  SeriesDelta,
  SeriesKey,
  SeriesSnapshot,
} from '../../../../shared/contract/series.ts'

/** The same data a little later: where nothing is read, the silence moves in from the right. */
export function advanced(shown: SeriesSnapshot, toMs: number, spanMs: number): SeriesSnapshot {
  return toMs <= shown.toMs ? shown : withDelta(shown, { toMs, changes: [] }, spanMs)
}

/** What of it is still wanted. */
export function only(shown: SeriesSnapshot, isWanted: (key: SeriesKey) => boolean): SeriesSnapshot {
  const series = shown.series.filter(({ key }) => isWanted(key))
  return series.length === shown.series.length ? shown : { ...shown, series }
}

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

/** Buckets begin at multiples of their length: of a device slower than that, now one and now two lengths apart. */
const longestStepMs = (intervalMs: number, bucketMs: number): number =>
  bucketMs === 0 ? gapFactor * intervalMs : Math.ceil(intervalMs / bucketMs) * bucketMs

/** The buckets as points, with a break wherever the device was silent or its value was bad. */
export function linePoints({ buckets, intervalMs }: Series, bucketMs: number): readonly LinePoint[] {
  const points: LinePoint[] = []
  const longestMs = longestStepMs(intervalMs, bucketMs)
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

/** Stretches of several series that overlap, as one mark. */
export interface BadMark {
  readonly fromMs: number
  readonly toMs: number
  readonly parts: readonly (BadStretch & { readonly key: SeriesKey })[]
}

/** Where any of these series was not good: marks that do not overlap, in order of time. */
export function badMarks(series: readonly Series[], bucketMs: number): readonly BadMark[] {
  const parts = series
    .flatMap((each) => badStretches(each, bucketMs).map((stretch) => ({ ...stretch, key: each.key })))
    .sort((a, b) => a.fromMs - b.fromMs)
  const marks: { fromMs: number; toMs: number; parts: BadMark['parts'][number][] }[] = []
  for (const part of parts) {
    const mark = marks.at(-1)
    if (mark !== undefined && part.fromMs < mark.toMs) {
      mark.toMs = Math.max(mark.toMs, part.toMs)
      mark.parts.push(part)
    } else marks.push({ fromMs: part.fromMs, toMs: part.toMs, parts: [part] })
  }
  return marks
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
  return atMs - bucket.tMs <= longestStepMs(intervalMs, bucketMs) ? bucket : null
}

export interface Extremes {
  readonly min: number
  readonly max: number
}

/** Of all these series together; null where no value was good. */
export function extremesOf(...series: readonly Series[]): Extremes | null {
  let min = Infinity
  let max = -Infinity
  for (const { buckets } of series) {
    for (const bucket of buckets) {
      if (bucket.min !== null && bucket.min < min) min = bucket.min
      if (bucket.max !== null && bucket.max > max) max = bucket.max
    }
  }
  return min > max ? null : { min, max }
}

export interface UnitPanel {
  readonly unit: string
  readonly series: readonly Series[]
}

/** Series of the same unit share an axis; in the order in which the units come first. */
export function panelsOf(series: readonly Series[]): readonly UnitPanel[] {
  return [...Map.groupBy(series, ({ unit }) => unit)].map(([unit, members]) => ({ unit, series: members }))
}
