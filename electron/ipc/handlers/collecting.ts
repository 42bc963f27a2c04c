import type { Handlers } from '../../../shared/contract/commands.ts'
import { CallRefused } from '../call-refused.ts'
import type { Gateway } from '../gateway.ts'

type CollectingHandlers = Pick<Handlers, 'startCollecting' | 'stopCollecting' | 'loadSimulator'>

export function collectingHandlers({ engine, simulator }: Gateway): CollectingHandlers {
  return {
    async startCollecting() {
      await engine.resume()
      return {}
    },
    async stopCollecting() {
      await engine.pause()
      return {}
    },
    async loadSimulator() {
      if (simulator === null) throw new CallRefused('failed', 'this gateway has no simulated meters')
      throw new CallRefused('failed', 'not available yet')
    },
  }
}
