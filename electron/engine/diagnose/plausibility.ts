import type { ByteOrder, DeviceConfig, Measurement, RegisterConfig } from '../../../shared/model/index.ts'
import { decoderFor } from '../modbus/codec.ts'
import { widthOf, isBitTable } from '../../../shared/model/index.ts'
import type { DeviceRead } from './read-device.ts'

/** Beyond these no quantity of an energy meter lies; a float with its words swapped nearly always does. */
const largestMagnitude = 1e12
const smallestMagnitude = 1e-9

const byteOrders: readonly ByteOrder[] = ['ABCD', 'CDAB', 'BADC', 'DCBA']

export interface Plausibility {
  /** Labels of values that look wrong though nothing in the configuration forbids them. */
  readonly suspicious: readonly string[]
  /** What they would be plausible with. */
  readonly betterOrder: ByteOrder | null
  /** Every number read is 0: the addresses may be wrong, or nothing is connected. */
  readonly isAllZero: boolean
}

/** Looks at the values as a technician would. */
export function judgeValues(device: DeviceConfig, { reading, rawWords }: DeviceRead): Plausibility {
  const suspects = device.registers.filter((register) =>
    isSuspicious(register, reading.measurements.get(register.label)),
  )
  const wordsOf = new Map(
    device.registers.map((register, index) => [register.label, rawWords[index] ?? null]),
  )
  const betterOrder = byteOrders.find(
    (order) =>
      suspects.length > 0 &&
      suspects.every((register) => isPlausibleWith(order, register, wordsOf.get(register.label) ?? null)),
  )
  const numbers = [...reading.measurements.values()].filter(
    ({ value }) => typeof value === 'number' || typeof value === 'bigint',
  )
  return {
    suspicious: suspects.map(({ label }) => label),
    betterOrder: betterOrder ?? null,
    isAllZero: numbers.length > 1 && numbers.every(({ value }) => Number(value) === 0),
  }
}

function isSuspicious(register: RegisterConfig, measurement: Measurement | undefined): boolean {
  if (measurement === undefined || !hasWordOrder(register)) return false
  // With a power of ten from the device its magnitude says nothing of the order of its words.
  if (register.scaleFrom !== null) return false
  if (measurement.quality === 'BAD_RANGE') return true
  const { kind } = register.dataType
  if (kind !== 'FLOAT32' && kind !== 'FLOAT64') return false
  if (measurement.quality === 'BAD_VALUE') return true
  return typeof measurement.value === 'number' && !isPlausible(measurement.value)
}

const hasWordOrder = ({ table, dataType }: RegisterConfig): boolean =>
  !isBitTable(table) && dataType.kind !== 'STRING' && widthOf(dataType) > 1

function isPlausible(value: number): boolean {
  const magnitude = Math.abs(value)
  return magnitude === 0 || (magnitude >= smallestMagnitude && magnitude <= largestMagnitude)
}

function isPlausibleWith(
  order: ByteOrder,
  register: RegisterConfig,
  words: readonly number[] | null,
): boolean {
  if (words === null || order === register.byteOrder) return false
  const payload = Buffer.alloc(2 * words.length)
  words.forEach((word, index) => payload.writeUInt16BE(word, 2 * index))
  const { value, quality } = decoderFor({ ...register, byteOrder: order })(payload, 0)
  return quality === 'GOOD' && isPlausible(Number(value))
}
