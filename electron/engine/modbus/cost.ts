import { isBitTable } from '../../../shared/model/index.ts'
import type { DeviceConfig, SerialSettings, Table } from '../../../shared/model/index.ts'
import { assertNever } from '../../../shared/assert-never.ts'
import type { ReadRequest } from './request.ts'

/** Time that one read keeps its link busy: what the planner minimises. */
export interface CostModel {
  /** Milliseconds from the first character of the request to the end of the silence after the answer. */
  requestMs(table: Table, count: number): number
}

export interface CostFacts {
  /** Time the device takes before it answers, on a serial line. 0 gives the limit of the wire itself. */
  readonly turnaroundMs?: number
  /** Measured time of one small request on a network. */
  readonly roundTripMs?: number
}

/** Before anything has been measured. */
const usualRoundTripMs = 5
/** What a meter on a network takes for one more register, more or less: its firmware, not the wire. */
const networkByteMs = 0.005
/** Behind a gateway lies a serial line of unknown speed: taken to be the default of V1.02, 2.5.1 (19200, 8E1). */
const lineBehindGateway: SerialSettings = { baudRate: 19_200, parity: 'E', stopBits: 1, dataBits: 8 }

/** Unit id, function code, address, count, CRC (V1.02, 2.5.1.1). */
const requestCharacters = 8
/** Unit id, function code, byte count, CRC. */
const answerOverheadCharacters = 5

export function costModelOf(
  { link, requestDelayMs }: Pick<DeviceConfig, 'link' | 'requestDelayMs'>,
  facts: CostFacts = {},
): CostModel {
  const roundTripMs = facts.roundTripMs ?? usualRoundTripMs
  switch (link.kind) {
    case 'rtu': {
      const fixedCharacters = requestCharacters + answerOverheadCharacters
      const fixedMs =
        fixedCharacters * characterMs(link) +
        2 * frameGapMs(link) +
        requestDelayMs +
        (facts.turnaroundMs ?? 0)
      return linearCost(fixedMs, characterMs(link))
    }
    case 'tcp':
      return linearCost(roundTripMs + requestDelayMs, networkByteMs)
    case 'rtu-over-tcp':
      return linearCost(roundTripMs + requestDelayMs, characterMs(lineBehindGateway))
    default:
      return assertNever(link)
  }
}

function linearCost(fixedMs: number, byteMs: number): CostModel {
  return { requestMs: (table, count) => fixedMs + byteMs * dataBytes(table, count) }
}

/** Bytes of data in the answer (V1.1b3, 6.1 to 6.4). */
export function dataBytes(table: Table, count: number): number {
  return isBitTable(table) ? Math.ceil(count / 8) : 2 * count
}

/** One character on the line: start bit, data bits, parity bit, stop bits. */
export function characterMs({ baudRate, dataBits, parity, stopBits }: SerialSettings): number {
  return ((1 + dataBits + (parity === 'N' ? 0 : 1) + stopBits) * 1000) / baudRate
}

/** Silence between two frames, t3.5: 3.5 characters, fixed above 19200 baud (V1.02, 2.5.1.1). */
export function frameGapMs(settings: SerialSettings): number {
  return settings.baudRate > 19_200 ? 1.75 : 3.5 * characterMs(settings)
}

/** Time on the wire of all requests of a plan, one after the other. */
export function planWireTimeMs(cost: CostModel, requests: readonly ReadRequest[]): number {
  return requests.reduce((sum, { table, count }) => sum + cost.requestMs(table, count), 0)
}
