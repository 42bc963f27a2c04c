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

/** Some air above and below, so that a line does not lie on the frame; a constant gets a range of its own size. */
export function paddedDomain([min, max]: readonly [number, number]): [number, number] {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return [0, 1]
  const pad = max === min ? Math.max(Math.abs(max) * 0.02, 0.5) : (max - min) * 0.08
  return [min - pad, max + pad]
}
