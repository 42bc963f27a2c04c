import { DatabaseSync } from 'node:sqlite'
import type { AcceptableReading } from './schema.ts'

export interface ReadingFilter {
  readonly limit: number
  readonly gatewayId?: string | undefined
  readonly deviceId?: string | undefined
}

export interface ReceivedReading {
  readonly gatewayId: string
  readonly seq: number
  readonly deviceId: string
  readonly slot: string
  readonly receivedAtMs: number
  /** As it came. */
  readonly json: string
}

export interface ReadingStore {
  /** One transaction. A reading that is there already stays as it is. @returns how many were new */
  add(gatewayId: string, readings: readonly AcceptableReading[], receivedAtMs: number): number
  /** Newest arrival first. */
  list(filter: ReadingFilter): readonly ReceivedReading[]
  count(): number
  close(): void
}

/** Each reading once by gateway and seq. @param path a file, or `:memory:` */
export function openReadingStore(path: string): ReadingStore {
  const db = new DatabaseSync(path)
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS readings (
      arrival INTEGER PRIMARY KEY,
      gateway_id TEXT NOT NULL,
      seq INTEGER NOT NULL,
      device_id TEXT NOT NULL,
      slot TEXT NOT NULL,
      received_at_ms INTEGER NOT NULL,
      json TEXT NOT NULL,
      UNIQUE (gateway_id, seq)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS readings_by_device ON readings (device_id, arrival);
  `)
  const insert = db.prepare(
    `INSERT INTO readings (gateway_id, seq, device_id, slot, received_at_ms, json) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (gateway_id, seq) DO NOTHING`,
  )
  const countAll = db.prepare('SELECT count(*) AS n FROM readings')
  return {
    add(gatewayId, readings, receivedAtMs) {
      db.exec('BEGIN IMMEDIATE')
      try {
        let added = 0
        for (const { seq, deviceId, slot, json } of readings) {
          added += Number(insert.run(gatewayId, seq, deviceId, slot, receivedAtMs, json).changes)
        }
        db.exec('COMMIT')
        return added
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
    },
    list({ limit, gatewayId, deviceId }) {
      const wanted: [condition: string, value: string][] = []
      if (gatewayId !== undefined) wanted.push(['gateway_id = ?', gatewayId])
      if (deviceId !== undefined) wanted.push(['device_id = ?', deviceId])
      const where = wanted.length === 0 ? '' : `WHERE ${wanted.map(([condition]) => condition).join(' AND ')}`
      return db
        .prepare(`SELECT * FROM readings ${where} ORDER BY arrival DESC LIMIT ?`)
        .all(...wanted.map(([, value]) => value), limit)
        .map((row) => ({
          gatewayId: String(row['gateway_id']),
          seq: Number(row['seq']),
          deviceId: String(row['device_id']),
          slot: String(row['slot']),
          receivedAtMs: Number(row['received_at_ms']),
          json: String(row['json']),
        }))
    },
    count: () => Number(countAll.get()?.['n']),
    close() {
      if (db.isOpen) db.close()
    },
  }
}
