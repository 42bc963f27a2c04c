import type { Reading } from '../../../shared/model/index.ts'

export interface Spark {
  readonly label: string | null
  /** Oldest first; null where the value was bad. */
  readonly values: readonly (number | null)[]
}

const sparkLength = 60
const noSpark: Spark = { label: null, values: [] }

/** The last values of one label of each device, kept once for all who look on. */
export class Sparks {
  readonly #sparks = new Map<string, { readonly label: string; readonly values: (number | null)[] }>()

  add({ deviceId, measurements }: Reading): void {
    const known = this.#sparks.get(deviceId)
    const spark = known !== undefined && measurements.has(known.label) ? known : null
    const label = spark?.label ?? chartedLabel(measurements)
    if (label === null) return
    const values: (number | null)[] = spark?.values ?? []
    const measurement = measurements.get(label)
    const value = measurement?.quality === 'GOOD' ? numberOf(measurement.value) : null
    values.push(value)
    if (values.length > sparkLength) values.shift()
    if (spark === null) this.#sparks.set(deviceId, { label, values })
  }

  of(deviceId: string): Spark {
    return this.#sparks.get(deviceId) ?? noSpark
  }

  keepOnly(deviceIds: ReadonlySet<string>): void {
    for (const id of this.#sparks.keys()) if (!deviceIds.has(id)) this.#sparks.delete(id)
  }
}

/** Power where the device has it, since that moves; else its first number. */
function chartedLabel(measurements: Reading['measurements']): string | null {
  const numbers = [...measurements].filter(([, { value }]) => numberOf(value) !== null)
  const [label = null] = numbers.find(([, { unit }]) => /^[kM]?W$/.test(unit)) ?? numbers[0] ?? []
  return label
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
