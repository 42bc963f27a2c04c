import { writeSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { systemClock } from '../../electron/engine/clock.ts'
import { silentLogger } from '../../electron/engine/logger.ts'
import { openJournal } from '../../electron/engine/store/journal.ts'
import { largeLimits, readingAt } from './readings.ts'

/**
 * Process for tests: stores readings and delivers batches as fast as it can until it is killed, and says on standard output,
 * unbuffered, what was stored (`stored 1 20`) and what was settled (`settled 1 10`).
 */
const say = (line: string): void => void writeSync(1, `${line}\n`)

const journal = openJournal({
  dir: process.argv[2] ?? '',
  clock: systemClock,
  logger: silentLogger,
  limits: largeLimits,
  outputs: ['rest'],
  sink: (event) => {
    if (event.kind === 'stored') say(`stored ${event.firstSeq} ${event.lastSeq}`)
  },
})
for (let index = 0; ; index++) {
  journal.append(readingAt(index, { slotMs: Date.now(), values: 20 }))
  if (index % 20 === 19) journal.flush()
  if (index % 50 === 49) {
    const batch = journal.nextBatch('rest', 30, Date.now(), 'gw')
    if (batch !== null) {
      say(`sent ${batch.key} ${batch.body.length}`)
      journal.acknowledge(batch, [])
      say(`settled ${batch.firstSeq} ${batch.lastSeq}`)
    }
  }
  if (index % 100 === 99) await setImmediate()
}
