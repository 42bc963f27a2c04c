import type { Handlers } from '../../../shared/contract/commands.ts'
import type { Gateway } from '../gateway.ts'

export function alertHandlers({ engine }: Gateway): Pick<Handlers, 'acknowledgeAlert'> {
  return {
    acknowledgeAlert: async ({ id }) => ({ acknowledged: engine.monitor.acknowledge(id) }),
  }
}
