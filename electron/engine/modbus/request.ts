import type { PduAddress, Table } from '../../../shared/model/index.ts'

/** One read on the wire: FC1/FC2 1..2000 bits, FC3/FC4 1..125 registers (V1.1b3, 6.1 to 6.4). */
export interface ReadRequest {
  readonly table: Table
  readonly address: PduAddress
  /** Registers, or bits for coils and discrete inputs. */
  readonly count: number
}

/** How a read ended. `latencyMs` is the time on the wire, from the first byte sent to the last one received. */
export type ReadOutcome =
  /**
   * `payload` is the data part of the answer as on the wire: 2 x count bytes, or ceil(count / 8) bytes of bits,
   * the first bit in the least significant place of the first byte.
   */
  | { readonly kind: 'data'; readonly payload: Buffer; readonly latencyMs: number }
  /** An exception is an answer: the unit is there (V1.1b3, 7). */
  | { readonly kind: 'exception'; readonly code: number; readonly latencyMs: number }
  | { readonly kind: 'timeout'; readonly latencyMs: number }
  /** Something arrived that is not the answer: wrong CRC, unit, function, count. */
  | { readonly kind: 'bad-frame'; readonly reason: string; readonly latencyMs: number }
  /** No connection: nothing was sent, or it broke before the answer. */
  | { readonly kind: 'link-down'; readonly reason: string; readonly latencyMs: number }
  /** The caller's signal, or the link was closed. */
  | { readonly kind: 'aborted'; readonly latencyMs: number }

/** How long an answer was waited for, `0.25 s`: less than the timeout where a line is shared. */
export function waitedText({ latencyMs }: ReadOutcome, timeoutMs: number): string {
  return `${Number((Math.min(latencyMs, timeoutMs) / 1_000).toPrecision(2))} s`
}
