import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fixBatch, halve, pendingBatch, settle } from './batches.ts'
import { deepestQueue, ensureOutput } from './cursors.ts'
import { openDatabase, transaction } from './database.ts'
import { listDeadLetters } from './dead-letters.ts'
import { readLosses } from './ledger.ts'
import { highestSeq, insertReadings } from './readings.ts'
import { finishRecovery, type Recovery, replaceDamaged } from './recovery.ts'

const pageBytes = 4_096
const reservedSeq = 5_000
const request = { output: 'rest', maxReadings: 100, sentAtMs: 5_000, gatewayId: 'gw' }
const wallMs = Date.UTC(2026, 10, 23, 20, 15)

let dir = ''
let path = ''

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'recovery-'))
  path = join(dir, 'gateway.db')
})
afterEach(() => rmSync(dir, { recursive: true }))

function using<T>(work: (db: DatabaseSync) => T): T {
  const db = openDatabase(path, 131_072)
  try {
    return work(db)
  } finally {
    db.close()
  }
}

/** Readings of about 1,000 characters, `delivered` of them settled with one dead letter, seq 5. */
function makeJournal(count: number, delivered: number): void {
  using((db) => {
    ensureOutput(db, 'rest')
    const readings = Array.from({ length: count }, (_, index) => ({
      deviceId: 'D',
      slotMs: index,
      timestampMs: index,
      json: `{"device_id":"D","n":${index + 1},"x":"${'x'.repeat(1_000)}"}`,
    }))
    transaction(db, () => insertReadings(db, readings, 1))
    for (let done = 0; done < delivered; done += request.maxReadings) {
      transaction(db, () => {
        const batch = fixBatch(db, request)
        if (batch !== null) settle(db, batch, done === 0 ? [{ seq: 5, reason: 'no' }] : [], 1)
      })
    }
  })
}

function overwrite(fromByte: number, count: number): void {
  const bytes = readFileSync(path)
  bytes.fill(0xa5, fromByte, fromByte + count)
  writeFileSync(path, bytes)
}

/** Byte at which the text of a reading lies. */
const placeOf = (seq: number) => readFileSync(path).indexOf(`"n":${seq},`)

function recover(knownUnsent = 0): Recovery {
  return replaceDamaged({
    path,
    clock: { monotonicMs: () => 0, wallMs: () => wallMs },
    walLimitBytes: 131_072,
    outputs: ['rest'],
    reservedSeq,
    knownUnsent,
  })
}

const seqsIn = (db: DatabaseSync) =>
  db
    .prepare('SELECT seq FROM readings ORDER BY seq')
    .all()
    .map(({ seq }) => seq)
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

describe('a damaged journal', () => {
  it('gives every reading but those on the damaged page, and the ledger has the unsent ones among them', () => {
    makeJournal(1_000, 300)
    const page = Math.floor(placeOf(700) / pageBytes)
    overwrite(page * pageBytes, pageBytes)
    const { setAside, recovered, loss } = recover()
    expect(setAside).toBe(`${path}.corrupt-20261123T201500Z`)
    expect(existsSync(setAside)).toBe(true)
    using((db) => {
      const missing = range(1, 1_000).filter((seq) => !seqsIn(db).includes(seq))
      expect(missing).toContain(700)
      expect(missing.length).toBeLessThan(10)
      expect(recovered).toBe(1_000 - missing.length)
      expect(loss).toMatchObject({ count: missing.length, reason: 'corrupt-journal' })
      expect(readLosses(db)).toEqual([loss])
      expect(deepestQueue(db, ['rest']).readings).toBe(700 - missing.length)
      expect(listDeadLetters(db, 10)).toMatchObject([{ seq: 5, reason: 'no' }])
      expect(highestSeq(db)).toBe(reservedSeq)
      expect(pendingBatch(db, 'rest') ?? fixBatch(db, request)).toMatchObject({ firstSeq: 301, lastSeq: 400 })
    })
  })

  it('gives a reading only while its text is JSON', () => {
    makeJournal(20, 0)
    overwrite(placeOf(7), 3)
    expect(recover().recovered).toBe(19)
    using((db) => expect(seqsIn(db)).not.toContain(7))
  })

  it('gives the batch on its way with the same bytes', () => {
    makeJournal(1_000, 300)
    const batch = using((db) => transaction(db, () => fixBatch(db, request)))
    overwrite(placeOf(900), 3)
    recover()
    const again = using((db) => pendingBatch(db, 'rest'))
    expect(again).toMatchObject({ key: 'gw:301-400', body: batch?.body })
  })

  it('divides anew what follows a batch that is not whole any more: settling hides nothing', () => {
    makeJournal(100, 0)
    using((db) =>
      transaction(db, () => {
        const batch = fixBatch(db, request)
        if (batch !== null) halve(db, batch)
      }),
    )
    overwrite(placeOf(20), 3)
    recover()
    using((db) => {
      expect(pendingBatch(db, 'rest')).toBeNull()
      expect(fixBatch(db, request)).toMatchObject({ firstSeq: 1, lastSeq: 100, count: 99 })
    })
  })

  it('whose first page is gone leaves a journal that uses no seq again and says what is known to be lost', () => {
    makeJournal(200, 0)
    overwrite(0, pageBytes)
    const { recovered, loss } = recover(150)
    expect([recovered, loss?.count]).toEqual([0, 150])
    using((db) => expect(highestSeq(db)).toBe(reservedSeq))
  })

  it('whose cursor cannot be believed sends everything again rather than nothing', () => {
    makeJournal(50, 0)
    using((db) => db.exec('UPDATE cursors SET seq = 999999999'))
    recover()
    using((db) => expect(deepestQueue(db, ['rest']).readings).toBe(50))
  })

  it('that is no database at all is replaced', () => {
    writeFileSync(path, 'not a database, however long it goes on '.repeat(1_000))
    expect(recover().recovered).toBe(0)
    using((db) => expect(seqsIn(db)).toEqual([]))
  })

  it('overwritten anywhere gives a sound journal of readings with numbers that were stored', () => {
    makeJournal(120, 0)
    const intact = join(dir, 'intact')
    copyFileSync(path, intact)
    const size = readFileSync(path).length
    for (let place = 0; place < size; place += 7_919) {
      for (const name of readdirSync(dir)) if (name !== 'intact') rmSync(join(dir, name))
      copyFileSync(intact, path)
      overwrite(place, 600)
      const { recovered } = recover()
      using((db) => {
        const rows = db.prepare('SELECT seq, json FROM readings').all()
        expect(rows).toHaveLength(recovered)
        for (const { json } of rows) expect(String(json)).toMatch(/^\{"device_id":.*\}$/)
        expect(rows.every(({ seq }) => Number(seq) >= 1 && Number(seq) <= 120)).toBe(true)
        expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
      })
    }
  })
})

describe('a recovery', () => {
  it('that a crash cut off between the renames is finished at the next start', () => {
    makeJournal(3, 0)
    const damaged = openDatabase(path, 131_072)
    const recovered = readFileSync(path)
    damaged.exec('DELETE FROM readings WHERE seq = 2')
    copyFileSync(`${path}-wal`, join(dir, 'wal'))
    damaged.close()
    rmSync(path)
    writeFileSync(`${path}.recovered`, recovered)
    copyFileSync(join(dir, 'wal'), `${path}-wal`)
    finishRecovery(path)
    using((db) => expect(seqsIn(db)).toEqual([1, 2, 3]))
  })

  it('that a crash cut off before them does not take the place of the journal', () => {
    makeJournal(3, 0)
    writeFileSync(`${path}.recovered`, 'half of a journal')
    finishRecovery(path)
    using((db) => expect(seqsIn(db)).toEqual([1, 2, 3]))
  })

  it('keeps the newest three of the damaged files', () => {
    for (const day of ['01', '02', '03']) writeFileSync(`${path}.corrupt-202601${day}T000000Z`, '')
    makeJournal(1, 0)
    recover()
    const kept = readdirSync(dir).filter((name) => name.includes('.corrupt-') && !/-(wal|shm)$/.test(name))
    expect(kept.toSorted()).toEqual([
      'gateway.db.corrupt-20260102T000000Z',
      'gateway.db.corrupt-20260103T000000Z',
      'gateway.db.corrupt-20261123T201500Z',
    ])
  })
})
