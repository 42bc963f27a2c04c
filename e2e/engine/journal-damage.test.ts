import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch } from '../../electron/engine/store/batch.ts'
import type { Journal } from '../../electron/engine/store/journal.ts'
import { parseWireReading } from '../../electron/engine/store/wire.ts'
import { appendMany, openTestJournal, type OpenedJournal, startMs } from '../support/readings.ts'

const pageSize = 4_096
const total = 1_000
const delivered = 400
let dir = ''
let path = ''
const open: Journal[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'journal-damage-'))
  path = join(dir, 'gateway.db')
})
afterEach(() => {
  for (const journal of open.splice(0)) journal.close()
  rmSync(dir, { recursive: true })
})

function start(): OpenedJournal {
  const opened = openTestJournal(dir)
  open.push(opened.journal)
  return opened
}

/** A journal of 1,000 readings, 400 of them delivered, a batch on its way; closed. */
function filled(): { batch: Batch } {
  const { journal } = openTestJournal(dir)
  appendMany(journal, 0, total, { padding: 1_000 })
  journal.flush()
  const first = journal.nextBatch('rest', delivered, startMs, 'gw')
  if (first !== null) journal.acknowledge(first, [{ seq: 7, reason: 'no' }])
  const batch = journal.nextBatch('rest', 50, startMs, 'gw')
  journal.close()
  if (batch === null) throw new Error('nothing waits')
  return { batch }
}

function overwrite(page: number, pages = 1): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(pages * pageSize, 0xa5), 0, pages * pageSize, page * pageSize)
  closeSync(file)
}

/** All of the journal is read, so that damage is met; what is there afterwards. */
function seqsOf(journal: Journal): readonly number[] {
  const found = [...journal.read({})]
  for (const { json } of found) parseWireReading(json)
  return found.map(({ seq }) => seq)
}

function replacedIn({ events }: OpenedJournal) {
  return events.flatMap((event) => (event.kind === 'journal-replaced' ? [event] : []))
}

const aside = () => readdirSync(dir).filter((name) => name.startsWith('gateway.db.corrupt-'))

describe('a damaged journal', () => {
  it('in the middle gives all but what stood there, with its cursor, dead letters and the batch on its way', async () => {
    const { batch } = filled()
    const pages = statSync(path).size / pageSize
    overwrite(Math.floor(pages * 0.8), 3)
    const opened = start()
    const { journal } = opened
    seqsOf(journal)
    const seqs = seqsOf(journal)
    await Promise.resolve()
    const { unsent, lostReadings, deadLetters, storedReadings, lastSeq } = journal.stats()
    expect(storedReadings).toBe(seqs.length)
    expect(seqs.length).toBeGreaterThan(total - 30)
    expect(seqs.length).toBeLessThan(total)
    expect(unsent + lostReadings).toBe(total - delivered)
    expect(lostReadings).toBeGreaterThan(0)
    expect(deadLetters).toBe(1)
    const replaced = replacedIn(opened)
    expect(replaced).toHaveLength(1)
    expect(existsSync(replaced[0]?.setAside ?? '')).toBe(true)
    const next = journal.nextBatch('rest', 50, startMs, 'gw')
    expect(next).toMatchObject({ key: batch.key, body: batch.body })
    appendMany(journal, total, total + 1)
    journal.flush()
    expect(journal.stats().lastSeq).toBeGreaterThan(Math.max(lastSeq, total))
  })

  it('whose beginning is gone is replaced, and no seq is used again', async () => {
    filled()
    overwrite(0)
    const opened = start()
    await Promise.resolve()
    expect(replacedIn(opened)).toHaveLength(1)
    expect(aside()).toContain(replacedIn(opened)[0]?.setAside.slice(dir.length + 1))
    appendMany(opened.journal, 0, 1)
    opened.journal.flush()
    expect(opened.journal.stats()).toMatchObject({ storedReadings: 1, unsent: 1 })
    expect(seqsOf(opened.journal)[0]).toBeGreaterThan(total)
  })

  it('found while running is replaced, and the collector goes on', () => {
    filled()
    const running = start()
    const { journal } = running
    // More than SQLite keeps in memory: the damaged pages are read again.
    appendMany(journal, total, 4 * total, { padding: 3_000 })
    journal.flush()
    for (let page = 20; page < 300; page += 25) overwrite(page)
    const seqs = seqsOf(journal)
    appendMany(journal, 4 * total, 4 * total + 20)
    journal.flush()
    const { unsent, lostReadings, state } = journal.stats()
    expect(replacedIn(running)).toHaveLength(1)
    expect(running.events.filter(({ kind }) => kind === 'lost')).toHaveLength(1)
    expect(unsent + lostReadings).toBe(4 * total - delivered + 20)
    expect(seqs.length).toBeGreaterThan(total / 2)
    expect(state).toEqual({ kind: 'ok' })
  })

  it('that was cut off gives what is left', async () => {
    filled()
    truncateSync(path, Math.floor(statSync(path).size / 2 / pageSize) * pageSize)
    const opened = start()
    await Promise.resolve()
    seqsOf(opened.journal)
    appendMany(opened.journal, 0, 5)
    opened.journal.flush()
    expect(replacedIn(opened)).toHaveLength(1)
    expect(opened.journal.stats().storedReadings).toBeGreaterThan(5)
  })

  it.each([
    ['an empty file', ''],
    ['something else', 'This is not a journal.\n'.repeat(1_000)],
  ])('that has become %s does not stop the collector', (_, text) => {
    filled()
    writeFileSync(path, text)
    const { journal } = start()
    appendMany(journal, 0, 3)
    journal.flush()
    expect(journal.stats()).toMatchObject({ storedReadings: 3, state: { kind: 'ok' } })
    expect(seqsOf(journal)[0]).toBeGreaterThan(total)
  })

  it('whose table definitions were overwritten by others does not stop the collector', async () => {
    filled()
    const { DatabaseSync } = await import('node:sqlite')
    const db = new DatabaseSync(path)
    db.exec('ALTER TABLE readings RENAME COLUMN json TO jsom')
    db.close()
    const { journal } = start()
    appendMany(journal, 0, 3)
    journal.flush()
    expect(journal.stats()).toMatchObject({ state: { kind: 'ok' }, deadLetters: 1 })
  })

  it('is finished with after a crash between the two renames', () => {
    filled()
    renameSync(path, `${path}.recovered`)
    expect(start().journal.stats()).toMatchObject({ storedReadings: total, unsent: total - delivered })
  })

  it('leaves three copies at most', () => {
    for (let round = 0; round < 5; round++) {
      const { journal, clock } = openTestJournal(dir)
      journal.close()
      clock.wall += round
      overwrite(0)
      const again = openTestJournal(dir, { clock: { ...clock, wallMs: () => startMs + round * 60_000 } })
      again.journal.close()
    }
    expect(aside().filter((name) => !name.endsWith('-wal') && !name.endsWith('-shm'))).toHaveLength(3)
  })
})

describe('a journal that somebody deletes while the collector runs', () => {
  it('is begun anew under new numbers, and the ledger has what was in it', () => {
    const { journal, events } = start()
    appendMany(journal, 0, 10)
    journal.flush()
    for (const name of ['gateway.db', 'gateway.db-wal', 'gateway.db-shm'])
      rmSync(join(dir, name), { force: true })
    appendMany(journal, 10, 12)
    journal.flush()
    expect(journal.stats()).toMatchObject({ unsent: 2, lostReadings: 10, state: { kind: 'ok' } })
    expect(seqsOf(journal)[0]).toBeGreaterThan(10)
    expect(events.filter(({ kind }) => kind === 'lost')).toHaveLength(1)
    journal.close()
    expect(start().journal.stats()).toMatchObject({ unsent: 2, lostReadings: 10 })
  })
})

describe('a disk that loses the last commits with the power', () => {
  it('gets no seq a second time', () => {
    const { journal } = start()
    appendMany(journal, 0, 10)
    journal.flush()
    const before = mkdtempSync(join(tmpdir(), 'journal-before-'))
    for (const name of ['gateway.db', 'gateway.db-wal', 'gateway.seq'])
      copyFileSync(join(dir, name), join(before, name))
    appendMany(journal, 10, 20)
    journal.flush()
    const lastSent = journal.stats().lastSeq
    const again = openTestJournal(before).journal
    appendMany(again, 20, 21)
    again.flush()
    expect([...again.read({ afterSeq: 10 })][0]?.seq).toBeGreaterThan(lastSent)
    again.close()
    rmSync(before, { recursive: true })
  })
})
