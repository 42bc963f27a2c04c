import { isBitTable, type Table } from '../../../shared/model/index.ts'

/** The registers of an answer in their order; of coils and discrete inputs the bits, as 0 and 1 (V1.1b3, 6.1 to 6.4). */
export const payloadItems = (table: Table, payload: Buffer, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) =>
    isBitTable(table) ? (payload.readUInt8(index >> 3) >> (index & 7)) & 1 : payload.readUInt16BE(2 * index),
  )
