import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../electron/engine/clock.ts'
import { silentLogger } from '../../electron/engine/logger.ts'
import { type Journal, openJournal } from '../../electron/engine/store/journal.ts'
import type { EventSink } from '../../shared/model/index.ts'

export const output = 'rest'

/** Gives `work` a journal in a folder that exists no longer than the work. */
export async function withJournal<T>(
  sink: EventSink,
  work: (journal: Journal, folder: string) => T | Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-bench-'))
  const limits = { maxSizeBytes: 2e9, maxAgeMs: 3_650 * 86_400_000 }
  const options = { dir: folder, clock: systemClock, logger: silentLogger, sink, limits, outputs: [output] }
  const journal = openJournal(options)
  try {
    return await work(journal, folder)
  } finally {
    journal.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
