import type { Handlers } from '../../../shared/contract/commands.ts'
import { readRange } from '../../engine/history/history.ts'
import { CallRefused } from '../call-refused.ts'
import type { Gateway } from '../gateway.ts'

const rangeMostMs = 31 * 86_400_000

export function seriesHandlers({ engine }: Gateway): Pick<Handlers, 'seriesRange'> {
  return {
    async seriesRange({ series, fromMs, toMs }) {
      if (fromMs >= toMs) throw new CallRefused('invalid', 'the range ends before it begins')
      if (toMs - fromMs > rangeMostMs) throw new CallRefused('invalid', 'a range is at most 31 days long')
      return readRange(engine.journal, series, engine.configuration.config.devices, { fromMs, toMs })
    },
  }
}
