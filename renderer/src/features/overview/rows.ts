import type { DeviceRow } from '../../../../shared/contract/status.ts'
import type { ShownState } from '../../app/state-badge.tsx'

export type StateKind = ShownState['kind']
export type StateFilter = 'all' | StateKind
export type SortColumn = 'file' | 'name' | 'state' | 'latency' | 'success'

export interface View {
  readonly text: string
  readonly state: StateFilter
  readonly sort: SortColumn
  readonly isDescending: boolean
}

/** What needs somebody comes first. */
const urgency: Readonly<Record<StateKind, number>> = {
  backoff: 0,
  degraded: 1,
  connecting: 2,
  stopped: 3,
  good: 4,
  disabled: 5,
}

/** While nothing is collected, what was known of a device says nothing about now. */
export const shownState = ({ state }: DeviceRow, isCollecting: boolean): ShownState =>
  isCollecting || state.kind === 'disabled' ? state : { kind: 'stopped' }

/** Ids in the order in which they are shown. */
export function shownIds(
  order: readonly string[],
  devices: ReadonlyMap<string, DeviceRow>,
  view: View,
  isCollecting: boolean,
): readonly string[] {
  const words = view.text.trim().toLowerCase()
  const rows = order
    .map((id) => devices.get(id))
    .filter((row) => row !== undefined)
    .filter(
      (row) =>
        (view.state === 'all' || shownState(row, isCollecting).kind === view.state) && matches(row, words),
    )
  if (view.sort === 'file') return (view.isDescending ? rows.toReversed() : rows).map(({ id }) => id)
  const compare = comparisons[view.sort]
  const sign = view.isDescending ? -1 : 1
  return rows.toSorted((a, b) => sign * compare(a, b)).map(({ id }) => id)
}

const matches = ({ id, name, endpoint, type }: DeviceRow, words: string): boolean =>
  words === '' || [id, name, endpoint, type].some((text) => text.toLowerCase().includes(words))

const comparisons: Readonly<Record<Exclude<SortColumn, 'file'>, (a: DeviceRow, b: DeviceRow) => number>> = {
  name: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }),
  state: (a, b) => urgency[a.state.kind] - urgency[b.state.kind],
  // What is not known comes last.
  latency: (a, b) => (a.latencyMs ?? Infinity) - (b.latencyMs ?? Infinity) || 0,
  success: (a, b) => (a.successRate ?? 2) - (b.successRate ?? 2),
}

export function countsOf(
  devices: Iterable<DeviceRow>,
  isCollecting: boolean,
): Readonly<Record<StateFilter, number>> {
  const counts = { all: 0, disabled: 0, connecting: 0, good: 0, degraded: 0, backoff: 0, stopped: 0 }
  for (const row of devices) {
    counts.all++
    counts[shownState(row, isCollecting).kind]++
  }
  return counts
}
