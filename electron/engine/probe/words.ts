import { pduAddress, widthOf, type ByteOrder, type DataType } from '../../../shared/model/index.ts'
import type { RegisterConfig } from '../../../shared/model/index.ts'

export const byteOrders: readonly ByteOrder[] = ['ABCD', 'CDAB', 'BADC', 'DCBA']

/** A register as a configuration would have it, without scale or limits: what the codec is asked to decode as. */
export function plainRegister(dataType: DataType, byteOrder: ByteOrder): RegisterConfig {
  return {
    label: '',
    table: 'HOLDING',
    address: pduAddress(0),
    writtenAddress: '',
    dataType,
    byteOrder,
    unit: '',
    factor: { mantissa: 1n, exponent: 0 },
    offset: { mantissa: 0n, exponent: 0 },
    min: null,
    max: null,
    invalidRaw: null,
    scaleFrom: null,
  }
}

/** As they came over the wire; a word that is not there is 0, so whoever decodes looks at `hasAll` first. */
export function payloadOf(words: readonly (number | null)[]): Buffer {
  const payload = Buffer.alloc(2 * words.length)
  words.forEach((word, index) => payload.writeUInt16BE(word ?? 0, 2 * index))
  return payload
}

/** Whether all words of a value that begins at `index` were read. */
export function hasAll(words: readonly (number | null)[], index: number, dataType: DataType): boolean {
  const width = widthOf(dataType)
  for (let at = index; at < index + width; at++) {
    if (words[at] === null || words[at] === undefined) return false
  }
  return true
}
