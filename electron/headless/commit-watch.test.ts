import { describe, expect, it } from 'vitest'
import type { JournalStats } from '../engine/store/journal.ts'
import { CommitWatch } from './commit-watch.ts'

const idle: JournalStats = {
  lastSeq: 7,
  storedReadings: 7,
  unsent: 7,
  unsentBytes: 700,
  oldestUnsentSlotMs: 0,
  deadLetters: 0,
  lostReadings: 0,
  sizeBytes: 4_096,
  lastCommitMs: 1_000,
  waitingReadings: 0,
  state: { kind: 'ok' },
}
const waiting: JournalStats = { ...idle, waitingReadings: 3 }

/** Looked at every half minute. */
function judged(looks: readonly JournalStats[]): readonly boolean[] {
  const watch = new CommitWatch()
  return looks.map((stats, index) => watch.isAlive(stats, index * 30_000))
}

describe('the journal', () => {
  it('is alive while nothing is to be stored, however long', () => {
    expect(judged([idle, idle, idle, idle])).not.toContain(false)
  })

  it('is alive while what waits is committed each time', () => {
    const looks = [1, 2, 3, 4].map((lastCommitMs) => ({ ...waiting, lastCommitMs }))
    expect(judged(looks)).not.toContain(false)
  })

  it('is not when readings wait for a minute and none is committed', () => {
    expect(judged([waiting, waiting, waiting, waiting])).toEqual([true, true, true, false])
  })

  it('is alive while the disk fails: what waits in memory would be lost', () => {
    const failing: JournalStats = {
      ...waiting,
      state: { kind: 'failing', reason: 'disk is full', waitingReadings: 3 },
    }
    expect(judged([failing, failing, failing, failing, failing])).not.toContain(false)
  })
})
