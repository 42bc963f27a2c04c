import {
  type DeviceConfig,
  describePdu,
  isBitTable,
  lastAddress,
  modiconReading,
  pduAddress,
  type RegisterConfig,
  type Table,
  widthOf,
} from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import { decoderFor } from '../modbus/codec.ts'
import type { Link } from '../modbus/link.ts'
import { isPlausible, isUsual } from './plausible-range.ts'
import { roleOf } from './roles.ts'

/** Another place at which a refused register may have been meant, and the key that would lead there. */
interface Elsewhere {
  readonly table: Table
  readonly address: number
  readonly key: string
}

export interface SecondLook {
  readonly device: DeviceConfig
  readonly link: Link
  readonly clock: Clock
  readonly signal: AbortSignal
}

/**
 * Asks for a refused register where it may have been meant: in the table beside, as a Modicon address, one address less,
 * one more.
 *
 * @returns what to change, where one of these answers with data; null where none does
 */
export async function lookElsewhere(
  { device, link, clock, signal }: SecondLook,
  refused: RegisterConfig,
): Promise<string | null> {
  const count = widthOf(refused.dataType)
  for (const { table, address, key } of placesOf(refused)) {
    const { timeoutMs, requestDelayMs } = device
    const request = { table, address: pduAddress(address), count }
    const options = { timeoutMs, requestDelayMs, dueMs: clock.monotonicMs(), signal }
    const { kind } = await link.read(device.unitId, request, options)
    if (kind === 'data') return `${describePdu(table, pduAddress(address))} answers: try ${key}`
    if (kind !== 'exception') return null
  }
  return null
}

const beside: Readonly<Record<Table, Table>> = {
  HOLDING: 'INPUT',
  INPUT: 'HOLDING',
  COIL: 'DISCRETE_INPUT',
  DISCRETE_INPUT: 'COIL',
}

/** The likeliest first. */
function placesOf({ table, address, writtenAddress }: RegisterConfig): readonly Elsewhere[] {
  const modicon = modiconReading(writtenAddress)
  const places: Elsewhere[] = []
  if (modicon !== null && isBitTable(modicon.table) === isBitTable(table)) {
    const types = modicon.table === table ? '' : ` and register_types = ${modicon.table}`
    places.push({ ...modicon, key: `addressing = modicon${types}` })
  }
  places.push({ table: beside[table], address, key: `register_types = ${beside[table]}` })
  if (address > 0) places.push({ table, address: address - 1, key: 'addressing = one' })
  if (address < lastAddress) places.push({ table, address: address + 1, key: 'each address one higher' })
  return places.filter((place) => place.table !== table || place.address !== address)
}

/** Asked at both places. */
const mostAsked = 4

/**
 * Reads registers whose values no meter measures one address less and one more: many manuals count from 1.
 *
 * @returns what to change, where all of them hold usual values there; null where they do not
 */
export const lookOneAside = (look: SecondLook, odd: readonly RegisterConfig[]): Promise<string | null> =>
  lookAside(look, odd, oneAside)

/**
 * Reads registers that are all 0 in the table beside, as far as their labels and units tell what they should hold: a meter
 * may answer for a table that it does not use.
 *
 * @returns what to change, where all of them hold usual values there; null where they do not
 */
export function lookBeside(look: SecondLook, registers: readonly RegisterConfig[]): Promise<string | null> {
  const known = registers.filter(({ label, unit }) => roleOf(label, unit) !== null)
  const table = known[0]?.table
  if (table === undefined) return Promise.resolve(null)
  const other = beside[table]
  const aside = {
    shift: 0,
    table: other,
    words: `in the table ${other}`,
    key: `try register_types = ${other}`,
  }
  return lookAside(
    look,
    known.filter((register) => register.table === table),
    [aside],
  )
}

interface Aside {
  readonly shift: number
  /** null: the register's own. */
  readonly table: Table | null
  readonly words: string
  readonly key: string
}

async function lookAside(
  { device, link, clock, signal }: SecondLook,
  registers: readonly RegisterConfig[],
  asides: readonly Aside[],
): Promise<string | null> {
  // A power of ten would have to be read at the other place as well, and nobody knows where that is.
  const asked = registers.filter(
    ({ table, dataType, scaleFrom }) =>
      !isBitTable(table) && dataType.kind !== 'STRING' && scaleFrom === null,
  )
  if (asked.length === 0) return null
  for (const { shift, table, words, key } of asides) {
    const found: string[] = []
    for (const register of asked.slice(0, mostAsked)) {
      const address = register.address + shift
      if (address < 0 || address > lastAddress) break
      const { timeoutMs, requestDelayMs } = device
      const request = {
        table: table ?? register.table,
        address: pduAddress(address),
        count: widthOf(register.dataType),
      }
      const options = { timeoutMs, requestDelayMs, dueMs: clock.monotonicMs(), signal }
      const outcome = await link.read(device.unitId, request, options)
      if (outcome.kind !== 'data') break
      const { value, quality } = decoderFor(register)(outcome.payload, 0)
      const number = Number(value)
      if (quality !== 'GOOD' || number === 0 || !isPlausible(register, number) || !isUsual(register, number))
        break
      found.push(`${register.label} ${String(value)} ${register.unit}`.trim())
    }
    if (found.length === Math.min(asked.length, mostAsked)) {
      return `${words} the values are usual ones (${found.join(', ')}): ${key}`
    }
  }
  return null
}

const oneAside: readonly Aside[] = [
  {
    shift: -1,
    table: null,
    words: 'one address less',
    key: 'the manual counts from 1, try addressing = one',
  },
  { shift: 1, table: null, words: 'one address more', key: 'the addresses are written one too low' },
]
