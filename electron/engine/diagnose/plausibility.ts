import type { ByteOrderAdvice } from '../../../shared/contract/tester.ts'
import type { DeviceConfig, Measurement, RegisterConfig } from '../../../shared/model/index.ts'
import { adviseByteOrder, hasWordOrder } from '../probe/byte-order.ts'
import { isPlausible } from './plausible-range.ts'
import type { DeviceRead } from './read-device.ts'

export interface Plausibility {
  /** Labels of values that look wrong though nothing in the configuration forbids them. */
  readonly suspicious: readonly string[]
  /** What they would be plausible with. */
  readonly byteOrder: ByteOrderAdvice | null
  /** Every number read is 0: the addresses may be wrong, or nothing is connected. */
  readonly isAllZero: boolean
}

/** Looks at the values as a technician would. */
export function judgeValues(device: DeviceConfig, { reading, rawWords }: DeviceRead): Plausibility {
  const byteOrder = adviseByteOrder(device.registers, rawWords)
  const agreeing = new Set(byteOrder?.agreeing.map(({ label }) => label))
  const suspects = device.registers.filter(
    (register) =>
      agreeing.has(register.label) || isSuspicious(register, reading.measurements.get(register.label)),
  )
  const numbers = [...reading.measurements.values()].filter(
    ({ value }) => typeof value === 'number' || typeof value === 'bigint',
  )
  return {
    suspicious: suspects.map(({ label }) => label),
    byteOrder,
    isAllZero: numbers.length > 1 && numbers.every(({ value }) => Number(value) === 0),
  }
}

function isSuspicious(register: RegisterConfig, measurement: Measurement | undefined): boolean {
  if (measurement === undefined || !hasWordOrder(register)) return false
  if (measurement.quality === 'BAD_RANGE') return true
  const { kind } = register.dataType
  if (kind !== 'FLOAT32' && kind !== 'FLOAT64') return false
  if (measurement.quality === 'BAD_VALUE') return true
  return typeof measurement.value === 'number' && !isPlausible(register, measurement.value)
}
