import type { DeviceId } from '../../../shared/model/index.ts'
import type { DeviceRead } from './read-device.ts'

/**
 * What has to work, each on the one before, until values arrive:
 *
 * name        the host name resolves, the serial port exists
 * connection  the TCP connection is made, the serial port opens
 * bytes       anything comes back at all
 * frame       what comes back is a whole frame: CRC, MBAP header, unit, function, length
 * answer      the unit itself answers Modbus requests
 * registers   the registers of the configuration exist and are decoded
 * values      the values are in range and plausible
 */
export type Layer = 'name' | 'connection' | 'bytes' | 'frame' | 'answer' | 'registers' | 'values'

export interface LayerResult {
  readonly layer: Layer
  readonly outcome: 'ok' | 'warning' | 'failed'
  /** What was seen. */
  readonly detail: string
  /** What to check next; null where all is well. */
  readonly advice: string | null
  readonly durationMs: number
}

export interface Diagnosis {
  readonly deviceId: DeviceId
  /** In order; none after the one that failed, but `values` after `registers` when some could be read. */
  readonly layers: readonly LayerResult[]
  readonly failedLayer: Layer | null
  /** The collector holds the line: it was asked over the collector's link. */
  readonly throughCollector: boolean
  /** null when the device was never read as a whole. */
  readonly read: DeviceRead | null
}
