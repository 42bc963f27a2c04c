import type { Handlers } from '../../shared/contract/commands.ts'
import type { Engine } from '../engine/engine.ts'
import { overviewOf } from './overview.ts'

/** The contract's server side, the same for every transport. */
export function createHandlers(engine: Engine): Handlers {
  return {
    overview: () =>
      Promise.resolve(
        overviewOf(engine.monitor.status(), {
          gatewayId: engine.gatewayId,
          configPath: engine.configuration.path,
        }),
      ),
  }
}
