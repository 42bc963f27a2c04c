/** A clock that stands still until it is moved. */
export interface TestClock {
  monotonicMs(): number
  wallMs(): number
  advance(ms: number): void
  setWall(ms: number): void
}

export function testClock(wallStartMs = Date.parse('2026-11-23T20:15:00Z')): TestClock {
  let nowMs = 0
  let wallOffsetMs = wallStartMs
  return {
    monotonicMs: () => nowMs,
    wallMs: () => nowMs + wallOffsetMs,
    advance: (ms) => {
      nowMs += ms
    },
    setWall: (ms) => {
      wallOffsetMs = ms - nowMs
    },
  }
}
