import { setTimeout as sleep } from 'node:timers/promises'
import { isBitTable, pduAddress, type Table, type UnitId } from '../../../shared/model/index.ts'
import { assertNever } from '../../../shared/assert-never.ts'
import type { Clock } from '../clock.ts'
import { busyPauseMs, exceptionText, isBusyCode, isGatewayCode } from '../modbus/exception-text.ts'
import type { Link } from '../modbus/link.ts'
import { payloadItems } from '../modbus/payload-items.ts'
import { type ReadOutcome, type ReadRequest, waitedText } from '../modbus/request.ts'

/**
 * Reads one stretch of one table whose map nobody knows. A refused block is divided, wherever the fault lies, until what
 * can be read is read and the refused registers stand alone. The collector's own bisection (modbus/learn.ts) divides
 * between the values of a configuration, and remembers for the next slot; here there is neither.
 */
export interface StretchOptions {
  readonly link: Link
  readonly unitId: UnitId
  readonly table: Table
  readonly address: number
  /** Registers, or bits; what lies beyond address 65535 is left out. */
  readonly count: number
  readonly timeoutMs: number
  readonly requestDelayMs: number
  readonly clock: Clock
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: StretchProgress) => void
}

export interface StretchProgress {
  /** Requests so far, and those that are known to come. */
  readonly done: number
  readonly total: number
  /** At the pace until now. */
  readonly remainingMs: number | null
  /** `registers 0 to 124` */
  readonly doing: string
  readonly soFar: StretchRead
}

export interface Refusal {
  readonly address: number
  readonly count: number
  readonly detail: string
}

export interface StretchRead {
  readonly table: Table
  readonly address: number
  /** Of each register (or bit, 0 and 1) from `address` on; null: refused, not answered, not asked for. */
  readonly words: readonly (number | null)[]
  /** By address; neighbours with one reason are one. */
  readonly refusals: readonly Refusal[]
  /** Mean time on the wire of the requests that brought data. */
  readonly latencyMs: number | null
  /** The unit has answered, be it with a refusal. */
  readonly isThere: boolean
  readonly end: StretchEnd
}

export type StretchEnd =
  | { readonly kind: 'done' }
  /** The caller's signal. */
  | { readonly kind: 'stopped' }
  /** Nothing more was to be had, and why; a silence that is waited for longer may end. */
  | { readonly kind: 'gave-up'; readonly reason: string; readonly isSilence?: boolean }

/** V1.1b3, 6.1 to 6.4. */
const mostRegisters = 125
const mostBits = 2_000
/** A fault that costs more requests than these is not narrowed down further: enough to take 250 registers one by one. */
const mostDivisions = 500
/** How often a unit is asked that asks for time. */
const mostBusyTries = 3
/** A unit that was silent that often in a row, and never said anything, is not there. */
export const patience = 3

interface Block {
  readonly address: number
  readonly count: number
}

export function blocksOf(table: Table, address: number, count: number): readonly Block[] {
  const most = isBitTable(table) ? mostBits : mostRegisters
  const end = Math.min(address + count, 65_536)
  const blocks: Block[] = []
  for (let at = address; at < end; at += most) blocks.push({ address: at, count: Math.min(most, end - at) })
  return blocks
}

/** The most requests that a stretch can take: all of it is refused, one by one. */
export function mostRequests(table: Table, address: number, count: number): number {
  const blocks = blocksOf(table, address, count)
  const divisions = blocks.reduce((sum, block) => sum + 2 * (block.count - 1), 0)
  return blocks.length + Math.min(divisions, mostDivisions)
}

/** Never rejects for anything that a device or a line does. */
export async function readStretch(options: StretchOptions): Promise<StretchRead> {
  const { link, unitId, table, address, timeoutMs, requestDelayMs, clock, signal, onProgress } = options
  const waiting = [...blocksOf(table, address, options.count)]
  const words: (number | null)[] = Array.from(
    { length: waiting.reduce((sum, { count }) => sum + count, 0) },
    () => null,
  )
  const refusals: Refusal[] = []
  const startMs = clock.monotonicMs()
  let end: StretchEnd = { kind: 'done' }
  let requests = 0
  let divisions = 0
  let isThere = false
  let unanswered = 0
  let dataMs = 0
  let dataCount = 0

  const soFar = (): StretchRead => ({
    table,
    address,
    words: [...words],
    refusals: joined(refusals),
    latencyMs: dataCount === 0 ? null : dataMs / dataCount,
    isThere,
    end,
  })
  const refuse = ({ address, count }: Block, detail: string): void => {
    refusals.push({ address, count, detail })
  }
  const ask = async (block: Block): Promise<ReadOutcome> => {
    const request: ReadRequest = { table, address: pduAddress(block.address), count: block.count }
    const dueMs = clock.monotonicMs()
    requests++
    return link.read(unitId, request, {
      timeoutMs,
      requestDelayMs,
      dueMs,
      ...(signal === undefined ? {} : { signal }),
    })
  }

  // Breadth first: should the divisions run out, everything has been narrowed down equally far.
  for (let block = waiting.shift(); block !== undefined; block = waiting.shift()) {
    if (signal?.aborted === true) {
      end = { kind: 'stopped' }
      break
    }
    onProgress?.({
      done: requests,
      total: requests + 1 + waiting.length,
      remainingMs:
        requests === 0 ? null : ((clock.monotonicMs() - startMs) / requests) * (1 + waiting.length),
      doing: placeText(table, block),
      soFar: soFar(),
    })
    let outcome = await ask(block)
    // A frame that the line has garbled says nothing of the device; one more try tells.
    if (outcome.kind === 'bad-frame' || (outcome.kind === 'timeout' && isThere)) outcome = await ask(block)
    for (
      let tries = 1;
      outcome.kind === 'exception' && isBusyCode(outcome.code) && tries < mostBusyTries;
      tries++
    ) {
      await sleep(busyPauseMs, undefined, { signal }).catch(() => undefined)
      outcome = await ask(block)
    }
    if (outcome.kind === 'aborted') {
      end = { kind: 'stopped' }
      break
    }
    if (outcome.kind === 'data') {
      isThere = true
      unanswered = 0
      dataMs += outcome.latencyMs
      dataCount++
      words.splice(block.address - address, block.count, ...payloadItems(table, outcome.payload, block.count))
    } else if (outcome.kind === 'exception' && !isGatewayCode(outcome.code)) {
      isThere = true
      unanswered = 0
      const isDivisible = outcome.code === 2 || outcome.code === 3
      if (isDivisible && block.count > 1 && divisions + 2 <= mostDivisions) {
        divisions += 2
        waiting.push(...halves(block))
      } else {
        refuse(block, exceptionText(outcome.code))
      }
      if (outcome.code === 1 && dataCount === 0) {
        end = { kind: 'gave-up', reason: exceptionText(1) }
        break
      }
    } else {
      const detail = unansweredText(outcome, timeoutMs)
      refuse(block, detail)
      unanswered++
      if (outcome.kind === 'link-down' || (!isThere && unanswered === patience)) {
        end = { kind: 'gave-up', reason: detail, isSilence: outcome.kind === 'timeout' }
        break
      }
    }
  }
  if (end.kind === 'gave-up') for (const block of waiting) refuse(block, end.reason)
  return soFar()
}

type Unanswered = Exclude<ReadOutcome, { readonly kind: 'data' | 'aborted' }>

function unansweredText(outcome: Unanswered, timeoutMs: number): string {
  switch (outcome.kind) {
    case 'exception':
      return exceptionText(outcome.code)
    case 'timeout':
      return `no answer within ${waitedText(outcome, timeoutMs)}`
    case 'bad-frame':
      return `no valid answer: ${outcome.reason}`
    case 'link-down':
      return outcome.reason
    default:
      return assertNever(outcome)
  }
}

/** Divided at an even address where that is possible: most values of two registers begin at one, and many devices refuse half a value. */
function halves({ address, count }: Block): readonly Block[] {
  const middle = address + Math.ceil(count / 2)
  const even = middle % 2 === 1 && middle - 1 > address ? middle - 1 : middle
  return [
    { address, count: even - address },
    { address: even, count: address + count - even },
  ]
}

function placeText(table: Table, { address, count }: Block): string {
  const noun = isBitTable(table) ? 'bit' : 'register'
  return count === 1 ? `${noun} ${address}` : `${noun}s ${address} to ${address + count - 1}`
}

function joined(refusals: readonly Refusal[]): readonly Refusal[] {
  const result: Refusal[] = []
  for (const refusal of refusals.toSorted((a, b) => a.address - b.address)) {
    const last = result.at(-1)
    if (last !== undefined && last.detail === refusal.detail && last.address + last.count === refusal.address)
      result[result.length - 1] = { ...last, count: last.count + refusal.count }
    else result.push(refusal)
  }
  return result
}
