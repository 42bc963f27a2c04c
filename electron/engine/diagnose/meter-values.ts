import type { Reading, RegisterConfig } from '../../../shared/model/index.ts'
import { decimalToNumber } from '../modbus/decimal.ts'
import { isMeasured } from './plausible-range.ts'
import { type Phase, phases, type Quantity, type Role, roleOf } from './roles.ts'

/** One measured value in V, A, W, var, VA, Hz, Wh, 1. */
export interface MeterValue {
  readonly label: string
  readonly value: number
  /** Smallest difference that the register can tell. */
  readonly step: number
  /** As the gateway has it: `230.5 V`. */
  readonly text: string
}

/** What a meter said at one moment, as far as it is known what it is. Missing and bad values are not there. */
export interface MeterValues {
  readonly atMs: number
  get(quantity: Quantity, phase: Phase, direction?: Role['direction']): MeterValue | null
}

export interface PhaseValues {
  readonly phase: Phase
  readonly voltage: MeterValue
  readonly current: MeterValue
}

interface KnownRegister {
  readonly register: RegisterConfig
  readonly role: Role
}

/** Of several labels with one role the first one counts. */
export function knownRegisters(registers: readonly RegisterConfig[]): readonly KnownRegister[] {
  const known = new Map<string, KnownRegister>()
  for (const register of registers) {
    const role = roleOf(register.label, register.unit)
    if (role === null) continue
    const key = keyOf(role.quantity, role.phase, role.direction)
    if (!known.has(key)) known.set(key, { register, role })
  }
  return [...known.values()]
}

export function meterValuesOf(known: readonly KnownRegister[], reading: Reading): MeterValues {
  const values = new Map<string, MeterValue>()
  for (const { register, role } of known) {
    const measurement = reading.measurements.get(register.label)
    if (measurement?.quality !== 'GOOD') continue
    const { value, unit } = measurement
    if (typeof value !== 'number' && typeof value !== 'bigint') continue
    // What no meter measures is the matter of the word order; a fuse that might have blown only distracts from it.
    if (!isMeasured(register, Number(value))) continue
    values.set(keyOf(role.quantity, role.phase, role.direction), {
      label: register.label,
      value: Number(value) * role.scale,
      step: stepOf(register, Number(value)) * role.scale,
      text: unit === '' || unit === '1' || unit === '-' ? String(value) : `${value} ${unit}`,
    })
  }
  return {
    atMs: reading.timestampMs,
    get: (quantity, phase, direction = 'net') => values.get(keyOf(quantity, phase, direction)) ?? null,
  }
}

/** Voltage and current of each phase that has both; those of a single-phase meter are its total. */
export function phaseValuesOf(values: MeterValues): readonly PhaseValues[] {
  const places: readonly Phase[] = [...phases]
  const found = places.flatMap((phase) => bothOf(values, phase))
  const hasPhases = places.some(
    (phase) => values.get('voltage', phase) !== null || values.get('current', phase) !== null,
  )
  return hasPhases ? found : bothOf(values, 'total')
}

function bothOf(values: MeterValues, phase: Phase): readonly PhaseValues[] {
  const voltage = values.get('voltage', phase)
  const current = values.get('current', phase)
  return voltage === null || current === null ? [] : [{ phase, voltage, current }]
}

const keyOf = (quantity: Quantity, phase: Phase, direction: Role['direction']): string =>
  `${quantity} ${phase} ${direction}`

/**
 * A float has more digits than the meter measures: the last one that it shows counts, and its own coarseness. So it is
 * with a scale that the meter keeps in a register of its own.
 */
function stepOf({ dataType, factor, scaleFrom }: RegisterConfig, value: number): number {
  const isFloat = dataType.kind === 'FLOAT32' || dataType.kind === 'FLOAT64'
  if (!isFloat && scaleFrom === null) return Math.abs(decimalToNumber(factor))
  const decimals = /\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0
  return Math.max(10 ** -decimals, Math.abs(value) * (dataType.kind === 'FLOAT32' ? 2 ** -23 : 2 ** -52))
}
