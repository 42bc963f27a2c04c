import { systemClock } from '../../electron/engine/clock.ts'
import { silentLogger } from '../../electron/engine/logger.ts'
import type { TracedFrame } from '../../electron/engine/modbus/frame-trace.ts'
import { createLink } from '../../electron/engine/modbus/create-link.ts'
import type { Link, LinkEnvironment } from '../../electron/engine/modbus/link.ts'
import type { ReadOutcome, ReadRequest } from '../../electron/engine/modbus/request.ts'
import type { LinkConfig, LinkState, Table } from '../../shared/model/index.ts'
import { functionCodeOf, isBitTable, pduAddress, unitId } from '../../shared/model/index.ts'
import { bitAt, registerAt } from './fault-meter-frames.ts'

/** A link under test and what it reported. */
export interface TestLink {
  readonly link: Link
  readonly states: LinkState[]
  readonly frames: TracedFrame[]
  /** Reads `count` of `table` from `address`; a second for an answer unless told: enough for a machine that stalls. */
  read(
    unit: number,
    table: Table,
    address: number,
    count: number,
    options?: { timeoutMs?: number; requestDelayMs?: number; dueMs?: number; signal?: AbortSignal },
  ): Promise<ReadOutcome>
}

export function openTestLink(config: LinkConfig, environment: Partial<LinkEnvironment> = {}): TestLink {
  const states: LinkState[] = []
  const frames: TracedFrame[] = []
  const link = createLink(config, {
    clock: systemClock,
    logger: silentLogger,
    onState: (state) => states.push(state),
    onFrame: (frame) => frames.push(frame),
    retryDelayMs: 20,
    random: () => 0,
    ...environment,
  })
  return {
    link,
    states,
    frames,
    read: (unit, table, address, count, options = {}) =>
      link.read(unitId(unit), readRequest(table, address, count), {
        timeoutMs: 1_000,
        requestDelayMs: 0,
        dueMs: systemClock.monotonicMs(),
        ...options,
      }),
  }
}

export const readRequest = (table: Table, address: number, count: number): ReadRequest => ({
  table,
  address: pduAddress(address),
  count,
})

/** What the meter holds there, as an answer carries it. */
export function payloadOf(unit: number, request: ReadRequest): Buffer {
  const code = functionCodeOf[request.table]
  const bits = isBitTable(request.table)
  const payload = Buffer.alloc(bits ? Math.ceil(request.count / 8) : request.count * 2)
  for (let index = 0; index < request.count; index += 1) {
    if (!bits) payload.writeUInt16BE(registerAt(unit, code, request.address + index), index * 2)
    else if (bitAt(unit, code, request.address + index)) payload[index >> 3]! |= 1 << (index & 7)
  }
  return payload
}

/** Waits until it holds; a test that waits for ever ends with the test's own timeout. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}
