import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Journal } from '../../electron/engine/store/journal.ts'
import { parseWireReading } from '../../electron/engine/store/wire.ts'
import { appendMany, openTestJournal, startMs } from '../support/readings.ts'
import { canMount, mountSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import { waitFor } from '../support/wait.ts'

/** Mounting a tmpfs takes root on Linux. */
describe.skipIf(!canMount)('a disk that fails', () => {
  let disk: SmallDisk
  const open: Journal[] = []

  beforeEach(() => {
    disk = mountSmallDisk(4_000_000)
  })
  afterEach(() => {
    for (const journal of open.splice(0)) journal.close()
    disk.unmount()
  })

  function start(
    ...[options]: Parameters<typeof openTestJournal> extends [string, ...infer Rest] ? Rest : never
  ) {
    const opened = openTestJournal(disk.dir, options)
    open.push(opened.journal)
    return opened
  }

  const slots = (journal: Journal): readonly number[] =>
    [...journal.read({})].map(({ json }) => (Date.parse(parseWireReading(json).slot) - startMs) / 1_000)
  const sequence = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

  it('that is full keeps readings in memory, says so, and gets them all when there is room again', async () => {
    const { journal, events } = start()
    appendMany(journal, 0, 10, { padding: 1_000 })
    journal.flush()
    disk.fill()
    appendMany(journal, 10, 1_010, { padding: 1_000 })
    journal.flush()
    expect(journal.stats()).toMatchObject({
      state: { kind: 'failing', reason: 'database or disk is full', waitingReadings: 1_000 },
      storedReadings: 10,
      waitingReadings: 1_000,
    })
    expect(slots(journal)).toEqual(sequence(0, 10))
    appendMany(journal, 1_010, 1_020, { padding: 1_000 })
    disk.empty()
    await waitFor('the readings to be stored', () => journal.stats().storedReadings === 1_020)
    expect(slots(journal)).toEqual(sequence(0, 1_020))
    const states = events.flatMap((event) => (event.kind === 'store-state' ? [event.state.kind] : []))
    expect(states).toEqual(['failing', 'ok'])
    const stored = events.flatMap((event) => (event.kind === 'stored' ? [event] : []))
    expect(stored.reduce((sum, { count }) => sum + count, 0)).toBe(1_020)
    expect(journal.stats().lostReadings).toBe(0)
  })

  it('for longer than the memory lasts loses the oldest, and the ledger says which', () => {
    const { journal, events } = start({ memoryLimitReadings: 50 })
    journal.flush()
    disk.fill()
    appendMany(journal, 0, 80, { padding: 1_000 })
    journal.flush()
    expect(journal.stats()).toMatchObject({ waitingReadings: 50, lostReadings: 30 })
    disk.empty()
    journal.flush()
    expect(slots(journal)).toEqual(sequence(30, 80))
    const loss = {
      count: 30,
      firstSeq: null,
      lastSeq: null,
      firstSlotMs: startMs,
      lastSlotMs: startMs + 29_000,
      reason: 'memory-limit',
      recordedAtMs: startMs,
    }
    expect(journal.losses()).toEqual([loss])
    expect(events).toContainEqual({ kind: 'lost', loss })
    expect(journal.stats()).toMatchObject({ waitingReadings: 0, lostReadings: 30 })
  })

  it('that is full does not forget what the API has acknowledged meanwhile', () => {
    const { journal } = start()
    appendMany(journal, 0, 10)
    journal.flush()
    const batch = journal.nextBatch('rest', 5, startMs, 'gw')
    if (batch === null) throw new Error('nothing waits')
    disk.fill()
    journal.acknowledge(batch, [{ seq: 2, reason: 'no' }])
    expect(journal.nextBatch('rest', 5, startMs, 'gw')).toBeNull()
    disk.empty()
    journal.flush()
    expect(journal.nextBatch('rest', 5, startMs, 'gw')).toMatchObject({ firstSeq: 6, lastSeq: 10 })
    expect(journal.stats()).toMatchObject({ unsent: 5, deadLetters: 1 })
  })

  it('that is read-only from the start lets the collector run, and stores once it can', () => {
    disk.setReadOnly(true)
    const { journal, events } = start()
    appendMany(journal, 0, 5)
    journal.flush()
    expect(journal.stats()).toMatchObject({ state: { kind: 'failing' }, waitingReadings: 5, lastSeq: 0 })
    expect(journal.nextBatch('rest', 5, startMs, 'gw')).toBeNull()
    expect([...journal.read({})]).toEqual([])
    disk.setReadOnly(false)
    journal.flush()
    expect(slots(journal)).toEqual(sequence(0, 5))
    expect(events.at(-1)?.kind === 'stored' || events.at(-1)?.kind === 'store-state').toBe(true)
    expect(journal.stats().state).toEqual({ kind: 'ok' })
  })

  it('is tried again although no reading waits', async () => {
    disk.setReadOnly(true)
    const { journal } = start()
    expect(journal.stats().state.kind).toBe('failing')
    disk.setReadOnly(false)
    await waitFor('the disk to work', () => journal.stats().state.kind === 'ok')
    appendMany(journal, 0, 2)
    await waitFor('the group commit', () => journal.stats().storedReadings === 2)
  })

  it('that is full at the end of the process is said in the log, not thrown', () => {
    const { journal } = start()
    journal.flush()
    disk.fill()
    appendMany(journal, 0, 500, { padding: 4_000 })
    journal.close()
    disk.empty()
    expect(start().journal.stats().waitingReadings).toBe(0)
  })
})
