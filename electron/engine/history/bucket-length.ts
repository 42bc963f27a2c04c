import { pointsMost } from '../../../shared/contract/limits.ts'

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/** Lengths whose multiples are round times of the day. */
const roundLengthsMs = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * secondMs),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minuteMs),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * hourMs),
]

/**
 * The shortest length that brings a span down to `pointsMost` buckets, in ms; 0 where even the quickest device has no
 * more readings in the span than that, so that each can be a point of its own.
 *
 * @param intervalsMs of the devices in the chart; empty: nothing will be in it
 */
export function bucketLengthMs(spanMs: number, intervalsMs: readonly number[]): number {
  if (spanMs <= pointsMost * Math.min(...intervalsMs)) return 0
  const least = spanMs / pointsMost
  return (
    roundLengthsMs.find((lengthMs) => lengthMs >= least) ?? Math.ceil(least / (24 * hourMs)) * 24 * hourMs
  )
}

/** Buckets count from the epoch, so that two charts of the same time have the same ones. */
export const bucketStartMs = (slotMs: number, bucketMs: number): number =>
  bucketMs === 0 ? slotMs : Math.floor(slotMs / bucketMs) * bucketMs

/** Where a span up to `toMs` (exclusive) begins, such that at most `pointsMost` buckets begin in it. */
export const spanStartMs = (toMs: number, spanMs: number, bucketMs: number): number =>
  bucketMs === 0 ? toMs - spanMs : Math.ceil((toMs - spanMs) / bucketMs) * bucketMs
