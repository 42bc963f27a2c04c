import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Journal } from '../../electron/engine/store/journal.ts'
import { openJournalFile } from '../../electron/engine/store/journal-file.ts'
import { appendMany, openTestJournal, startMs } from '../support/readings.ts'

const script = new URL('../support/queue-command.ts', import.meta.url).pathname
let dir = ''
let journal: Journal

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'journal-second-'))
})
afterEach(() => {
  journal.close()
  rmSync(dir, { recursive: true })
})

describe('a second process', () => {
  it('exports, and has dead letters sent again, while the collector stores', async () => {
    journal = openTestJournal(dir).journal
    appendMany(journal, 0, 1_000)
    journal.flush()
    const batch = journal.nextBatch('rest', 500, startMs, 'gw')
    if (batch === null) throw new Error('nothing waits')
    journal.acknowledge(batch, [{ seq: 3, reason: 'no' }])
    const rest = journal.nextBatch('rest', 500, startMs, 'gw')
    if (rest !== null) journal.acknowledge(rest, [])
    const other = { done: false }
    const command = promisify(execFile)(process.execPath, [script, dir]).finally(() => {
      other.done = true
    })
    let appended = 1_000
    while (!other.done) {
      appendMany(journal, appended, appended + 10)
      appended += 10
      journal.flush()
      await setImmediate()
    }
    const { stdout } = await command
    const seen = JSON.parse(stdout)
    expect(seen).toMatchObject({ retried: 1, deadLetters: 1 })
    expect(seen.exported).toBeGreaterThanOrEqual(1_000)
    expect(journal.stats()).toMatchObject({ storedReadings: appended, state: { kind: 'ok' }, deadLetters: 1 })
    const retry = journal.nextBatch('rest', 500, startMs, 'gw')
    expect(retry).toMatchObject({ firstSeq: 3, lastSeq: 3 })
  })

  it('sees the same as the collector, and nothing where there is no journal', () => {
    expect(openJournalFile(dir, 'read')).toBeNull()
    journal = openTestJournal(dir).journal
    appendMany(journal, 0, 700)
    journal.flush()
    const file = openJournalFile(dir, 'read')
    const read = [...(file?.readings({ fromMs: startMs + 10_000, toMs: null, deviceIds: ['METER_1'] }) ?? [])]
    expect(read).toEqual([...journal.read({ fromMs: startMs + 10_000 })].map(({ json }) => json))
    expect(read).toHaveLength(690)
    expect(file?.summary('rest')).toMatchObject({
      storedReadings: 700,
      unsent: 700,
      oldestUnsentSlotMs: startMs,
    })
    file?.close()
  })
})
