import { setImmediate } from 'node:timers/promises'
import type { ResultOf } from '../../../shared/contract/tester.ts'
import { isBitTable, type ByteOrder, type NumberKind, type Table } from '../../../shared/model/index.ts'
import { decoderFor, rawBits } from '../modbus/codec.ts'
import { byteOrders, hasAll, payloadOf, plainRegister } from './words.ts'

type Interpretation = Pick<ResultOf<'probe'>, 'columns' | 'readings'>

interface Column {
  readonly dataType: string
  readonly byteOrder: ByteOrder | null
  readonly read: (words: readonly (number | null)[], payload: Buffer, index: number) => string | null
}

const longKinds: readonly NumberKind[] = ['UINT32', 'INT32', 'FLOAT32', 'UINT64', 'INT64', 'FLOAT64']

/** A text of fewer characters is one by chance. */
const shortestText = 4

const columns: readonly Column[] = [
  wordColumn('HEX', (word) => word.toString(16).toUpperCase().padStart(4, '0')),
  numberColumn('UINT16', null),
  numberColumn('INT16', null),
  wordColumn('BITS', (word) =>
    word
      .toString(2)
      .padStart(16, '0')
      .replaceAll(/(.{4})(?=.)/g, '$1 '),
  ),
  wordColumn('TEXT', (word) => `${shownCharacter(word >> 8)}${shownCharacter(word & 0xff)}`),
  stringColumn('ABCD'),
  stringColumn('BADC'),
  ...longKinds.flatMap((kind) => byteOrders.map((order) => numberColumn(kind, order))),
]

/** Registers that are looked at before others get their turn: two thousand at once would hold up slots. */
const sliceLength = 50

/** Everything that the words could mean, decoded by what decodes readings: a cell shows what the gateway would store. */
export async function interpretWords(
  table: Table,
  words: readonly (number | null)[],
): Promise<Interpretation> {
  if (isBitTable(table)) return { columns: [], readings: words.map(() => []) }
  const payload = payloadOf(words)
  const readings: (string | null)[][] = []
  for (const index of words.keys()) {
    if (index > 0 && index % sliceLength === 0) await setImmediate()
    readings.push(columns.map(({ read }) => read(words, payload, index)))
  }
  return { columns: columns.map(({ dataType, byteOrder }) => ({ dataType, byteOrder })), readings }
}

function wordColumn(dataType: string, text: (word: number) => string): Column {
  return {
    dataType,
    byteOrder: null,
    read: (words, _, index) => {
      const word = words[index]
      return word === null || word === undefined ? null : text(word)
    },
  }
}

function numberColumn(kind: NumberKind, byteOrder: ByteOrder | null): Column {
  const register = plainRegister({ kind }, byteOrder ?? 'ABCD')
  const decode = decoderFor(register)
  return {
    dataType: kind,
    byteOrder,
    read: (words, payload, index) => {
      if (!hasAll(words, index, register.dataType)) return null
      const { value } = decode(payload, index)
      // Without limits only what is not finite has no value.
      return value === null
        ? notFinite(rawBits(register, payload, index), kind === 'FLOAT32' ? 32 : 64)
        : String(value)
    },
  }
}

function notFinite(bits: bigint, width: 32 | 64): string {
  const scratch = new DataView(new ArrayBuffer(8))
  if (width === 64) scratch.setBigUint64(0, bits)
  else scratch.setUint32(0, Number(bits))
  return String(width === 64 ? scratch.getFloat64(0) : scratch.getFloat32(0))
}

/** The whole text beside the register that it begins at; the others of its run have none. */
function stringColumn(order: 'ABCD' | 'BADC'): Column {
  return {
    dataType: 'STRING',
    byteOrder: order,
    read: (words, payload, index) => {
      if (!isText(words[index]) || isText(words[index - 1])) return null
      let end = index
      while (isText(words[end])) end++
      const dataType = { kind: 'STRING', registerCount: end - index } as const
      const { value } = decoderFor(plainRegister(dataType, order))(payload, index)
      return typeof value === 'string' && value.length >= shortestText ? value : null
    },
  }
}

const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f

/** Two characters, or the last one with its padding, in either order. */
function isText(word: number | null | undefined): boolean {
  if (word === null || word === undefined) return false
  const [high, low] = [word >> 8, word & 0xff]
  return (isPrintable(high) && (isPrintable(low) || low === 0)) || (high === 0 && isPrintable(low))
}

const shownCharacter = (byte: number): string => (isPrintable(byte) ? String.fromCodePoint(byte) : '.')
