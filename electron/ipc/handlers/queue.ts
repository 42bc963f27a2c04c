import type { Handlers } from '../../../shared/contract/commands.ts'
import type { DeadLetterRow } from '../../../shared/contract/queue.ts'
import type { DeadLetter, SeqSelection } from '../../engine/store/batch.ts'
import { parseWireReading } from '../../engine/store/wire.ts'
import type { Gateway } from '../gateway.ts'

type QueueHandlers = Pick<Handlers, 'deadLetters' | 'retryDeadLetters' | 'dropDeadLetters'>

export function queueHandlers({ engine: { journal } }: Gateway): QueueHandlers {
  return {
    deadLetters: async ({ limit }) => ({
      total: journal.stats().deadLetters,
      letters: journal.deadLetters(limit).map(rowOf),
    }),
    retryDeadLetters: async ({ seqs }) => ({ count: journal.retryDeadLetters(selected(seqs)) }),
    dropDeadLetters: async ({ seqs }) => ({ count: journal.dropDeadLetters(selected(seqs)) }),
  }
}

const selected = (seqs: readonly number[] | null): SeqSelection => seqs ?? 'all'

/** A damaged one is shown as it is, so that it can be dropped. */
function rowOf({ seq, reason, buriedAtMs, reading: json }: DeadLetter): DeadLetterRow {
  try {
    const { device_id: deviceId, slot } = parseWireReading(json)
    return { seq, reason, buriedAtMs, deviceId, slotMs: Date.parse(slot), json }
  } catch {
    return { seq, reason, buriedAtMs, deviceId: '', slotMs: 0, json }
  }
}
