/**
 * The slot grid of a device: pure arithmetic on two clocks.
 *
 *     fires (monotonic)   |  o      |  o      |  o      |     o = offset of the device, the same in every slot
 *     slot (UTC label)    0         1         2         3
 *
 * Firing times follow the monotonic clock alone, so a clock change moves nothing and nothing drifts. The label is
 * the nominal time to group by; it lies on whole multiples of the interval in UTC where the interval divides a day
 * (1 s, 15 s, 60 s, 15 min, 1 h), and counts from the start otherwise (7 s, 1.5 s).
 */
export interface SlotGrid {
  readonly intervalMs: number
  /** Firing time within the slot, 0 <= offsetMs < intervalMs. */
  readonly offsetMs: number
  /** UTC of slot 0, at most one interval before the start. */
  readonly originUtcMs: number
  /** Monotonic time of slot 0. */
  readonly originMonotonicMs: number
}

const dayMs = 86_400_000
/** Devices of one interval are spread over at most this span, so that readings of one slot stay comparable. */
const maxSpreadMs = 10_000

export interface GridStart {
  readonly deviceId: string
  readonly intervalMs: number
  readonly monotonicMs: number
  readonly utcMs: number
}

export function makeGrid({ deviceId, intervalMs, monotonicMs, utcMs }: GridStart): SlotGrid {
  const sinceSlotMs = dayMs % intervalMs === 0 ? utcMs % intervalMs : 0
  return {
    intervalMs,
    offsetMs: offsetMsOf(deviceId, intervalMs),
    originUtcMs: utcMs - sinceSlotMs,
    originMonotonicMs: monotonicMs - sinceSlotMs,
  }
}

/** Firing time of a device within its slots: known without its grid. */
export const offsetMsOf = (deviceId: string, intervalMs: number): number =>
  Math.floor(stableFraction(deviceId) * Math.min(intervalMs, maxSpreadMs))

/** Monotonic time at which slot `index` is read. */
export const fireAtMs = (grid: SlotGrid, index: number): number =>
  grid.originMonotonicMs + index * grid.intervalMs + grid.offsetMs

/**
 * UTC label of slot `index`. After a step of the wall clock by `shiftMs` (see Timeline) the firing times stay and
 * the label is the slot of the new time that the firing falls into.
 */
export function slotUtcMs(grid: SlotGrid, index: number, shiftMs: number): number {
  const shiftedSlots = shiftMs === 0 ? 0 : Math.floor((grid.offsetMs + shiftMs) / grid.intervalMs)
  return grid.originUtcMs + (index + shiftedSlots) * grid.intervalMs
}

/** The newest slot that is due at `monotonicMs`: what lies between it and the last one read has been missed. */
export const dueIndex = (grid: SlotGrid, monotonicMs: number): number =>
  Math.floor((monotonicMs - grid.originMonotonicMs - grid.offsetMs) / grid.intervalMs)

/** 0 <= fraction < 1, the same for a device in every run (FNV-1a, 32 bits, final avalanche of murmur3). */
export function stableFraction(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000
}
