import type { DeviceRow } from '../../../shared/contract/status.ts'
import type { TopicFeed } from '../../../shared/contract/topics.ts'
import type { DeviceId } from '../../../shared/model/index.ts'
import { type Clock, systemClock } from '../../engine/clock.ts'
import type { Board } from './board.ts'

/** The totals move also while no device does. */
const totalsPeriodMs = 1_000

/** Rows of the devices that have changed since they were taken last; what it holds is bounded by their number. */
export function statusFeed(board: Board, clock: Clock = systemClock): TopicFeed<'status'> {
  const changed = new Set<DeviceId>()
  let order: readonly DeviceId[] = []
  let takenMs = 0
  const leave = board.subscribe({
    onDevice: (id) => void changed.add(id),
    onAll() {
      for (const id of board.deviceIds) changed.add(id)
    },
  })

  const rowsOf = (ids: Iterable<DeviceId>): DeviceRow[] =>
    [...ids].map((id) => board.row(id)).filter((row) => row !== null)

  return {
    snapshot() {
      changed.clear()
      order = board.deviceIds
      takenMs = clock.monotonicMs()
      const devices = rowsOf(order).map((row) => ({ ...row, spark: [...board.spark(row.id).values] }))
      return { totals: board.totals(), devices }
    },
    take() {
      const nowMs = clock.monotonicMs()
      if (changed.size === 0 && nowMs - takenMs < totalsPeriodMs) return null
      takenMs = nowMs
      const devices = rowsOf(changed)
      changed.clear()
      const ids = board.deviceIds
      const isSameOrder = ids.length === order.length && ids.every((id, index) => id === order[index])
      order = ids
      return {
        kind: 'delta',
        data: { totals: board.totals(), devices, order: isSameOrder ? null : [...ids] },
      }
    },
    close: leave,
  }
}
