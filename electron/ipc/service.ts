import { resolve } from 'node:path'
import { systemClock } from '../engine/clock.ts'
import { createFeeds } from './feeds.ts'
import type { Gateway } from './gateway.ts'
import { createHandlers } from './handlers.ts'
import type { Service } from './session.ts'

/** What a running gateway offers, ready for any number of sessions over any transport. */
export function createService(gateway: Gateway): Service & { close(): void } {
  const { engine, version, hostName } = gateway
  const { feeds, close } = createFeeds(gateway)
  return {
    handlers: createHandlers(gateway),
    feeds,
    welcome: {
      gatewayId: engine.gatewayId,
      version,
      hostName,
      configPath: resolve(engine.configuration.path),
    },
    clock: systemClock,
    logger: engine.logger.child('ipc'),
    close,
  }
}
