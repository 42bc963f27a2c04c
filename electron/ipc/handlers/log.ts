import type { Handlers } from '../../../shared/contract/commands.ts'
import type { Gateway } from '../gateway.ts'

export function logHandlers({ engine }: Gateway): Pick<Handlers, 'logPage' | 'logFiles'> {
  return {
    logPage: ({ filter, before, limit }) => engine.log.page(filter, before, limit),
    logFiles: async () => engine.log.files(),
  }
}
