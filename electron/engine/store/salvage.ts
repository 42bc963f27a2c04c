import { closeSync, openSync, readSync, statSync, truncateSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** Rows copied at a time; near damage it is one at a time. */
const chunkRows = 200
const longestRestored = 64 * 2 ** 30

export interface SalvagedReading {
  readonly seq: number
  readonly deviceId: string
  readonly slotMs: number
  readonly json: string
}

/** What a damaged table says may be anything, of any type. */
export type SalvagedRow = Readonly<Record<string, unknown>>

/**
 * Reads what can be read of a damaged journal. No method throws because of the damage: what cannot be read is left out.
 * The file is not changed, but for the length that its header says: SQLite reads nothing of a file that was cut off.
 */
export class DamagedFile {
  readonly #db: DatabaseSync | null

  constructor(path: string) {
    attempt(() => restoreLength(path))
    this.#db = attempt(() => new DatabaseSync(path, { readOnly: true, timeout: 1_000 }))
  }

  /** Rows of a small table, up to the first that cannot be read. */
  *rows(table: 'cursors' | 'batches' | 'dead_letters' | 'losses' | 'devices'): Generator<SalvagedRow> {
    const statement = attempt(() => this.#db?.prepare(`SELECT * FROM ${table}`))
    const rows = attempt(() => statement?.iterate())
    for (;;) {
      const step = attempt(() => rows?.next())
      if (!step || step.done === true) return
      yield step.value
    }
  }

  /** The highest seq that was ever given out, as far as the file still knows. */
  highestSeq(): number {
    const row = attempt(() =>
      this.#db?.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'readings'").get(),
    )
    const newest = attempt(() => this.#db?.prepare('SELECT max(seq) AS seq FROM readings').get())
    return Math.max(naturalNumber(row?.['seq']) ?? 0, naturalNumber(newest?.['seq']) ?? 0)
  }

  /**
   * Readable readings with `after` < seq <= `upTo`, by seq. Where a page is damaged the numbers that may have been on it are
   * tried one by one; `mayGoOn` is asked between the steps.
   */
  *readings(after: number, upTo: number, mayGoOn: () => boolean): Generator<SalvagedReading> {
    const chunk = attempt(() =>
      this.#db?.prepare(
        'SELECT seq, device_id, slot_ms, json FROM readings WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?',
      ),
    )
    if (!chunk) return
    let position = after
    while (position < upTo && mayGoOn()) {
      const rows = attempt(() => chunk.all(position, upTo, chunkRows))
      if (rows !== null) {
        for (const row of rows) yield* usable(row)
        if (rows.length < chunkRows) return
        position = naturalNumber(rows.at(-1)?.['seq']) ?? upTo
        continue
      }
      const end = Math.min(upTo, position + chunkRows)
      for (let seq = position + 1; seq <= end; seq++) {
        for (const row of attempt(() => chunk.all(seq - 1, seq, 1)) ?? []) yield* usable(row)
      }
      position = end
    }
  }

  close(): void {
    attempt(() => this.#db?.close())
  }
}

/** Page size and number of pages stand at bytes 16 and 28 (https://sqlite.org/fileformat.html, 1.3). */
function restoreLength(path: string): void {
  const header = Buffer.alloc(32)
  const file = openSync(path, 'r')
  try {
    readSync(file, header, 0, header.length, 0)
  } finally {
    closeSync(file)
  }
  const pageSize = header.readUInt16BE(16)
  const length = pageSize * header.readUInt32BE(28)
  // A page count that is itself damage must not fill the disk; a sparse file does not, but a copy of it would.
  if (length > statSync(path).size && length < longestRestored) truncateSync(path, length)
}

/** Damage need not stop at page borders: a text that is no JSON any more is not a reading. */
function* usable(row: SalvagedRow): Generator<SalvagedReading> {
  const seq = naturalNumber(row['seq'])
  const slotMs = naturalNumber(row['slot_ms'])
  const { device_id: deviceId, json } = row
  if (seq === null || slotMs === null || typeof deviceId !== 'string' || typeof json !== 'string') return
  if (!json.startsWith('{"device_id":') || attempt(() => JSON.parse(json)) === null) return
  yield { seq, deviceId, slotMs, json }
}

export function naturalNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}

/** Whatever goes wrong in a damaged file only says that there is nothing to be had here. */
function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}
