import type { Bucket } from '../../../shared/contract/series.ts'
import type { Quality } from '../../../shared/model/index.ts'
import { bucketStartMs } from './bucket-length.ts'
import type { Sample } from './sample.ts'

/** The farther down, the less was heard of the value. */
const severity: Readonly<Record<Quality, number>> = {
  GOOD: 0,
  BAD_RANGE: 1,
  BAD_VALUE: 2,
  BAD_ADDRESS: 3,
  BAD_DEVICE: 4,
  BAD_COMM: 5,
}

interface Cell {
  readonly bucket: Bucket
  /** Of the newest value, of the newest sample with the worst quality. */
  readonly lastSlotMs: number
  readonly worstSlotMs: number
}

/**
 * One series, reduced while it is read. Samples may come in any order: what is read from the past and what arrives
 * meanwhile meet here.
 */
export class Reducer {
  readonly #bucketMs: number
  readonly #most: number
  readonly #cells = new Map<number, Cell>()

  /**
   * @param bucketMs 0: every slot is a bucket of its own
   * @param most buckets that are kept; the oldest go first
   */
  constructor(bucketMs: number, most: number) {
    this.#bucketMs = bucketMs
    this.#most = most
  }

  /** @returns the bucket as it is now; null where it is older than everything that is kept */
  add(sample: Sample): Bucket | null {
    const tMs = bucketStartMs(sample.slotMs, this.#bucketMs)
    const known = this.#cells.get(tMs)
    if (known === undefined && this.#cells.size >= this.#most) {
      const oldestMs = Math.min(...this.#cells.keys())
      if (tMs < oldestMs) return null
      this.#cells.delete(oldestMs)
    }
    const cell = known === undefined ? firstCell(tMs, sample) : joined(known, sample)
    this.#cells.set(tMs, cell)
    return cell.bucket
  }

  /** Oldest first, those that begin within the span, its end not included. */
  buckets(fromMs: number, toMs: number): Bucket[] {
    return Array.from(this.#cells.values(), ({ bucket }) => bucket)
      .filter(({ tMs }) => tMs >= fromMs && tMs < toMs)
      .toSorted((a, b) => a.tMs - b.tMs)
  }
}

function firstCell(tMs: number, { slotMs, value, quality, detail }: Sample): Cell {
  return {
    bucket: { tMs, min: value, max: value, last: value, count: 1, bad: isBad(quality), quality, detail },
    lastSlotMs: value === null ? -Infinity : slotMs,
    worstSlotMs: slotMs,
  }
}

function joined({ bucket, lastSlotMs, worstSlotMs }: Cell, sample: Sample): Cell {
  const { slotMs, value, quality, detail } = sample
  const isLast = value !== null && slotMs >= lastSlotMs
  const worse = severity[quality] - severity[bucket.quality]
  const isWorst = worse > 0 || (worse === 0 && slotMs >= worstSlotMs)
  return {
    bucket: {
      tMs: bucket.tMs,
      min: value === null ? bucket.min : Math.min(value, bucket.min ?? value),
      max: value === null ? bucket.max : Math.max(value, bucket.max ?? value),
      last: isLast ? value : bucket.last,
      count: bucket.count + 1,
      bad: bucket.bad + isBad(quality),
      quality: isWorst ? quality : bucket.quality,
      detail: isWorst ? detail : bucket.detail,
    },
    lastSlotMs: isLast ? slotMs : lastSlotMs,
    worstSlotMs: isWorst ? slotMs : worstSlotMs,
  }
}

const isBad = (quality: Quality): number => (quality === 'GOOD' ? 0 : 1)
