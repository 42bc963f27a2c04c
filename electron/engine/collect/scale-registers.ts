import type { RegisterConfig } from '../../../shared/model/index.ts'
import type { Decoder } from '../modbus/codec.ts'
import { missing, type RegisterResult } from './process.ts'

/** Powers of ten that a scale register may hold; a SunSpec `sunssf` has the same range, and 0x8000 for "none". */
const mostExponent = 10

/** For each register the index of the one with its exponent, or -1; null where no register has one. */
export function scaleIndexesOf(registers: readonly RegisterConfig[]): readonly number[] | null {
  if (registers.every(({ scaleFrom }) => scaleFrom === null)) return null
  const byLabel = new Map(registers.map(({ label }, index) => [label, index]))
  return registers.map(({ scaleFrom }) => (scaleFrom === null ? -1 : (byLabel.get(scaleFrom) ?? -1)))
}

/** Words of a value that wait for their exponent, which may come with another request. */
export interface Unscaled {
  readonly registerIndex: number
  readonly payload: Buffer
  readonly offset: number
}

/** A value whose power of ten is not known is not known either. */
export function scaledResult(
  { payload, offset }: Unscaled,
  decode: Decoder,
  scale: RegisterResult,
  scaleLabel: string,
): RegisterResult {
  const { value, quality, detail = 'not read' } = scale
  if (quality !== 'GOOD') return missing(quality, `scale register ${scaleLabel}: ${detail}`)
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > mostExponent) {
    return missing(
      'BAD_VALUE',
      `scale register ${scaleLabel} holds ${value}; -${mostExponent} to ${mostExponent} is meant`,
    )
  }
  return decode(payload, offset, value)
}
