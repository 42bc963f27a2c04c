import type { SeriesArgs } from '../../../shared/contract/series.ts'
import type { TopicFeed } from '../../../shared/contract/topics.ts'
import { type Clock, systemClock } from '../../engine/clock.ts'
import type { Engine } from '../../engine/engine.ts'
import { Chart } from '../../engine/history/chart.ts'

export function seriesFeed(
  engine: Engine,
  args: SeriesArgs,
  clock: Clock = systemClock,
): TopicFeed<'series'> {
  const { journal } = engine
  const devices = () => engine.configuration.config.devices
  const subscribe: Engine['subscribe'] = (listener) => engine.subscribe(listener)
  return new Chart({ journal, clock, devices, subscribe }, args)
}
