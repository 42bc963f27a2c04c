import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Arbitrary, array, assert, constant, integer, oneof, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Batch } from '../../electron/engine/store/batch.ts'
import type { Journal } from '../../electron/engine/store/journal.ts'
import { appendMany, openTestJournal, startMs } from '../support/readings.ts'

/** What an API, a person, or the power supply may do next. */
const step = oneof(
  {
    weight: 4,
    arbitrary: record({ do: constant('append' as const), count: integer({ min: 1, max: 120 }) }),
  },
  {
    weight: 6,
    arbitrary: record({ do: constant('accept' as const), size: integer({ min: 1, max: 60 }) }),
  },
  {
    weight: 3,
    arbitrary: record({
      do: constant('reject' as const),
      size: integer({ min: 1, max: 60 }),
      every: integer({ min: 1, max: 7 }),
    }),
  },
  {
    weight: 3,
    arbitrary: record({ do: constant('lost answer' as const), size: integer({ min: 1, max: 60 }) }),
  },
  {
    weight: 3,
    arbitrary: record({ do: constant('refuse' as const), size: integer({ min: 1, max: 60 }) }),
  },
  {
    weight: 2,
    arbitrary: record({ do: constant('too large' as const), size: integer({ min: 1, max: 60 }) }),
  },
  { weight: 1, arbitrary: record({ do: constant('restart' as const) }) },
  { weight: 1, arbitrary: record({ do: constant('retry' as const) }) },
  { weight: 1, arbitrary: record({ do: constant('drop' as const) }) },
)
type Step = typeof step extends Arbitrary<infer T> ? T : never

/** De-duplicates by seq, and remembers what was sent under which key. */
class Api {
  readonly stored = new Set<number>()
  readonly #bodies = new Map<number, Batch>()

  take(batch: Batch): readonly number[] {
    const before = this.#bodies.get(batch.id)
    if (before !== undefined) expect(batch).toEqual(before)
    this.#bodies.set(batch.id, batch)
    const body: { readings: { seq: number }[] } = JSON.parse(batch.body)
    const seqs = body.readings.map(({ seq }) => seq)
    expect(seqs).toHaveLength(batch.count)
    return seqs
  }
}

function run(dir: string, steps: readonly Step[], maxSizeBytes: number): number {
  const limits = { maxSizeBytes, maxAgeMs: 86_400_000 }
  const open = (): Journal => openTestJournal(dir, { limits }).journal
  let journal = open()
  const api = new Api()
  let appended = 0
  let dropped = 0
  const next = (size: number) => journal.nextBatch('rest', size, startMs + appended, 'gw')
  const act = (step: Step): void => {
    switch (step.do) {
      case 'append':
        appendMany(journal, appended, appended + step.count, { padding: 2_000 })
        appended += step.count
        return journal.flush()
      case 'restart':
        journal.close()
        journal = open()
        return
      case 'retry':
        journal.retryDeadLetters('all')
        return
      case 'drop':
        dropped += journal.dropDeadLetters('all')
        return
    }
    const batch = next(step.size)
    if (batch === null) return
    const seqs = api.take(batch)
    switch (step.do) {
      case 'accept':
        for (const seq of seqs) api.stored.add(seq)
        return journal.acknowledge(batch, [])
      case 'reject': {
        const rejected = seqs.filter((seq) => seq % step.every === 0 && !api.stored.has(seq))
        for (const seq of seqs) if (!rejected.includes(seq)) api.stored.add(seq)
        return journal.acknowledge(
          batch,
          rejected.map((seq) => ({ seq, reason: 'no' })),
        )
      }
      case 'lost answer':
        for (const seq of seqs) api.stored.add(seq)
        return
      case 'refuse':
        // An API that has the readings already would not refuse them.
        if (seqs.some((seq) => api.stored.has(seq))) return journal.acknowledge(batch, [])
        return batch.count > 1 ? journal.halve(batch) : journal.bury(batch, 'never')
      case 'too large':
        return batch.count > 1 && !seqs.some((seq) => api.stored.has(seq))
          ? journal.dissolve(batch)
          : undefined
    }
  }
  try {
    for (const step of steps) act(step)
    for (let batch = next(500); batch !== null; batch = next(500)) {
      for (const seq of api.take(batch)) api.stored.add(seq)
      journal.acknowledge(batch, [])
    }
    const { deadLetters, lostReadings, unsent, lastSeq } = journal.stats()
    const dead = journal.deadLetters(10_000).filter(({ seq }) => !api.stored.has(seq))
    expect(unsent).toBe(0)
    expect(lastSeq).toBe(appended)
    expect(journal.deadLetters(10_000)).toHaveLength(deadLetters)
    expect(api.stored.size + dead.length + dropped + lostReadings).toBe(appended)
    return lostReadings
  } finally {
    journal.close()
  }
}

describe('whatever the API, a person and the power supply do', () => {
  for (const [name, maxSizeBytes] of [
    ['with room for all', 100_000_000],
    ['with too little room', 500_000],
  ] as const) {
    it(`each reading is delivered, a dead letter, dropped by a person, or in the ledger: ${name}`, () => {
      let lost = 0
      assert(
        property(array(step, { minLength: 5, maxLength: 60 }), (steps) => {
          const dir = mkdtempSync(join(tmpdir(), 'journal-conservation-'))
          try {
            lost += run(dir, steps, maxSizeBytes)
          } finally {
            rmSync(dir, { recursive: true })
          }
        }),
        { numRuns: 25 },
      )
      expect(lost > 0).toBe(maxSizeBytes < 1_000_000)
    })
  }
})
