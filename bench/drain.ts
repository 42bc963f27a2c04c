import { z } from 'zod'
import { systemClock } from '../electron/engine/clock.ts'
import { silentLogger } from '../electron/engine/logger.ts'
import { createUploader } from '../electron/engine/upload/uploader.ts'
import type { EngineEvent } from '../shared/model/index.ts'
import type { BenchResult } from './row.ts'
import { startPeer } from './support/peer.ts'
import { sampleReading } from './support/reading.ts'
import { withJournal } from './support/scratch-journal.ts'

const backlog = 20_000
const batchSize = 500
/** What 1,000 devices at 1 s bring meanwhile. */
const arriving = 1_000

/** Readings per second from the journal to an API that takes everything. */
export async function run(): Promise<BenchResult[]> {
  const api = await startPeer('quick-api.ts', [])
  const { url } = z.object({ url: z.string() }).parse(api.ready)
  const done = Promise.withResolvers<void>()
  let [acknowledged, bytes] = [0, 0]
  const sink = (event: EngineEvent): void => {
    if (event.kind !== 'upload-attempt') return
    acknowledged += event.acknowledged
    bytes += event.bytes
    if (acknowledged >= backlog) done.resolve()
  }
  try {
    return await withJournal(sink, async (journal) => {
      for (let index = 0; index < backlog; index++) journal.append(sampleReading(index))
      journal.flush()
      const uploader = createUploader({
        journal,
        api: { url, path: '/api/v1/readings', token: '', timeoutMs: 30_000, batchSize, caFile: null },
        gatewayId: 'bench',
        clock: systemClock,
        logger: silentLogger,
        sink,
      })
      const cpu = process.cpuUsage()
      const startedMs = performance.now()
      uploader.start()
      await done.promise
      const seconds = (performance.now() - startedMs) / 1000
      const { user, system } = process.cpuUsage(cpu)
      await uploader.stop()
      return [
        {
          name: 'drain: readings delivered per second',
          value: Math.round(backlog / seconds),
          unit: '1/s',
          ratio: backlog / seconds / arriving,
          against: `what 1,000 devices at 1 s bring`,
        },
        { name: 'drain: sent, compressed', value: bytes / seconds / 1e6, unit: 'MB/s' },
        { name: 'drain: CPU', value: (user + system) / 1e6 / seconds, unit: 'cores' },
      ]
    })
  } finally {
    await api.close()
  }
}
