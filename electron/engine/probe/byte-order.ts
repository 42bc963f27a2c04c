import type { ByteOrderAdvice } from '../../../shared/contract/tester.ts'
import {
  isBitTable,
  widthOf,
  type ByteOrder,
  type DataType,
  type RegisterConfig,
} from '../../../shared/model/index.ts'
import { isPlausible, isUsual } from '../diagnose/plausible-range.ts'
import { listText } from '../log/words.ts'
import { decoderFor, rawBits } from '../modbus/codec.ts'
import { byteOrders, payloadOf } from './words.ts'

/** How one register reads in one order. */
interface Look {
  readonly text: string
  /** 0: as it should be. 1 and more: odd. 3: no measured value. */
  readonly oddity: number
}

interface Case {
  readonly register: RegisterConfig
  readonly current: Look
  readonly looks: Readonly<Record<ByteOrder, Look>>
}

/** An order speaks for itself from here on. */
const clear = 1
/** Two registers do not agree by accident. */
const leastAgreeing = 2
/**
 * Registers whose bytes are swapped within a word are rare, and a small integer reads like another small one then. Floats
 * need no such help: where two orders make them plausible, nobody knows which one is right.
 */
const swappedBytesOddity = 1
const impossible = 3

const isFloat = (kind: DataType['kind']): boolean => kind === 'FLOAT32' || kind === 'FLOAT64'

/** Whether the order of its words can make a difference to a register at all. */
export const hasWordOrder = ({ table, dataType }: RegisterConfig): boolean =>
  !isBitTable(table) && dataType.kind !== 'STRING' && widthOf(dataType) > 1

/**
 * Looks whether another byte order would make the values plausible. It takes two registers that agree, and none that
 * would become worse; where two orders are equally good, or the present one is, nothing is advised.
 *
 * @param rawWords for each register its words as they came over the wire; null where none came
 */
export function adviseByteOrder(
  registers: readonly RegisterConfig[],
  rawWords: readonly (readonly number[] | null)[],
): ByteOrderAdvice | null {
  const cases = registers.flatMap((register, index) => caseOf(register, rawWords[index] ?? null))
  const [best, second] = byteOrders
    .map((order) => ({ order, cost: costOf(order, cases) }))
    .toSorted((a, b) => a.cost - b.cost)
  if (best === undefined || second === undefined || second.cost - best.cost < clear) return null
  const { order } = best
  // What is read is said to be usual values then: it has to be.
  const agreeing = cases.filter(({ current, looks }) => looks[order].oddity === 0 && current.oddity >= clear)
  const isWorse = cases.some(({ current, looks }) => looks[order].oddity - current.oddity >= clear)
  if (agreeing.length < leastAgreeing || isWorse) return null
  return {
    order,
    agreeing: agreeing.map(({ register, current, looks }) => ({
      label: register.label,
      current: current.text,
      suggested: looks[order].text,
    })),
    reasons: reasonsFor(order, agreeing),
  }
}

function costOf(order: ByteOrder, cases: readonly Case[]): number {
  const isSwapped = order === 'BADC' || order === 'DCBA'
  const wasSwapped = cases.some(({ register: { byteOrder } }) => byteOrder === 'BADC' || byteOrder === 'DCBA')
  const isDoubtful =
    isSwapped !== wasSwapped && cases.every(({ register }) => !isFloat(register.dataType.kind))
  const oddities = cases.reduce((sum, { looks }) => sum + looks[order].oddity, 0)
  return oddities + (isDoubtful ? swappedBytesOddity : 0)
}

/** None where the words read alike in every order, are missing or stand for "not available". */
function caseOf(register: RegisterConfig, words: readonly number[] | null): readonly Case[] {
  if (
    words === null ||
    !hasWordOrder(register) ||
    register.scaleFrom !== null ||
    words.length !== widthOf(register.dataType)
  )
    return []
  if (words.every((word) => word === 0) || words.every((word) => word === 0xffff)) return []
  const payload = payloadOf(words)
  if (register.invalidRaw !== null) {
    const bits = BigInt(16 * words.length)
    const mask = (1n << bits) - 1n
    if (rawBits(register, payload, 0) === (register.invalidRaw & mask)) return []
  }
  const look = (byteOrder: ByteOrder): Look => lookAt({ ...register, byteOrder }, payload)
  return [
    {
      register,
      current: look(register.byteOrder),
      looks: { ABCD: look('ABCD'), CDAB: look('CDAB'), BADC: look('BADC'), DCBA: look('DCBA') },
    },
  ]
}

function lookAt(register: RegisterConfig, payload: Buffer): Look {
  const { value, quality, detail } = decoderFor(register)(payload, 0)
  if (quality !== 'GOOD' || value === null) return { text: detail ?? quality, oddity: impossible }
  const text = register.unit === '' ? String(value) : `${value} ${register.unit}`
  const number = Number(value)
  if (!isPlausible(register, number)) return { text, oddity: impossible }
  const isInteger = !isFloat(register.dataType.kind)
  const busy = isInteger && hasBusyTop(rawBits(register, payload, 0), widthOf(register.dataType)) ? 2 : 0
  return { text, oddity: busy + (isUsual(register, number) ? 0 : 1) }
}

/**
 * A counter in which the most significant word is busy and the least significant one (nearly) empty: such numbers are
 * rare, and are what a small one looks like with its words swapped. A small negative one has all bits set instead.
 */
function hasBusyTop(bits: bigint, width: number): boolean {
  const word = (index: number): number => Number((bits >> BigInt(16 * index)) & 0xffffn)
  const isFilling = (value: number): boolean => value < 0x100 || value === 0xffff
  const [top, bottom] = [word(width - 1), word(0)]
  return bottom === 0 ? top !== 0 : !isFilling(top) && isFilling(bottom)
}

function reasonsFor(order: ByteOrder, agreeing: readonly Case[]): string[] {
  const lost = agreeing.filter(({ current }) => current.oddity >= impossible)
  const busy = agreeing.filter(({ current }) => current.oddity < impossible)
  const labels = (cases: readonly Case[]): string =>
    listText(
      cases.map(({ register }) => register.label),
      4,
    )
  return [
    ...(lost.length > 0 ? [`as they are read now, ${labels(lost)} hold nothing that a meter measures`] : []),
    ...(busy.length > 0 ? [`as they are read now, ${labels(busy)} are unusually large or odd numbers`] : []),
    `with ${order} all of them are usual values, and no other register becomes worse`,
  ]
}
