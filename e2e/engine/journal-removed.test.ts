import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Journal } from '../../electron/engine/store/journal.ts'
import { appendMany, openTestJournal, startMs } from '../support/readings.ts'

describe('a data directory that is removed while the collector runs', () => {
  let dir: string
  let journal: Journal | null = null
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'journal-removed-'))
  })
  afterEach(() => {
    journal?.close()
    journal = null
    rmSync(dir, { recursive: true })
  })

  it('does not make the journal begin again at seq 1: the API has those numbers and would drop the readings', () => {
    const opened = openTestJournal(dir)
    journal = opened.journal
    appendMany(journal, 0, 10)
    journal.flush()
    const before = journal.nextBatch('rest', 500, startMs, 'gw')
    if (before === null) throw new Error('nothing to send')
    journal.acknowledge(before, [])
    appendMany(journal, 10, 15)
    journal.flush()

    for (const name of readdirSync(dir)) rmSync(join(dir, name), { recursive: true })
    appendMany(journal, 15, 20)
    journal.flush()
    const after = journal.nextBatch('rest', 500, startMs, 'gw')
    expect(after?.count).toBe(5)
    expect(after?.firstSeq).toBeGreaterThan(15)
    expect(journal.losses()).toMatchObject([{ count: 5 }])
    expect(Number(readFileSync(join(dir, 'gateway.seq'), 'utf8'))).toBeGreaterThan(15)
  })

  it('nor when everything is removed with it', () => {
    const opened = openTestJournal(join(dir, 'data'))
    journal = opened.journal
    appendMany(journal, 0, 10)
    journal.flush()
    rmSync(join(dir, 'data'), { recursive: true })
    mkdirSync(join(dir, 'data'))
    appendMany(journal, 10, 11)
    journal.flush()
    expect([...journal.read({})].every(({ seq }) => seq > 10)).toBe(true)
    expect([...journal.read({})]).toHaveLength(1)
  })
})
