import type { Meter, MeterOptions } from './meter.ts'
import { RegisterImage } from './register-image.ts'
import { energyCounter, loadProfile, randomFrom, slowNoise } from './signals.ts'

/** For 6 s of every 45 s the temperature input reads a broken wire. */
export const BROKEN_EVERY_MS = 45_000
export const BROKEN_FOR_MS = 6_000
const BROKEN_TEMPERATURE_C = 812.4

/**
 * A power analyser of the older kind: scaled integers in holding registers (FC3), 32-bit values low word first.
 *
 *     0..2    INT16   voltage L1..L3      0.1 V
 *     3..5    INT16   current L1..L3      0.01 A
 *     10, 12  INT32   active, reactive    1 W, 1 var; negative when feeding back
 *     16      INT16   power factor        0.001
 *     17      UINT16  frequency           0.01 Hz
 *     18      INT16   cabinet temperature 0.1 degrees C, sometimes far out of range
 *     20      INT32   energy              0.1 kWh
 *
 * Coils 0..1: output relays. Discrete inputs 0..3: breaker closed, door open, phase loss, overload.
 */
export function createAnalyser({ seed, unitId, startMs }: MeterOptions): Meter {
  const random = randomFrom(seed)
  const voltageNoise = [slowNoise(random), slowNoise(random), slowNoise(random)]
  const loadNoise = slowNoise(random)
  const sunNoise = slowNoise(random)
  const temperatureNoise = slowNoise(random)

  /** A workshop with solar panels on its roof: feeds back around noon. */
  const powerAt = (nowMs: number): number => {
    const hour = (nowMs / 3_600_000) % 24
    const sun = Math.max(0, Math.cos(((hour - 12.5) / 6) * (Math.PI / 2)))
    return (
      14_000 * loadProfile(nowMs) * (1 + 0.15 * loadNoise(nowMs)) -
      16_000 * sun * (0.85 + 0.15 * sunNoise(nowMs))
    )
  }
  const importedKWh = energyCounter((nowMs) => Math.max(0, powerAt(nowMs)), startMs, 5_210.7)

  const image = new RegisterImage()
  image.reserve('holding', 0, 22)

  function imageAt(nowMs: number): RegisterImage {
    const powerW = powerAt(nowMs)
    const powerFactor = 0.96 + 0.02 * loadNoise(nowMs)
    const apparentVA = Math.abs(powerW) / powerFactor
    voltageNoise.forEach((noise, index) => {
      const voltageV = 230 + 2.5 * noise(nowMs)
      image.int16('holding', index, voltageV * 10)
      image.int16('holding', 3 + index, (apparentVA / 3 / voltageV) * 100)
    })
    image.int32LowWordFirst('holding', 10, powerW)
    image.int32LowWordFirst('holding', 12, Math.sqrt(apparentVA ** 2 - powerW ** 2))
    image.int16('holding', 16, Math.sign(powerW) * powerFactor * 1_000)
    image.uint16('holding', 17, (50 + 0.02 * sunNoise(nowMs)) * 100)
    const broken = (nowMs - startMs) % BROKEN_EVERY_MS >= BROKEN_EVERY_MS - BROKEN_FOR_MS
    image.int16('holding', 18, (broken ? BROKEN_TEMPERATURE_C : 38 + 4 * temperatureNoise(nowMs)) * 10)
    image.int32LowWordFirst('holding', 20, importedKWh(nowMs) * 10)
    image.setBit('coil', 0, true)
    image.setBit('coil', 1, powerW < 0)
    image.setBit('discrete-input', 0, true)
    image.setBit('discrete-input', 1, false)
    image.setBit('discrete-input', 2, false)
    image.setBit('discrete-input', 3, apparentVA > 15_000)
    return image
  }

  return { name: 'analyser', unitId, imageAt, presenceAt: () => 'answers' }
}
