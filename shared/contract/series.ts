import { z } from 'zod'
import { noArgs, quality, wallMs } from './common.ts'
import { seriesMost, spanMost, spanLeast } from './limits.ts'

export const seriesKey = z.strictObject({ deviceId: z.string().max(300), label: z.string().max(300) })

/**
 * One bucket of a series. It begins at `tMs`, a multiple of its length since the epoch, or the slot itself where every
 * reading is a point of its own. Where a bucket holds a single reading, min, max and last are the same.
 * All three are null when no value in it was GOOD: a gap stays a gap, never zero.
 */
export const bucket = z.object({
  tMs: wallMs,
  min: z.number().nullable(),
  max: z.number().nullable(),
  last: z.number().nullable(),
  /** Readings in it, and how many of them were not GOOD. */
  count: z.number(),
  bad: z.number(),
  /** Worst quality in it, and why in words. */
  quality,
  detail: z.string().nullable(),
})

export const series = z.object({
  key: seriesKey,
  unit: z.string(),
  /** The slots of the device come this often; a longer silence is a gap. */
  intervalMs: z.number(),
  buckets: z.array(bucket),
})

export const seriesArgs = z.strictObject({
  series: z.array(seriesKey).min(1).max(seriesMost),
  /** 1 min to 24 h back from now; what is older than this drops off. */
  spanMs: z.int().min(spanLeast).max(spanMost),
})

export const seriesSnapshot = z.object({
  /** Length of a bucket; 0: every reading is a point of its own. */
  bucketMs: z.number(),
  fromMs: wallMs,
  toMs: wallMs,
  series: z.array(series),
  /** Why the past is not all here, as after trouble with the disk; null or missing: it is. */
  trouble: z.string().nullable().optional(),
})

/** Buckets that are new or have grown, by index of the snapshot's series. A bucket replaces the one with the same `tMs`. */
export const seriesDelta = z.object({
  toMs: wallMs,
  changes: z.array(z.object({ index: z.number(), buckets: z.array(bucket) })),
})

/** A part of the past, as a zoom shows it. */
export const seriesRange = {
  args: z.strictObject({
    series: z.array(seriesKey).min(1).max(seriesMost),
    fromMs: z.int(),
    toMs: z.int(),
  }),
  result: seriesSnapshot,
}

/** Every value that a chart can show, by device in file order. */
export const seriesCatalog = {
  args: noArgs,
  result: z.object({
    devices: z.array(
      z.object({
        deviceId: z.string(),
        name: z.string(),
        /** Nothing new comes of one that is not. */
        enabled: z.boolean(),
        values: z.array(z.object({ label: z.string(), unit: z.string() })),
      }),
    ),
  }),
}

export type SeriesCatalog = z.infer<typeof seriesCatalog.result>
export type SeriesKey = z.infer<typeof seriesKey>
export type Bucket = z.infer<typeof bucket>
export type Series = z.infer<typeof series>
export type SeriesArgs = z.infer<typeof seriesArgs>
export type SeriesSnapshot = z.infer<typeof seriesSnapshot>
export type SeriesDelta = z.infer<typeof seriesDelta>
