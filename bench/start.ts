import { z } from 'zod'
import { type BenchResult, boundedRow } from './row.ts'
import { startPeer } from './support/peer.ts'

const said = z.object({ storedMs: z.number(), stoppedMs: z.number() })
const rounds = 3

/** The best of three, as the first one reads the program from disk. */
export async function run(): Promise<BenchResult[]> {
  const measured: z.infer<typeof said>[] = []
  for (let round = 0; round < rounds; round++) {
    const peer = await startPeer('first-reading.ts', ['10'])
    measured.push(said.parse(peer.ready))
    await peer.close()
  }
  const best = (of: (each: z.infer<typeof said>) => number): number =>
    Math.round(Math.min(...measured.map(of)))
  return [
    boundedRow(
      'start: process start to first reading committed',
      best(({ storedMs }) => storedMs),
      'ms',
      1_000,
    ),
    boundedRow(
      'stop: signal to everything flushed and closed',
      best(({ stoppedMs }) => stoppedMs),
      'ms',
      2_000,
    ),
  ]
}
