import type { Meter, MeterOptions } from './meter.ts'
import { RegisterImage } from './register-image.ts'
import { energyCounter, loadProfile, randomFrom, slowNoise } from './signals.ts'

const PEAK_POWER_W = 42_000
const NOMINAL_V = 230
const RADIANS_TO_DEGREES = 180 / Math.PI

interface Phase {
  readonly voltageV: number
  readonly currentA: number
  readonly powerW: number
  readonly apparentVA: number
  readonly reactiveVar: number
  readonly powerFactor: number
}

/**
 * The incoming supply of a small factory. Input registers (FC4), FLOAT32, high word first, at the addresses of the
 * Eastron SDM630 Modbus (Protocol Implementation V1.4, table of input registers); what lies between reads as 0.
 */
export function createThreePhaseMeter({ seed, unitId, startMs }: MeterOptions): Meter {
  const random = randomFrom(seed)
  const phases = [1.04, 0.93, 1.03].map((share) => ({
    share: share / 3,
    voltageNoise: slowNoise(random),
    loadNoise: slowNoise(random),
    factorNoise: slowNoise(random),
  }))
  const frequencyNoise = slowNoise(random)

  const phasesAt = (nowMs: number): readonly Phase[] =>
    phases.map(({ share, voltageNoise, loadNoise, factorNoise }) => {
      const load = loadProfile(nowMs)
      const powerW = PEAK_POWER_W * share * load * (1 + 0.12 * loadNoise(nowMs))
      // A loaded line sags a little.
      const voltageV = NOMINAL_V + 1.5 - 3 * load + 2 * voltageNoise(nowMs)
      const powerFactor = 0.92 + 0.04 * factorNoise(nowMs)
      const apparentVA = powerW / powerFactor
      const reactiveVar = Math.sqrt(apparentVA ** 2 - powerW ** 2)
      return { voltageV, currentA: apparentVA / voltageV, powerW, apparentVA, reactiveVar, powerFactor }
    })
  const total = (nowMs: number, quantity: (phase: Phase) => number): number =>
    phasesAt(nowMs).reduce((sum, phase) => sum + quantity(phase), 0)
  const activeKWh = energyCounter((nowMs) => total(nowMs, (phase) => phase.powerW), startMs, 18_423.5)
  const reactiveKvarh = energyCounter(
    (nowMs) => total(nowMs, (phase) => phase.reactiveVar),
    startMs,
    7_180.25,
  )

  const image = new RegisterImage()
  image.reserve('input', 0, 82)
  const put = (address: number, value: number): void => image.float32('input', address, value)

  function imageAt(nowMs: number): RegisterImage {
    const now = phasesAt(nowMs)
    now.forEach((phase, index) => {
      const at = 2 * index
      put(0 + at, phase.voltageV)
      put(6 + at, phase.currentA)
      put(12 + at, phase.powerW)
      put(18 + at, phase.apparentVA)
      put(24 + at, phase.reactiveVar)
      put(30 + at, phase.powerFactor)
      put(36 + at, Math.acos(phase.powerFactor) * RADIANS_TO_DEGREES)
    })
    const sum = (quantity: (phase: Phase) => number): number =>
      now.reduce((total, phase) => total + quantity(phase), 0)
    const powerW = sum((phase) => phase.powerW)
    const apparentVA = sum((phase) => phase.apparentVA)
    const currentA = sum((phase) => phase.currentA)
    put(42, sum((phase) => phase.voltageV) / 3)
    put(46, currentA / 3)
    put(48, currentA)
    put(52, powerW)
    put(56, apparentVA)
    put(
      60,
      sum((phase) => phase.reactiveVar),
    )
    put(62, powerW / apparentVA)
    put(66, Math.acos(powerW / apparentVA) * RADIANS_TO_DEGREES)
    put(70, 50 + 0.03 * frequencyNoise(nowMs))
    put(72, activeKWh(nowMs))
    put(76, reactiveKvarh(nowMs))
    return image
  }

  return { name: 'three-phase meter', unitId, imageAt, presenceAt: () => 'answers' }
}
