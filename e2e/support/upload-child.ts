/**
 * A process to be killed: stores readings and uploads them as fast as it can, and says the first and last seq of what is stored in a line.
 * Arguments: data directory, API URL.
 */
import { systemClock } from '../../electron/engine/clock.ts'
import { silentLogger } from '../../electron/engine/logger.ts'
import { openJournal } from '../../electron/engine/store/journal.ts'
import { createUploader } from '../../electron/engine/upload/uploader.ts'
import { apiConfig, gatewayId, reading } from './upload-bench.ts'

const [dir = '', url = ''] = process.argv.slice(2)
const journal = openJournal({
  dir,
  clock: systemClock,
  logger: silentLogger,
  sink: (event) => {
    if (event.kind !== 'stored') return
    process.stdout.write(`${event.firstSeq} ${event.lastSeq}\n`)
    uploader.notify()
  },
  limits: { maxSizeBytes: 2 ** 31, maxAgeMs: 30 * 86_400_000 },
  outputs: ['rest'],
})
const uploader = createUploader({
  journal,
  api: apiConfig(url, { batchSize: 40 }),
  gatewayId,
  clock: systemClock,
  logger: silentLogger,
  sink: () => undefined,
  random: () => 0,
})
uploader.start()
let number = journal.stats().lastSeq
setInterval(() => {
  for (let count = 0; count < 20; count++) journal.append(reading(++number))
  journal.flush()
}, 5)
