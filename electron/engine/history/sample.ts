import type { Quality, Value } from '../../../shared/model/index.ts'

/** What one reading gives for one series. */
export interface Sample {
  readonly slotMs: number
  /** null: not GOOD, or nothing that has a height in a chart. */
  readonly value: number | null
  readonly quality: Quality
  /** Why there is no value, in words. */
  readonly detail: string | null
}

interface RawMeasurement {
  readonly value: Value
  readonly quality: Quality
  readonly detail?: string | undefined
}

/**
 * A measurement from the collector or from the journal, where integers beyond 2^53 are strings of digits. A bit is
 * charted as 0 or 1.
 *
 * @param isText the register holds text, also where that looks like a number
 */
export function sampleOf(
  slotMs: number,
  { value, quality, detail }: RawMeasurement,
  isText: boolean,
): Sample {
  if (quality !== 'GOOD') return { slotMs, value: null, quality, detail: detail ?? null }
  if (isText) return { slotMs, value: null, quality, detail: 'text' }
  return { slotMs, value: heightOf(value), quality, detail: detail ?? null }
}

function heightOf(value: Value): number | null {
  switch (typeof value) {
    case 'boolean':
      return value ? 1 : 0
    case 'bigint':
      return Number(value)
    case 'string':
      return /^-?\d+$/.test(value) ? Number(value) : null
    case 'number':
      return Number.isFinite(value) ? value : null
    default:
      return null
  }
}
