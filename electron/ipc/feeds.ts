import type { Feeds } from '../../shared/contract/topics.ts'
import type { Gateway } from './gateway.ts'
import { alertsFeed } from './feeds/alerts.ts'
import { Board } from './feeds/board.ts'
import { Delivery } from './feeds/delivery.ts'
import { configFeed } from './feeds/config.ts'
import { logFeed } from './feeds/log.ts'
import { queueFeed } from './feeds/queue.ts'
import { seriesFeed } from './feeds/series.ts'
import { statusFeed } from './feeds/status.ts'
import { trafficFeed } from './feeds/traffic.ts'
import { runFeed, runsFeed } from './feeds/tester.ts'

/** Every topic's source, and what they share among all clients. */
export function createFeeds({ engine }: Gateway): { readonly feeds: Feeds; close(): void } {
  const board = new Board(engine)
  const delivery = new Delivery(engine)
  return {
    feeds: {
      status: () => statusFeed(board),
      alerts: () => alertsFeed(engine),
      queue: () => queueFeed(delivery),
      config: () => configFeed(engine),
      series: (args) => seriesFeed(engine, args),
      log: (filter) => logFeed(engine.log, filter),
      traffic: (args) => trafficFeed(engine, args),
      run: ({ runId }) => runFeed(engine.tester, runId),
      runs: () => runsFeed(engine.tester),
    },
    close() {
      board.close()
      delivery.close()
    },
  }
}
