import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch } from '../../electron/engine/store/batch.ts'
import type { Journal } from '../../electron/engine/store/journal.ts'
import { parseWireReading } from '../../electron/engine/store/wire.ts'
import { appendMany, openTestJournal, readingAt, startMs } from '../support/readings.ts'
import { waitFor } from '../support/wait.ts'

let dir = ''
const open: Journal[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'journal-'))
})
afterEach(() => {
  for (const journal of open.splice(0)) journal.close()
  rmSync(dir, { recursive: true })
})

function start(
  ...[options]: Parameters<typeof openTestJournal> extends [string, ...infer Rest] ? Rest : never
) {
  const opened = openTestJournal(dir, options)
  open.push(opened.journal)
  return opened
}

function next(journal: Journal, maxReadings = 500, gatewayId = 'gw'): Batch {
  const batch = journal.nextBatch('rest', maxReadings, startMs + 5_000, gatewayId)
  if (batch === null) throw new Error('nothing waits')
  return batch
}

const span = ({ firstSeq, lastSeq }: Batch) => [firstSeq, lastSeq]

describe('storing', () => {
  it('numbers readings in the order they came and says so once they are committed', async () => {
    const { journal, events } = start()
    appendMany(journal, 0, 3)
    expect(journal.stats()).toMatchObject({ waitingReadings: 3, storedReadings: 0 })
    await waitFor('the group commit', () => events.length > 0)
    expect(events).toEqual([{ kind: 'stored', firstSeq: 1, lastSeq: 3, count: 3 }])
    expect(journal.stats()).toMatchObject({ waitingReadings: 0, storedReadings: 3, lastSeq: 3, unsent: 3 })
    const stored = [...journal.read({})].map(({ json }) => parseWireReading(json))
    expect(stored.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(stored[0]).toMatchObject({
      device_id: 'METER_1',
      timestamp: new Date(startMs + 212).toISOString(),
      slot: new Date(startMs).toISOString(),
    })
  })

  it('goes on counting after a restart, also when the newest readings are gone', () => {
    const { journal } = start()
    appendMany(journal, 0, 5)
    journal.close()
    rmSync(join(dir, 'gateway.db'))
    const again = start()
    again.journal.append(readingAt(6))
    again.journal.flush()
    expect(again.journal.stats().lastSeq).toBeGreaterThan(5)
  })

  it('leaves no number out after an end in order', () => {
    for (const index of [1, 2]) {
      const { journal } = start()
      appendMany(journal, index, index + 1)
      journal.close()
    }
    expect([...start().journal.read({})].map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('never gives a number twice, also when an earlier copy is put back: the API would drop the readings', () => {
    const copy = join(dir, 'copy')
    for (const index of [1, 2]) {
      const { journal } = start()
      appendMany(journal, index, index + 1)
      journal.close()
      if (index === 1) copyFileSync(join(dir, 'gateway.db'), copy)
    }
    copyFileSync(copy, join(dir, 'gateway.db'))
    const { journal } = start()
    appendMany(journal, 3, 4)
    journal.flush()
    expect([...journal.read({})].map(({ seq }) => seq)).toEqual([1, 3])
  })

  it('finds readings by time and device', () => {
    const { journal } = start()
    for (let index = 0; index < 1_000; index++) {
      journal.append(readingAt(index, { device: `METER_${index % 3}` }))
    }
    journal.flush()
    const found = [
      ...journal.read({
        fromMs: startMs + 300_000,
        toMs: startMs + 900_000,
        deviceIds: ['METER_0', 'METER_1'],
      }),
    ]
    expect(found).toHaveLength(400)
    expect([...journal.read({ afterSeq: 990, limit: 5 })].map(({ seq }) => seq)).toEqual([
      991, 992, 993, 994, 995,
    ])
    expect([...journal.read({ fromMs: startMs + 2_000_000 })]).toEqual([])
  })

  it('keeps the order of a device when the clock is set back, but not for a clock that was years ahead', () => {
    const { journal } = start()
    journal.append(readingAt(100))
    journal.append(readingAt(40))
    journal.append(readingAt(0, { device: 'OTHER', slotMs: startMs + 400 * 86_400_000 }))
    expect(journal.lastSlotMs('METER_1')).toBe(startMs + 100_000)
    expect(journal.lastSlotMs('OTHER')).toBeNull()
    expect(journal.newestTimestampMs()).toBe(startMs + 100_212)
    journal.append(readingAt(0, { device: 'OTHER' }))
    journal.flush()
    const slots = [...journal.read({})].map(({ json }) => Date.parse(parseWireReading(json).slot) - startMs)
    expect(slots).toEqual([100_000, 100_000, 400 * 86_400_000, 0])
    journal.close()
    expect(start().journal.lastSlotMs('METER_1')).toBe(startMs + 100_000)
  })
})

describe('delivering', () => {
  it('gives the same bytes under the same key until the batch is settled, also after a restart', () => {
    const { journal } = start()
    appendMany(journal, 0, 3)
    journal.flush()
    const first = next(journal)
    appendMany(journal, 3, 5)
    journal.close()
    const again = start()
    expect(next(again.journal, 500, 'renamed')).toEqual(first)
    expect(first.key).toBe('gw:1-3')
    expect(JSON.parse(first.body)).toMatchObject({
      gateway_id: 'gw',
      sent_at: new Date(startMs + 5_000).toISOString(),
      readings: [{ seq: 1 }, { seq: 2 }, { seq: 3 }],
    })
    again.journal.acknowledge(first, [])
    expect(span(next(again.journal))).toEqual([4, 5])
    expect(again.journal.stats()).toMatchObject({ unsent: 2, oldestUnsentSlotMs: startMs + 3_000 })
  })

  it('an acknowledgement that comes twice moves the cursor once', () => {
    const { journal } = start()
    appendMany(journal, 0, 4)
    journal.flush()
    const batch = next(journal, 2)
    journal.acknowledge(batch, [])
    journal.acknowledge(batch, [])
    expect(journal.stats().unsent).toBe(2)
    expect(span(next(journal))).toEqual([3, 4])
  })

  it('halves keep their order over a restart, and the refused reading ends alone', () => {
    let { journal } = start()
    appendMany(journal, 0, 10)
    journal.flush()
    const delivered: number[] = []
    while (journal.stats().unsent > 0) {
      const batch = next(journal)
      if (batch.firstSeq > 7 || batch.lastSeq < 7) {
        for (let seq = batch.firstSeq; seq <= batch.lastSeq; seq++) delivered.push(seq)
        journal.acknowledge(batch, [])
      } else if (batch.count > 1) journal.halve(batch)
      else journal.bury(batch, 'no such device')
      journal.close()
      journal = start().journal
    }
    expect(delivered).toEqual([1, 2, 3, 4, 5, 6, 8, 9, 10])
    expect(journal.deadLetters(10)).toMatchObject([{ seq: 7, reason: 'no such device', output: 'rest' }])
    expect(() => journal.halve({ ...next10(), count: 1 })).toThrow(RangeError)
  })

  it('a batch that was too large becomes smaller ones of the same readings', () => {
    const { journal } = start()
    appendMany(journal, 0, 4)
    journal.flush()
    journal.halve(next(journal))
    journal.dissolve(next(journal))
    expect(span(next(journal, 1))).toEqual([1, 1])
  })

  it('dead letters go out again under their own seq, and rest or leave after that', () => {
    const { journal } = start()
    appendMany(journal, 0, 5)
    journal.flush()
    journal.acknowledge(next(journal), [
      { seq: 2, reason: 'no' },
      { seq: 4, reason: 'no' },
      { seq: 77, reason: 'not in the batch' },
    ])
    expect(journal.stats()).toMatchObject({ deadLetters: 2, unsent: 0 })
    expect(journal.retryDeadLetters('all')).toBe(2)
    const first = next(journal)
    expect(JSON.parse(first.body).readings).toMatchObject([{ seq: 2 }])
    expect(journal.dropDeadLetters([2])).toBe(0)
    journal.acknowledge(first, [])
    journal.bury(next(journal), 'still no')
    expect(journal.deadLetters(10)).toMatchObject([{ seq: 4, reason: 'still no', retrying: false }])
    expect(journal.nextBatch('rest', 500, startMs, 'gw')).toBeNull()
    expect(journal.dropDeadLetters('all')).toBe(1)
    expect(journal.stats().deadLetters).toBe(0)
  })
})

function next10(): Batch {
  return { id: 1, output: 'rest', firstSeq: 1, lastSeq: 1, count: 1, key: '', body: '' }
}
