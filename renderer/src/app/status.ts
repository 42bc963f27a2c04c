import type { DeviceRow, StatusDelta, StatusSnapshot, Totals } from '../../../shared/contract/status.ts'

export const sparkPointsMost = 60

export interface Status {
  /** null until the first snapshot. */
  readonly totals: Totals | null
  /** Ids in file order. */
  readonly order: readonly string[]
  readonly devices: ReadonlyMap<string, DeviceRow>
}

export const emptyStatus: Status = { totals: null, order: [], devices: new Map() }

export function fromSnapshot({ totals, devices }: StatusSnapshot): Status {
  return {
    totals,
    order: devices.map(({ id }) => id),
    devices: new Map(devices.map((row) => [row.id, row])),
  }
}

/** Rows that did not change stay the same objects, so that only what changed is drawn again. */
export function withDelta(status: Status, { totals, devices, order }: StatusDelta): Status {
  if (devices.length === 0 && order === null) return { ...status, totals }
  const next = new Map(status.devices)
  for (const row of devices) next.set(row.id, withSpark(row, status.devices.get(row.id)))
  if (order === null) return { ...status, totals, devices: next }
  const wanted = new Set(order)
  for (const id of next.keys()) if (!wanted.has(id)) next.delete(id)
  return { totals, order, devices: next }
}

/** A delta carries no sparkline: the one known grows by the new reading's value. */
function withSpark(row: DeviceRow, known: DeviceRow | undefined): DeviceRow {
  if (row.spark.length > 0 || known === undefined) return row
  if (row.sparkLabel !== known.sparkLabel) return row
  if (row.lastSlotMs === known.lastSlotMs) return { ...row, spark: known.spark }
  const value = row.values.find(({ label }) => label === row.sparkLabel)?.value
  const point = typeof value === 'number' ? value : null
  return { ...row, spark: [...known.spark, point].slice(-sparkPointsMost) }
}
