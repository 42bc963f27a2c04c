import type { Handlers } from '../../../shared/contract/commands.ts'
import { CallRefused } from '../call-refused.ts'
import type { Gateway } from '../gateway.ts'
import { simulatorEdits } from '../simulator-edits.ts'
import { told } from './config.ts'

type CollectingHandlers = Pick<Handlers, 'startCollecting' | 'stopCollecting' | 'loadSimulator'>

export function collectingHandlers(gateway: Gateway): CollectingHandlers {
  const { engine } = gateway
  return {
    async startCollecting() {
      await engine.resume()
      return {}
    },
    async stopCollecting() {
      await engine.pause()
      return {}
    },
    loadSimulator: () => loadSimulator(gateway),
  }
}

async function loadSimulator({ engine: { editor }, simulator }: Gateway) {
  if (simulator === null) throw new CallRefused('failed', 'this gateway has no simulated meters')
  const simulated = await simulator.start()
  const { revision, sections } = await told(editor.draft({ revision: null, edits: [], open: [] }))
  const edits = simulatorEdits(simulated, new Set(sections.map(({ name }) => name)))
  const outcome = await told(editor.save(revision, edits))
  switch (outcome.kind) {
    case 'saved':
      return { sections: simulated.meters.map(({ section }) => section) }
    case 'conflict':
      throw new CallRefused('conflict', 'config.ini was saved by somebody else at this moment; try again')
    case 'invalid': {
      const error = outcome.findings.find(({ severity }) => severity === 'error')
      throw new CallRefused('invalid', `config.ini has errors: ${error?.message ?? 'see Devices'}`)
    }
  }
}
