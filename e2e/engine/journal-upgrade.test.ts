import { cpSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrations, openDatabase } from '../../electron/engine/store/database.ts'
import { gatewayIdentity } from '../../electron/engine/store/identity.ts'
import { runCli } from '../support/cli.ts'
import { appendMany, openTestJournal } from '../support/readings.ts'

const vectors = join(import.meta.dirname, '..', 'vectors')
const versions = globSync('journal-v*', { cwd: vectors }).toSorted()
let folder = ''
let dataDir = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-upgrade-'))
  dataDir = join(folder, 'data')
})
afterEach(() => rmSync(folder, { recursive: true }))

const stored = (version: string): void => cpSync(join(vectors, version), dataDir, { recursive: true })

describe('the data directory of an earlier release', () => {
  it('is stored for every schema version, this one too: node e2e/vectors/journal.ts', () => {
    expect(versions).toEqual(migrations.map((_, index) => `journal-v${index + 1}`))
  })

  it.each(versions)(
    '%s goes on: identity, readings, cursor, dead letters, the batch on its way',
    (version) => {
      stored(version)
      const before: { key: string; body: string } = JSON.parse(
        readFileSync(join(dataDir, 'underway.json'), 'utf8'),
      )
      const { id } = gatewayIdentity(dataDir)
      const { journal, events } = openTestJournal(dataDir)
      expect(journal.stats()).toMatchObject({ storedReadings: 20, unsent: 12, deadLetters: 1 })
      expect(journal.deadLetters(10)).toMatchObject([{ seq: 3, reason: 'no such meter' }])
      const batch = journal.nextBatch('rest', 500, Date.now(), id)
      expect(batch).toMatchObject(before)
      if (batch !== null) journal.acknowledge(batch, [])
      appendMany(journal, 20, 21)
      journal.flush()
      // The new one may have a number far above: a mark that an earlier release left stands ahead of what it used.
      expect(journal.nextBatch('rest', 500, Date.now(), id)).toMatchObject({ firstSeq: 14, count: 8 })
      journal.close()
      expect(events.filter(({ kind }) => kind === 'journal-replaced')).toEqual([])
      expect(readdirSync(dataDir).filter((name) => name.includes('corrupt'))).toEqual([])
    },
  )
})

describe('a schema that goes forward', () => {
  const walLimitBytes = 1_048_576
  const rowsOf = (db: DatabaseSync): unknown =>
    db.prepare('SELECT seq, json FROM readings ORDER BY seq').all()
  const path = (): string => join(dataDir, 'gateway.db')

  it('keeps what is there, and is taken once', () => {
    stored('journal-v1')
    const steps = [...migrations, 'ALTER TABLE losses ADD COLUMN note TEXT']
    const old = new DatabaseSync(path())
    const rows = rowsOf(old)
    old.close()
    for (const start of ['first', 'second']) {
      const db = openDatabase(path(), walLimitBytes, steps)
      expect(rowsOf(db), `at the ${start} start`).toEqual(rows)
      expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: steps.length })
      db.close()
    }
  })

  it('is left where it was by a step that fails half way', () => {
    stored('journal-v1')
    const broken = 'ALTER TABLE losses ADD COLUMN note TEXT; INSERT INTO nowhere VALUES (1)'
    expect(() => openDatabase(path(), walLimitBytes, [...migrations, broken])).toThrow(
      'no such table: nowhere',
    )
    const { journal } = openTestJournal(dataDir)
    expect(journal.stats()).toMatchObject({ storedReadings: 20, unsent: 12 })
    journal.close()
  })
})

describe('a journal of a newer program', () => {
  const bytesOf = (): readonly (readonly [string, string])[] =>
    readdirSync(dataDir)
      .toSorted()
      .map((name) => [name, readFileSync(join(dataDir, name), 'latin1')])

  beforeEach(() => {
    stored('journal-v1')
    const db = new DatabaseSync(join(dataDir, 'gateway.db'))
    // As a newer program might have it: nothing that this one would set is set.
    db.exec('PRAGMA journal_mode = DELETE')
    db.exec('PRAGMA user_version = 99')
    db.close()
  })

  it('is refused by the collector, and not a byte of the directory is changed', () => {
    const before = bytesOf()
    expect(() => openTestJournal(dataDir)).toThrow(/gateway\.db has schema version 99.*Update the gateway/)
    expect(bytesOf()).toEqual(before)
  })

  it.each([['queue'], ['queue drop --dead'], ['export --json']])('is refused by %s', async (command) => {
    const before = bytesOf()
    const { code, stderr } = await runCli([...command.split(' '), '--data-dir', dataDir])
    expect(stderr).toMatch(/^error: .*gateway\.db has schema version 99; .*Update the gateway\.\n$/)
    expect(code).toBe(1)
    expect(bytesOf()).toEqual(before)
  })
})
