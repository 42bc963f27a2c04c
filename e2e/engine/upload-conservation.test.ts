import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ApiFault, type ApiRequest, startFaultApi } from '../support/fault-api.ts'
import { apiConfig, type UploadBench, uploadBench } from '../support/upload-bench.ts'
import { waitFor } from '../support/wait.ts'

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)

/** Requests with the same key and different bytes: two contents that an API would take for one. */
function keysUsedTwice(requests: readonly ApiRequest[]): readonly string[] {
  const bodies = new Map<string, string>()
  return requests.flatMap(({ headers, body }) => {
    const key = String(headers['idempotency-key'])
    const before = bodies.get(key) ?? body
    bodies.set(key, body)
    return before === body ? [] : [key]
  })
}

/** Answers that leave every reading where it can still be delivered. */
const passingFault: fc.Arbitrary<ApiFault> = fc.oneof(
  fc.constantFrom(408, 425, 429, 500, 503).map((status): ApiFault => ({ kind: 'answer', status })),
  fc.constantFrom<ApiFault>(
    { kind: 'close' },
    { kind: 'close-after-storing' },
    { kind: 'cut-answer' },
    { kind: 'garbage', bytes: 'HTTP/1.1 2OO ok\r\n\r\n' },
    { kind: 'answer', status: 413 },
    { kind: 'answer', status: 401 },
    { kind: 'take' },
  ),
)

const step = fc.oneof(
  fc.record({ kind: fc.constant('store' as const), count: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('restart' as const), batchSize: fc.integer({ min: 1, max: 50 }) }),
)

describe('whatever the API answers', () => {
  it('every reading is delivered once, or a dead letter because it was refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 5 }),
        fc.array(passingFault, { maxLength: 12 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 3 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 3 }),
        async (steps, faults, poison, unwanted) => {
          const api = await startFaultApi({
            fault: ({ index, seqs }) => {
              const fault = faults[index] ?? { kind: 'take' }
              if (fault.kind !== 'take') return fault
              if (seqs.some((seq) => poison.includes(seq))) return { kind: 'answer', status: 422 }
              return { kind: 'take', rejected: unwanted.map((seq) => ({ seq, reason: 'unwanted' })) }
            },
          })
          let bench: UploadBench = uploadBench(apiConfig(api.url, { batchSize: 30 }))
          try {
            bench.uploader.start()
            for (const next of steps) {
              if (next.kind === 'store') bench.store(next.count)
              else {
                bench = await bench.restart(apiConfig(api.url, { batchSize: next.batchSize }))
                // The API hears a little later that the one before hung up.
                await waitFor('the API to be left alone', () => api.openNow() === 0)
                bench.uploader.start()
              }
            }
            const { journal, uploader } = bench
            const last = journal.stats().lastSeq
            await waitFor('everything to be settled', () => {
              if (uploader.state.kind === 'refused') uploader.reconfigure(apiConfig(api.url))
              return journal.stats().unsent === 0
            })
            const dead = journal.deadLetters(1_000).map(({ seq }) => seq)
            // One that was stored before the answer got lost is refused the second time: it is in both places.
            const refused = new Set([...poison, ...unwanted])
            expect(dead.every((seq) => refused.has(seq) || faults.some(isTooLarge))).toBe(true)
            expect([...new Set([...api.readings.keys(), ...dead])].toSorted((a, b) => a - b)).toEqual(
              range(1, last),
            )
            expect(keysUsedTwice(api.requests)).toEqual([])
            expect(api.mostAtOnce()).toBeLessThanOrEqual(1)
            expect(journal.losses()).toEqual([])
          } finally {
            await bench.close()
            await api.close()
          }
        },
      ),
      { numRuns: 30 },
    )
  })
})

const isTooLarge = (fault: ApiFault): boolean => fault.kind === 'answer' && fault.status === 413

describe('kill -9 at random moments', () => {
  it('loses nothing that was stored, and never sends other bytes under the same key', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'gateway-kill-'))
    const api = await startFaultApi({
      fault: ({ index }) => ({ kind: index % 3 === 0 ? 'close-after-storing' : 'take' }),
    })
    /** Numbers of readings that a process said it had stored; after a kill the next one leaves some out. */
    const told: number[] = []
    for (let round = 0; round < 8; round++) {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, '../support/upload-child.ts'), dir, api.url],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      )
      const lines = createInterface({ input: child.stdout })
      lines.on('line', (line) => {
        const [first = 0, last = 0] = line.split(' ').map(Number)
        told.push(...range(first, last))
      })
      await once(lines, 'line')
      const until = told.length + Math.floor(Math.random() * 300)
      await waitFor('some more', () => told.length >= until)
      child.kill('SIGKILL')
      await once(child, 'close')
    }
    const bench = uploadBench(apiConfig(api.url), { dir })
    try {
      expect(bench.journal.stats().lastSeq).toBeGreaterThanOrEqual(told.at(-1) ?? Number.NaN)
      bench.uploader.start()
      await bench.drained()
      const delivered = [...api.readings.keys()]
      expect(delivered).toEqual(delivered.toSorted((a, b) => a - b))
      expect(told.filter((seq) => !api.readings.has(seq))).toEqual([])
      expect(new Set(told).size).toBe(told.length)
      expect(keysUsedTwice(api.requests)).toEqual([])
      expect(told.length).toBeGreaterThan(100)
    } finally {
      await bench.close()
      await api.close()
    }
  })
})
