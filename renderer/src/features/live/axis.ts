const minuteMs = 60_000
const stepsMs = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * 1_000),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minuteMs),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * 60 * minuteMs),
]

/** Round local times between two moments, about `wanted` of them. */
export function timeTicks(fromMs: number, toMs: number, wanted: number): number[] {
  const stepMs = stepsMs.find((length) => (toMs - fromMs) / length <= wanted) ?? 86_400_000
  const shiftMs = -new Date(toMs).getTimezoneOffset() * minuteMs
  const ticks: number[] = []
  for (let tick = Math.ceil((fromMs + shiftMs) / stepMs) * stepMs - shiftMs; tick <= toMs; tick += stepMs) {
    ticks.push(tick)
  }
  return ticks
}

export interface ValueAxis {
  readonly domain: readonly [number, number]
  readonly ticks: readonly number[]
  /** Of the ticks: as many as their step needs. */
  readonly decimals: number
}

/**
 * Round values at even steps, at most eight of them, that enclose what is shown; a constant gets a range of its own
 * size. null: nothing is shown.
 */
export function valueAxis(extremes: { readonly min: number; readonly max: number } | null): ValueAxis {
  const { min, max } = extremes ?? { min: 0, max: 1 }
  const pad = max === min ? Math.max(Math.abs(max) * 0.02, 0.5) : 0
  const roughStep = (max - min + 2 * pad) / 4
  const power = Math.floor(Math.log10(roughStep))
  const size = 10 ** power
  const factor = [1, 2, 5, 10].find((each) => each * size >= roughStep * 0.999) ?? 10
  const exponent = power + (factor === 10 ? 1 : 0)
  const decimals = Math.min(20, Math.max(0, -exponent))
  const first = Math.floor((min - pad) / (factor * size))
  const last = Math.ceil((max + pad) / (factor * size))
  // Each tick by itself: sums of steps would drift away from the round values.
  const tick = (at: number): number => Number((at * factor * size).toFixed(decimals))
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => tick(first + at))
  return { domain: [tick(first), tick(last)], ticks, decimals }
}
