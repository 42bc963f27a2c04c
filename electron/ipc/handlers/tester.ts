import type { Handlers } from '../../../shared/contract/commands.ts'
import { LineRefusedError } from '../../engine/diagnose/lines.ts'
import { RunRefusedError } from '../../engine/tester/tool.ts'
import { CallRefused } from '../call-refused.ts'
import type { Gateway } from '../gateway.ts'

export function testerHandlers({
  engine: { tester },
}: Gateway): Pick<Handlers, 'runCost' | 'startRun' | 'stopRun'> {
  return {
    runCost: async ({ request }) => tester.cost(request),
    async startRun({ request, endsWithCaller = false }, caller) {
      try {
        const runId = tester.start(request)
        if (endsWithCaller) caller?.gone.addEventListener('abort', () => tester.stop(runId))
        return { runId }
      } catch (error) {
        if (error instanceof RunRefusedError || error instanceof LineRefusedError) {
          throw new CallRefused('failed', error.message, { cause: error })
        }
        throw error
      }
    },
    stopRun: async ({ runId }) => ({ stopped: tester.stop(runId) }),
  }
}
