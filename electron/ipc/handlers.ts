import type { Handlers } from '../../shared/contract/commands.ts'
import type { Gateway } from './gateway.ts'
import { alertHandlers } from './handlers/alerts.ts'
import { configHandlers } from './handlers/config.ts'
import { deviceHandlers } from './handlers/devices.ts'
import { catalogHandlers } from './handlers/catalog.ts'
import { collectingHandlers } from './handlers/collecting.ts'
import { logHandlers } from './handlers/log.ts'
import { queueHandlers } from './handlers/queue.ts'
import { seriesHandlers } from './handlers/series.ts'
import { trafficHandlers } from './handlers/traffic.ts'
import { testerHandlers } from './handlers/tester.ts'

/** The contract's server side, the same for every transport. */
export function createHandlers(gateway: Gateway): Handlers {
  return {
    ...collectingHandlers(gateway),
    ...logHandlers(gateway),
    ...queueHandlers(gateway),
    ...seriesHandlers(gateway),
    ...alertHandlers(gateway),
    ...configHandlers(gateway),
    ...deviceHandlers(gateway),
    ...catalogHandlers(gateway),
    ...trafficHandlers(gateway),
    ...testerHandlers(gateway),
  }
}
