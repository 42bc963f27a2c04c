import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Journal } from '../../electron/engine/store/journal.ts'
import { openTestJournal, readingAt, startMs } from '../support/readings.ts'

const maxSizeBytes = 3_000_000
let dir = ''
let journal: Journal

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'journal-limits-'))
})
afterEach(() => {
  journal.close()
  rmSync(dir, { recursive: true })
})

const onDisk = (): number =>
  readdirSync(dir)
    .filter((name) => name.startsWith('gateway.db'))
    .reduce((sum, name) => sum + statSync(join(dir, name)).size, 0)

function deliverAll(): void {
  for (;;) {
    const batch = journal.nextBatch('rest', 200, startMs, 'gw')
    if (batch === null) return
    journal.acknowledge(batch, [])
  }
}

describe('the size limit', () => {
  it('holds on the disk at every moment, and the ledger has every reading that went unsent', () => {
    const opened = openTestJournal(dir, { limits: { maxSizeBytes, maxAgeMs: 30 * 86_400_000 } })
    journal = opened.journal
    let largest = 0
    for (let index = 0; index < 6_000; index++) {
      journal.append(readingAt(index, { values: 20, padding: (index * 37) % 2_000 }))
      if (index % 50 === 49) {
        journal.flush()
        largest = Math.max(largest, onDisk())
      }
    }
    expect(largest).toBeLessThanOrEqual(maxSizeBytes)
    const { storedReadings, unsent, lostReadings, sizeBytes } = journal.stats()
    expect(storedReadings).toBeGreaterThan(500)
    expect(unsent).toBe(storedReadings)
    expect(storedReadings + lostReadings).toBe(6_000)
    expect(sizeBytes).toBe(onDisk())
    const losses = journal.losses()
    expect(losses).toHaveLength(1)
    expect(losses[0]).toMatchObject({
      firstSeq: 1,
      lastSeq: lostReadings,
      count: lostReadings,
      firstSlotMs: startMs,
    })
    const told = opened.events.flatMap((event) => (event.kind === 'lost' ? [event.loss.count] : []))
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(lostReadings)
    expect([...journal.read({})][0]?.seq).toBe(lostReadings + 1)
  })

  it('takes delivered readings first, and then nothing is lost', () => {
    journal = openTestJournal(dir, { limits: { maxSizeBytes, maxAgeMs: 30 * 86_400_000 } }).journal
    for (let index = 0; index < 4_000; index++) {
      journal.append(readingAt(index, { padding: 1_000 }))
      if (index % 100 === 99) {
        journal.flush()
        deliverAll()
      }
    }
    expect(journal.stats()).toMatchObject({ lostReadings: 0, unsent: 0, lastSeq: 4_000 })
    expect(journal.stats().storedReadings).toBeGreaterThan(500)
    expect(onDisk()).toBeLessThanOrEqual(maxSizeBytes)
  })

  it('keeps the batch that is on its way, byte for byte', () => {
    journal = openTestJournal(dir, { limits: { maxSizeBytes, maxAgeMs: 30 * 86_400_000 } }).journal
    for (let index = 0; index < 100; index++) journal.append(readingAt(index, { padding: 1_000 }))
    journal.flush()
    const batch = journal.nextBatch('rest', 50, startMs, 'gw')
    for (let index = 100; index < 4_000; index++) journal.append(readingAt(index, { padding: 1_000 }))
    journal.flush()
    expect(journal.stats().lostReadings).toBeGreaterThan(100)
    journal.close()
    journal = openTestJournal(dir).journal
    expect(journal.nextBatch('rest', 50, startMs, 'gw')).toEqual(batch)
  })

  it('that is lowered while running shrinks the file', () => {
    journal = openTestJournal(dir).journal
    for (let index = 0; index < 8_000; index++) journal.append(readingAt(index, { padding: 1_000 }))
    journal.flush()
    deliverAll()
    expect(onDisk()).toBeGreaterThan(2 * maxSizeBytes)
    journal.setLimits({ maxSizeBytes, maxAgeMs: 30 * 86_400_000 })
    for (let index = 8_000; onDisk() > maxSizeBytes && index < 9_000; index++) {
      journal.append(readingAt(index))
      journal.flush()
    }
    expect(onDisk()).toBeLessThanOrEqual(maxSizeBytes)
    expect(journal.stats().lostReadings).toBe(0)
  })
})

describe('the age limit', () => {
  it('takes delivered readings only, and only the old ones', () => {
    const opened = openTestJournal(dir, { limits: { maxSizeBytes: 2_000_000_000, maxAgeMs: 3_600_000 } })
    journal = opened.journal
    for (let index = 0; index < 100; index++) journal.append(readingAt(index))
    journal.flush()
    const batch = journal.nextBatch('rest', 50, startMs, 'gw')
    if (batch !== null) journal.acknowledge(batch, [])
    opened.clock.wall += 3_600_000 + 20_000
    opened.clock.monotonic += 3_600_000
    journal.append(readingAt(3_700))
    journal.flush()
    expect(journal.stats()).toMatchObject({ storedReadings: 81, unsent: 51, lostReadings: 0 })
    opened.clock.wall += 7_200_000
    opened.clock.monotonic += 7_200_000
    journal.flush()
    expect(journal.stats()).toMatchObject({ storedReadings: 51, unsent: 51, lostReadings: 0 })
  })
})
