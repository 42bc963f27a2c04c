import type { Meter, MeterOptions, Presence } from './meter.ts'
import { RegisterImage } from './register-image.ts'
import { energyCounter, loadProfile, randomFrom, slowNoise } from './signals.ts'

export const AWAY_EVERY_MS = 180_000
export const AWAY_FOR_MS = 20_000
/** First absence after the start. */
export const AWAY_FIRST_MS = 40_000

export interface AbsentMeterOptions extends MeterOptions {
  readonly whenAway: Exclude<Presence, 'answers'>
}

/**
 * A single-phase sub-meter on a bad cable: away for 20 s of every 3 minutes. Holding registers (FC3), FLOAT32, high
 * word first: 0 voltage V, 2 current A, 4 active power W, 6 energy kWh. Discrete input 0: cover open. Coil 1: relay,
 * closed under load.
 */
export function createAbsentMeter({ seed, unitId, startMs, whenAway }: AbsentMeterOptions): Meter {
  const random = randomFrom(seed)
  const voltageNoise = slowNoise(random)
  const loadNoise = slowNoise(random)
  const powerAt = (nowMs: number): number => 2_300 * loadProfile(nowMs) * (1 + 0.2 * loadNoise(nowMs))
  const energyKWh = energyCounter(powerAt, startMs, 931.2)
  const image = new RegisterImage()

  return {
    name: 'absent meter',
    unitId,
    imageAt(nowMs) {
      const voltageV = 229 + 2 * voltageNoise(nowMs)
      image.float32('holding', 0, voltageV)
      image.float32('holding', 2, powerAt(nowMs) / voltageV)
      image.float32('holding', 4, powerAt(nowMs))
      image.float32('holding', 6, energyKWh(nowMs))
      image.setBit('discrete-input', 0, false)
      image.setBit('coil', 1, powerAt(nowMs) > 500)
      return image
    },
    presenceAt(nowMs) {
      const sinceFirstMs = nowMs - startMs - AWAY_FIRST_MS
      return sinceFirstMs >= 0 && sinceFirstMs % AWAY_EVERY_MS < AWAY_FOR_MS ? whenAway : 'answers'
    },
  }
}
