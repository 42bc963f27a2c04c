import { pointsMost } from '../../../shared/contract/limits.ts'
import type { Bucket, Series, SeriesKey } from '../../../shared/contract/series.ts'
import type { DeviceConfig, Value } from '../../../shared/model/index.ts'
import type { Quality } from '../../../shared/model/index.ts'
import { Reducer } from './reduce.ts'
import { sampleOf } from './sample.ts'

/** One series that was asked for, and what the configuration says of it. */
export interface PlannedSeries {
  readonly key: SeriesKey
  readonly unit: string
  readonly intervalMs: number
  /** false: the configuration has no such device or label, the series stays empty. */
  readonly isKnown: boolean
  readonly isText: boolean
}

export function planSeries(
  keys: readonly SeriesKey[],
  devices: readonly DeviceConfig[],
): readonly PlannedSeries[] {
  return keys.map((key) => {
    const device = devices.find(({ id }) => id === key.deviceId)
    const register = device?.registers.find(({ label }) => label === key.label)
    return {
      key,
      unit: register?.unit ?? '',
      intervalMs: device?.intervalMs ?? 0,
      isKnown: register !== undefined,
      isText: register?.dataType.kind === 'STRING',
    }
  })
}

export const intervalsOf = (plan: readonly PlannedSeries[]): readonly number[] =>
  plan.filter(({ isKnown }) => isKnown).map(({ intervalMs }) => intervalMs)

/** Values of one reading by label, as the collector or the journal has them. */
export type ValuesByLabel = ReadonlyMap<
  string,
  { readonly value: Value; readonly quality: Quality; readonly detail?: string | undefined }
>

/** A bucket that is new or has grown, and the place of its series in the plan. */
export interface Change {
  readonly index: number
  readonly bucket: Bucket
}

/** Room for what comes beyond the span until the client hears of it. */
const bucketsKept = 2 * pointsMost

interface Row {
  readonly index: number
  readonly label: string
  readonly isText: boolean
  readonly reducer: Reducer
}

/** The series of one chart. Readings may be added in any order, each once. */
export class SeriesBook {
  readonly plan: readonly PlannedSeries[]
  readonly bucketMs: number
  readonly #reducers: readonly Reducer[]
  readonly #rows = new Map<string, Row[]>()

  constructor(plan: readonly PlannedSeries[], bucketMs: number) {
    this.plan = plan
    this.bucketMs = bucketMs
    this.#reducers = plan.map(() => new Reducer(bucketMs, bucketsKept))
    this.#reducers.forEach((reducer, index) => {
      const series = plan[index]
      if (series === undefined || !series.isKnown) return
      const { deviceId, label } = series.key
      const rows = this.#rows.get(deviceId) ?? []
      rows.push({ index, label, isText: series.isText, reducer })
      this.#rows.set(deviceId, rows)
    })
  }

  /** Those that have a series in the chart. */
  get deviceIds(): readonly string[] {
    return [...this.#rows.keys()]
  }

  labelsOf(deviceId: string): readonly string[] {
    return (this.#rows.get(deviceId) ?? []).map(({ label }) => label)
  }

  add(deviceId: string, slotMs: number, values: ValuesByLabel): readonly Change[] {
    return (this.#rows.get(deviceId) ?? []).flatMap(({ index, label, isText, reducer }) => {
      const measurement = values.get(label)
      const bucket = measurement === undefined ? null : reducer.add(sampleOf(slotMs, measurement, isText))
      return bucket === null ? [] : [{ index, bucket }]
    })
  }

  /** @param toMs not included */
  series(fromMs: number, toMs: number): Series[] {
    return this.plan.map(({ key, unit, intervalMs }, index) => ({
      key,
      unit,
      intervalMs,
      buckets: this.#reducers[index]?.buckets(fromMs, toMs) ?? [],
    }))
  }
}
