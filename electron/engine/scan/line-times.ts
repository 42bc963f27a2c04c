import { assertNever } from '../../../shared/assert-never.ts'
import type { LinkConfig, Table } from '../../../shared/model/index.ts'
import { dataBytes } from '../modbus/cost.ts'
import { serialTiming, tunnelTiming } from '../modbus/rtu-frame.ts'

/**
 * What one request keeps its link busy, as the transports do it: RtuTransport waits the frames' own time on the wire
 * besides the timeout, and after silence until the longest frame would have passed; TcpTransport dials again after
 * each timeout.
 */
export interface LineTimes {
  /** Data comes `turnaroundMs` after the request (over a network: the whole round trip). */
  answeredMs(table: Table, count: number, turnaroundMs: number): number
  refusedMs(turnaroundMs: number): number
  /** Nothing comes; a mean, where a connection is made anew after some. */
  silentMs(table: Table, count: number): number
  /** The same where nothing is asked through this link after it. */
  lastSilentMs(table: Table, count: number): number
  /** What a device is expected to take, and the least that one could. */
  readonly usualTurnaroundMs: number
  readonly leastTurnaroundMs: number
}

export interface LineSettings {
  readonly config: LinkConfig
  readonly timeoutMs: number
  readonly requestDelayMs: number
}

/** A timer is late by that much. */
const timerMs = 0.5
const requestCharacters = 8
/** Unit id, function, byte count, CRC. */
const answerOverhead = 5
const usualSerialTurnaroundMs = 20
const usualRoundTripMs = 5

export function lineTimesOf({ config, timeoutMs, requestDelayMs }: LineSettings): LineTimes {
  switch (config.kind) {
    case 'rtu': {
      const { gapMs, quietMs, characterMs } = serialTiming(config)
      const requestMs = requestCharacters * characterMs
      const answerMs = (table: Table, count: number): number =>
        (answerOverhead + dataBytes(table, count)) * characterMs
      const silenceMs = Math.max(gapMs, requestDelayMs)
      return {
        answeredMs: (table, count, turnaroundMs) =>
          requestMs + turnaroundMs + answerMs(table, count) + silenceMs + timerMs,
        refusedMs: (turnaroundMs) =>
          requestMs + turnaroundMs + answerOverhead * characterMs + silenceMs + timerMs,
        silentMs: (table, count) =>
          requestMs + Math.max(timeoutMs + answerMs(table, count), quietMs, requestDelayMs) + timerMs,
        lastSilentMs: (table, count) => requestMs + timeoutMs + answerMs(table, count) + timerMs,
        usualTurnaroundMs: gapMs + usualSerialTurnaroundMs,
        leastTurnaroundMs: gapMs,
      }
    }
    case 'rtu-over-tcp': {
      const { gapMs, quietMs } = tunnelTiming
      const answeredMs = (turnaroundMs: number): number =>
        turnaroundMs + Math.max(gapMs, requestDelayMs) + timerMs
      // The third silence in a row closes the connection, and what follows the next dial waits until the line is quiet.
      const keptMs = Math.max(timeoutMs, quietMs, requestDelayMs)
      const redialledMs = timeoutMs + usualRoundTripMs + Math.max(quietMs, requestDelayMs)
      return {
        answeredMs: (_table, _count, turnaroundMs) => answeredMs(turnaroundMs),
        refusedMs: answeredMs,
        silentMs: () => (2 * keptMs + redialledMs) / 3 + timerMs,
        lastSilentMs: () => timeoutMs + timerMs,
        usualTurnaroundMs: usualRoundTripMs + usualSerialTurnaroundMs,
        leastTurnaroundMs: usualRoundTripMs,
      }
    }
    case 'tcp': {
      const answeredMs = (turnaroundMs: number): number => turnaroundMs + requestDelayMs + timerMs
      return {
        answeredMs: (_table, _count, turnaroundMs) => answeredMs(turnaroundMs),
        refusedMs: answeredMs,
        // The delay counts from the last byte, which lies before the timeout, and the dial comes after it.
        silentMs: () => timeoutMs + usualRoundTripMs + Math.max(0, requestDelayMs - timeoutMs) + timerMs,
        lastSilentMs: () => timeoutMs + timerMs,
        usualTurnaroundMs: usualRoundTripMs,
        leastTurnaroundMs: 1,
      }
    }
    default:
      return assertNever(config)
  }
}

/** Opening and closing a serial port. */
export const portOpenMs = 10

/** One link after which nothing is asked, all of its units being silent. */
export const silentVisitMs = (times: LineTimes, units: number): number =>
  portOpenMs + (units - 1) * times.silentMs('HOLDING', 1) + times.lastSilentMs('HOLDING', 1)
