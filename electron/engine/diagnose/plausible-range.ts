import type { RegisterConfig } from '../../../shared/model/index.ts'
import { roleOf, type Quantity } from './roles.ts'

/** Beyond these no quantity of an energy meter lies; a float with its words swapped nearly always does. */
const anything = { least: 1e-9, most: 1e12 }

/** Magnitudes in V, A, W, Hz, Wh and 1, from a shunt to a power station. */
const ranges: Readonly<Record<Quantity, { readonly least: number; readonly most: number }>> = {
  voltage: { least: 1e-3, most: 1e6 },
  current: { least: 1e-6, most: 1e5 },
  'active-power': { least: 1e-4, most: 1e10 },
  'reactive-power': { least: 1e-4, most: 1e10 },
  'apparent-power': { least: 1e-4, most: 1e10 },
  'power-factor': { least: 1e-6, most: 1_000 },
  frequency: { least: 1, most: 1_000 },
  'active-energy': { least: 1e-4, most: 1e14 },
  'reactive-energy': { least: 1e-4, most: 1e14 },
  'apparent-energy': { least: 1e-4, most: 1e14 },
}

/** Whether the register could have measured that; label and unit narrow it down. 0 says nothing against it. */
export function isPlausible(register: Pick<RegisterConfig, 'label' | 'unit'>, value: number): boolean {
  if (!Number.isFinite(value)) return false
  const role = roleOf(register.label, register.unit)
  const { least, most } = role === null ? anything : ranges[role.quantity]
  const magnitude = Math.abs(value) * (role?.scale ?? 1)
  return magnitude === 0 || (magnitude >= least && magnitude <= most)
}

const scaleMistakes = [1, 10, 100, 1_000, 0.1, 0.01, 0.001]

/** Whether it is a measured value, or one with a wrong scale, which 5002 Hz is and -1.6e-23 V is not. */
export const isMeasured = (register: Pick<RegisterConfig, 'label' | 'unit'>, value: number): boolean =>
  isPlausible(register, value) ||
  scaleMistakes.some((scale) => isPlausible(register, value * scale) && isUsual(register, value * scale))

/** As one finds it in nearly every plant. */
export function isUsual(register: Pick<RegisterConfig, 'label' | 'unit'>, value: number): boolean {
  const role = roleOf(register.label, register.unit)
  const magnitude = Math.abs(value) * (role?.scale ?? 1)
  switch (role?.quantity) {
    case 'voltage':
      return isUsualVoltage(magnitude)
    case 'frequency':
      return isUsualFrequency(magnitude)
    case 'power-factor':
      return magnitude <= 1.005
    case 'current':
      return magnitude <= 6_000
    default:
      return true
  }
}

export const isUsualFrequency = (hertz: number): boolean => hertz >= 45 && hertz <= 65

/** 100 to 127 V, 208 to 277 V, 347 to 480 V, 600 and 690 V, with what a network varies. */
const nominalVolts: readonly (readonly [low: number, high: number])[] = [
  [90, 140],
  [187, 305],
  [312, 528],
  [540, 760],
]

export const isUsualVoltage = (volts: number): boolean =>
  nominalVolts.some(([low, high]) => volts >= low && volts <= high)
