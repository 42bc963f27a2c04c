import type { AlertsSnapshot } from '../../../shared/contract/alerts.ts'
import type { TopicFeed } from '../../../shared/contract/topics.ts'
import { type Clock, systemClock } from '../../engine/clock.ts'
import type { Engine } from '../../engine/engine.ts'

const pastMost = 200
/** How often an alert's cause was seen again is no event of its own. */
const countsPeriodMs = 5_000

export function alertsFeed(engine: Engine, clock: Clock = systemClock): TopicFeed<'alerts'> {
  let isChanged = false
  let seen = 0
  let lookedMs = 0
  const leave = engine.subscribe((event) => {
    if (event.kind === 'alert') isChanged = true
  })

  function snapshot(): AlertsSnapshot {
    const { active, ended } = engine.monitor.alerts()
    isChanged = false
    seen = occurrences(active)
    lookedMs = clock.monotonicMs()
    return { active: [...active], past: ended.slice(0, pastMost) }
  }

  function isDue(): boolean {
    if (isChanged) return true
    if (clock.monotonicMs() - lookedMs < countsPeriodMs) return false
    lookedMs = clock.monotonicMs()
    return occurrences(engine.monitor.alerts().active) !== seen
  }

  return {
    snapshot,
    take: () => (isDue() ? { kind: 'snapshot', data: snapshot() } : null),
    close: leave,
  }
}

const occurrences = (alerts: readonly { readonly count: number }[]): number =>
  alerts.reduce((sum, { count }) => sum + count, 0)
