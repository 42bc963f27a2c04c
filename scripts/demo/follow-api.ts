import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { DeliveredReading } from './narrator.ts'

const answer = z.object({
  total: z.number(),
  readings: z.array(
    z.object({
      seq: z.number(),
      device_id: z.string(),
      timestamp: z.string(),
      measurements: z.record(
        z.string(),
        z.object({
          value: z.union([z.number(), z.string(), z.boolean(), z.null()]),
          unit: z.string(),
          quality: z.string(),
          detail: z.string().optional(),
        }),
      ),
    }),
  ),
})

export interface Followed {
  /** Different readings that the API holds. */
  readonly received: number
  /** Numbers up to the highest one that it does not hold. */
  readonly missing: number
}

export interface Following {
  /** Looks once more, then ends. */
  stop(): void
  readonly result: Promise<Followed>
}

const lookEveryMs = 500
const summaryEveryMs = 10_000
const pageSize = 1_000

/** Looks at the API again and again: each reading once, in the order of their numbers, and a count now and then. */
export function followApi(
  url: string,
  onReading: (reading: DeliveredReading) => void,
  say: (line: string) => void,
): Following {
  const end = new AbortController()
  const follow = async (): Promise<Followed> => {
    const seen = new Set<number>()
    let highest = 0
    let saidAtMs = Date.now()
    for (let isLast = false; ;) {
      isLast = end.signal.aborted
      const response = await fetch(`${url}/api/v1/readings?limit=${pageSize}`)
      const { readings } = answer.parse(await response.json())
      for (const reading of readings.toSorted((a, b) => a.seq - b.seq)) {
        if (seen.has(reading.seq)) continue
        seen.add(reading.seq)
        highest = Math.max(highest, reading.seq)
        onReading(reading)
      }
      if (isLast) return { received: seen.size, missing: highest - seen.size }
      if (Date.now() - saidAtMs >= summaryEveryMs) {
        say(`          ${seen.size} readings at the API so far`)
        saidAtMs = Date.now()
      }
      await sleep(lookEveryMs, undefined, { signal: end.signal }).catch(() => undefined)
    }
  }
  return { stop: () => end.abort(), result: follow() }
}
