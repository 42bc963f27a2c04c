/** Signals of an electrical installation as pure functions of time, so that a seed and a clock give the same day again. */

/** Small fast generator (mulberry32), 0..1; only to derive phases from the seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Slow, smooth, without a visible period: -1..1, changing over seconds to minutes. */
export function slowNoise(random: () => number): (nowMs: number) => number {
  const waves = [7, 31, 137, 613].map((periodS) => ({
    periodMs: periodS * 1_000 * (0.8 + 0.4 * random()),
    phase: 2 * Math.PI * random(),
  }))
  return (nowMs) =>
    waves.reduce((sum, { periodMs, phase }) => sum + Math.sin((2 * Math.PI * nowMs) / periodMs + phase), 0) /
    waves.length
}

/** Load of a small factory by hour of the day (UTC), 0..1: night shift, start at six, a break at noon, end at ten. */
const loadByHour = [
  0.18, 0.16, 0.15, 0.15, 0.17, 0.28, 0.55, 0.78, 0.9, 0.96, 1, 0.97, 0.74, 0.8, 0.95, 0.97, 0.9, 0.82, 0.7,
  0.62, 0.55, 0.44, 0.3, 0.22,
]

export function loadProfile(nowMs: number): number {
  const hours = (((nowMs / 3_600_000) % 24) + 24) % 24
  const hour = Math.floor(hours)
  const from = loadByHour[hour] ?? 0
  const to = loadByHour[(hour + 1) % 24] ?? 0
  return from + (to - from) * (hours - hour)
}

const STEP_MS = 10_000

/**
 * Integral of a power over time from `startMs`, in kWh for a power in watts. Steps lie on a fixed grid: the counter
 * is the same however often it is read, and never runs backwards for a power that is not negative.
 */
export function energyCounter(
  powerW: (nowMs: number) => number,
  startMs: number,
  startKWh: number,
): (nowMs: number) => number {
  let gridMs = startMs
  let gridKWh = startKWh
  let lastKWh = startKWh
  const trapezoid = (fromMs: number, toMs: number): number =>
    (((powerW(fromMs) + powerW(toMs)) / 2) * (toMs - fromMs)) / 3.6e9
  return (nowMs) => {
    for (; gridMs + STEP_MS <= nowMs; gridMs += STEP_MS) gridKWh += trapezoid(gridMs, gridMs + STEP_MS)
    if (nowMs > gridMs) lastKWh = Math.max(lastKWh, gridKWh + trapezoid(gridMs, nowMs))
    return lastKWh
  }
}
