import type { TopicFeed } from '../../../shared/contract/topics.ts'
import { type Clock, systemClock } from '../../engine/clock.ts'
import type { Delivery } from './delivery.ts'

const periodMs = 1_000

/** Looked at once a second; nothing is sent while it stays the same. */
export function queueFeed(delivery: Delivery, clock: Clock = systemClock): TopicFeed<'queue'> {
  let lookedMs = 0
  let sent = ''

  function look() {
    lookedMs = clock.monotonicMs()
    const data = delivery.snapshot()
    const text = JSON.stringify(data)
    const isNew = text !== sent
    sent = text
    return { data, isNew }
  }

  return {
    snapshot: () => look().data,
    take() {
      if (clock.monotonicMs() - lookedMs < periodMs) return null
      const { data, isNew } = look()
      return isNew ? { kind: 'snapshot', data } : null
    },
    close() {},
  }
}
