import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch } from './batch.ts'
import { buryBatch, dissolve, fixBatch, halve, pendingBatch, settle } from './batches.ts'
import { deepestQueue, ensureOutput } from './cursors.ts'
import { openDatabase, transaction } from './database.ts'
import { dropDeadLetters, listDeadLetters, retryDeadLetters } from './dead-letters.ts'
import { countLosses, readLosses } from './ledger.ts'
import { insertReadings } from './readings.ts'
import { enforceSize, removeAged } from './retention.ts'

let dir = ''
let db: DatabaseSync
let stored = 0

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'store-'))
  db = openDatabase(join(dir, 'gateway.db'), 131_072)
  stored = 0
  ensureOutput(db, 'rest')
})
afterEach(() => {
  db.close()
  rmSync(dir, { recursive: true })
})

function store(count: number, padding = ''): void {
  const readings = Array.from({ length: count }, (_, index) => {
    const ms = 1_000 * (stored + index + 1)
    return {
      deviceId: 'D',
      slotMs: ms,
      timestampMs: ms,
      json: `{"device_id":"D","measurements":{},"x":"${padding}"}`,
    }
  })
  transaction(db, () => insertReadings(db, readings, stored + 1))
  stored += count
}

function next(maxReadings: number): Batch {
  const request = { output: 'rest', maxReadings, sentAtMs: 5_000, gatewayId: 'gw' }
  const batch = pendingBatch(db, 'rest') ?? transaction(db, () => fixBatch(db, request))
  if (batch === null) throw new Error('nothing waits')
  return batch
}

const deliver = (batch: Batch, rejected: readonly number[] = []) =>
  transaction(db, () =>
    settle(
      db,
      batch,
      rejected.map((seq) => ({ seq, reason: 'no' })),
      1,
    ),
  )
const unsent = () => deepestQueue(db, ['rest'])
const seqs = (batch: Batch): unknown =>
  JSON.parse(batch.body).readings.map((reading: { seq: number }) => reading.seq)
const span = ({ firstSeq, lastSeq }: Batch) => [firstSeq, lastSeq]
const keptReadings = () => db.prepare('SELECT count(*) AS n, min(seq) AS first FROM readings').get()

describe('a batch', () => {
  it('is the same bytes at every try, also when more was stored and the file was opened again', () => {
    store(3)
    const first = next(500)
    store(2)
    db.close()
    db = openDatabase(join(dir, 'gateway.db'), 131_072)
    expect(next(500)).toEqual(first)
    expect(seqs(first)).toEqual([1, 2, 3])
    expect(first.key).toBe('gw:1-3')
  })

  it('ends before its body gets too long, but has one reading at least', () => {
    store(3, 'x'.repeat(5_000_000))
    expect(span(next(500))).toEqual([1, 1])
  })

  it('is halved until the refused reading stands alone, and the rest is delivered', () => {
    store(10)
    const delivered: number[] = []
    while (unsent().readings > 0) {
      const batch = next(500)
      if (batch.firstSeq > 7 || batch.lastSeq < 7) {
        for (let seq = batch.firstSeq; seq <= batch.lastSeq; seq++) delivered.push(seq)
        deliver(batch)
      } else if (batch.count > 1) transaction(db, () => halve(db, batch))
      else transaction(db, () => buryBatch(db, batch, 'poison', 1))
    }
    expect(delivered).toEqual([1, 2, 3, 4, 5, 6, 8, 9, 10])
    expect(listDeadLetters(db, 10)).toMatchObject([{ seq: 7, reason: 'poison' }])
    expect(unsent()).toEqual({ readings: 0, bytes: 0 })
  })

  it('that was too large gives way to smaller ones of the same readings', () => {
    store(4)
    const batch = next(4)
    transaction(db, () => dissolve(db, batch))
    expect(span(next(2))).toEqual([1, 2])
  })

  it('that is settled twice counts once, and numbers that are not in it bury nothing', () => {
    store(4)
    const batch = next(2)
    deliver(batch, [3, 99])
    deliver(batch)
    expect(unsent().readings).toBe(2)
    expect(listDeadLetters(db, 10)).toEqual([])
  })
})

describe('dead letters', () => {
  it('go out again in runs under their own seq, and one on its way is not dropped', () => {
    store(5)
    deliver(next(5), [2, 3, 5])
    expect(retryDeadLetters(db, 'all')).toBe(3)
    const retry = next(5)
    expect(span(retry)).toEqual([2, 3])
    expect(dropDeadLetters(db, [2, 3, 5])).toBe(1)
    deliver(retry, [3])
    expect(listDeadLetters(db, 10)).toMatchObject([{ seq: 3, retrying: false }])
    expect(unsent().readings).toBe(0)
  })

  it('outlive the reading that they were made from', () => {
    store(1)
    deliver(next(1), [1])
    expect(removeAged(db, ['rest'], 1e9)).toBe(false)
    expect(keptReadings()?.['n']).toBe(0)
    expect(listDeadLetters(db, 1)).toMatchObject([{ seq: 1, reading: expect.stringMatching(/^\{"seq":1,/) }])
  })
})

describe('a limit of size', () => {
  const limits = { maxSizeBytes: 1_000_000, maxAgeMs: 1e12 }
  const kilobyte = 'x'.repeat(1_000)
  /** As the journal does, after each commit. */
  function enforce(): number {
    const losses = enforceSize(db, limits, ['rest'], 1)
    return losses.reduce((sum, loss) => sum + loss.count, 0)
  }

  it('takes delivered readings first, then the oldest unsent ones, and the ledger has each of those', () => {
    store(1_000, kilobyte)
    for (let i = 0; i < 4; i++) deliver(next(50))
    const lost = enforce()
    const kept = keptReadings()
    expect(lost).toBeGreaterThan(0)
    expect(Number(kept?.['n']) + lost + 200).toBe(1_000)
    expect(unsent().readings).toBe(kept?.['n'])
    expect(countLosses(db)['size-limit']).toBe(lost)
    expect(readLosses(db)).toMatchObject([{ firstSeq: 201, lastSeq: Number(kept?.['first']) - 1 }])
  })

  it('leaves the batch that is on its way as it is', () => {
    store(1_000, kilobyte)
    const batch = next(100)
    expect(enforce()).toBeGreaterThan(0)
    expect(pendingBatch(db, 'rest')).toEqual(batch)
  })

  it('takes dead letters beyond a quarter of the room before unsent readings', () => {
    store(600, kilobyte)
    deliver(
      next(600),
      Array.from({ length: 600 }, (_, index) => index + 1),
    )
    store(400, kilobyte)
    const lost = enforce()
    expect(unsent().readings).toBe(400)
    expect(listDeadLetters(db, 1_000).length + lost).toBe(600)
    expect(lost).toBeGreaterThan(0)
    expect(readLosses(db)[0]).toMatchObject({ firstSeq: 1, firstSlotMs: 1_000, reason: 'size-limit' })
  })

  it('takes unsent readings where the dead letters are few', () => {
    store(100, kilobyte)
    deliver(
      next(100),
      Array.from({ length: 100 }, (_, index) => index + 1),
    )
    store(900, kilobyte)
    expect(enforce()).toBe(900 - unsent().readings)
    expect(listDeadLetters(db, 1_000)).toHaveLength(100)
  })
})

it('only delivered readings leave for their age, and only those before the first young one', () => {
  store(10)
  deliver(next(4))
  removeAged(db, ['rest'], 3_500)
  expect(keptReadings()).toEqual({ n: 7, first: 4 })
  removeAged(db, ['rest'], 1e9)
  expect(keptReadings()).toEqual({ n: 6, first: 5 })
  expect(unsent().readings).toBe(6)
  expect(readLosses(db)).toEqual([])
})
