import type { Feeds } from '../../shared/contract/topics.ts'
import { CallRefused } from './call-refused.ts'
import type { Gateway } from './gateway.ts'
import { alertsFeed } from './feeds/alerts.ts'
import { Board } from './feeds/board.ts'
import { Delivery } from './feeds/delivery.ts'
import { configFeed } from './feeds/config.ts'
import { queueFeed } from './feeds/queue.ts'
import { statusFeed } from './feeds/status.ts'

const notYet = (): never => {
  throw new CallRefused('failed', 'not available yet')
}

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
      series: notYet,
      log: notYet,
    },
    close() {
      board.close()
      delivery.close()
    },
  }
}
