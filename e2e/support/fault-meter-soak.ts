import type { ReadRequest } from '../../electron/engine/modbus/request.ts'
import type { OutcomeKind } from '../../shared/model/index.ts'
import { isBitTable } from '../../shared/model/index.ts'
import type { TestLink } from './fault-meter-link.ts'
import { payloadOf, readRequest } from './fault-meter-link.ts'
import type { Fault, FaultMeter } from './fault-meter.ts'

export interface SoakResult {
  readonly outcomes: Readonly<Partial<Record<OutcomeKind, number>>>
  /** Values that came from somewhere else than was asked: must be none. */
  readonly wrong: readonly string[]
  /** Outcomes of the reads after the faults stopped. */
  readonly recovered: readonly OutcomeKind[]
}

/** Repeatable: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Reads over and over while the meter misbehaves in a share of its answers, from few units, addresses and counts, so
 * that most answers fit most requests by their looks. Then the faults stop.
 */
export async function soak(
  test: TestLink,
  meter: FaultMeter,
  options: {
    readonly reads: number
    readonly timeoutMs: number
    readonly share: number
    readonly seed: number
    readonly atOnce?: number
    readonly faults: readonly ((random: () => number) => Fault)[]
  },
): Promise<SoakResult> {
  const random = seeded(options.seed)
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
  const outcomes: Partial<Record<OutcomeKind, number>> = {}
  const wrong: string[] = []
  meter.fault = () => (random() < options.share ? pick(options.faults)(random) : { kind: 'none' })

  const one = async (): Promise<OutcomeKind> => {
    const unit = pick([1, 2])
    const request = readRequest(
      pick(['HOLDING', 'HOLDING', 'INPUT', 'COIL']),
      pick([0, 10, 20, 30]),
      pick([1, 2, 2, 9]),
    )
    const { table, address, count } = request
    const outcome = await test.read(unit, table, address, count, { timeoutMs: options.timeoutMs })
    if (outcome.kind === 'data' && !sameValues(outcome.payload, payloadOf(unit, request), request)) {
      wrong.push(`unit ${unit} ${table} ${address}+${count}: ${outcome.payload.toString('hex')}`)
    }
    outcomes[outcome.kind] = (outcomes[outcome.kind] ?? 0) + 1
    // A link in back-off answers at once; give it its time.
    if (outcome.kind === 'link-down') await new Promise((resolve) => setTimeout(resolve, 5))
    return outcome.kind
  }
  let left = options.reads
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await one()
    }
  }
  await Promise.all(Array.from({ length: options.atOnce ?? 1 }, worker))

  meter.fault = () => ({ kind: 'none' })
  // What is still under way from the last faults may spoil the first reads.
  for (let tries = 0; tries < 50 && (await one()) !== 'data'; tries += 1);
  const recovered: OutcomeKind[] = []
  for (let index = 0; index < 30; index += 1) recovered.push(await one())
  return { outcomes, wrong, recovered }
}

/** Bits behind the last one asked for are padding and mean nothing. */
function sameValues(found: Buffer, expected: Buffer, { table, count }: ReadRequest): boolean {
  if (!isBitTable(table) || count % 8 === 0) return found.equals(expected)
  const last = expected.length - 1
  const difference = (found[last]! ^ expected[last]!) & (0xff >> (8 - (count % 8)))
  return difference === 0 && found.subarray(0, last).equals(expected.subarray(0, last))
}

const bytes = (random: () => number, most: number): Buffer =>
  Buffer.from(Array.from({ length: 1 + Math.floor(random() * most) }, () => Math.floor(random() * 256)))

type FaultMaker = (random: () => number) => Fault

/** What can happen on any wire. `timeoutMs`: delays lie around it. */
export const commonFaults = (timeoutMs: number): readonly FaultMaker[] => [
  () => ({ kind: 'silence' }),
  (random) => ({ kind: 'delay', delayMs: random() * 3 * timeoutMs }),
  (random) => ({ kind: 'delay', delayMs: timeoutMs + random() * 10 }),
  () => ({ kind: 'duplicate', apartMs: 0 }),
  (random) => ({ kind: 'truncate', bytes: 1 + Math.floor(random() * 6) }),
  () => ({ kind: 'wrong-unit' }),
  () => ({ kind: 'wrong-function' }),
  (random) => ({ kind: 'wrong-byte-count', by: random() < 0.5 ? 2 : -1 }),
  (random) => ({ kind: 'wrong-size', by: random() < 0.5 ? 1 : -1 }),
  () => ({ kind: 'byte-by-byte', apartMs: 1 }),
  () => ({ kind: 'glued-after-previous' }),
  (random) => ({ kind: 'exception', code: random() < 0.5 ? 2 : 6 }),
  (random) => ({ kind: 'garbage-before', bytes: bytes(random, 8) }),
  (random) => ({ kind: 'garbage-after', bytes: bytes(random, 8) }),
]

export const rtuFaults = (timeoutMs: number): readonly FaultMaker[] => [
  ...commonFaults(timeoutMs),
  (random) => ({ kind: 'bit-flip', bit: Math.floor(random() * 2000) }),
]

export const tcpFaults = (timeoutMs: number): readonly FaultMaker[] => [
  ...commonFaults(timeoutMs),
  // The header alone: TCP's own checksum guards the data, Modbus TCP has none.
  (random) => ({ kind: 'bit-flip', bit: 16 + Math.floor(random() * 56) }),
  (random) => ({ kind: 'wrong-transaction', by: random() < 0.5 ? -1 : 256 }),
  () => ({ kind: 'wrong-protocol' }),
  (random) => ({ kind: 'wrong-length', by: random() < 0.5 ? 300 : -3 }),
  () => ({ kind: 'previous-only' }),
  () => ({ kind: 'fin' }),
  () => ({ kind: 'rst' }),
]
