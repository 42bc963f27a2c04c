import {
  type DeviceConfig,
  describePdu,
  isBitTable,
  modiconReading,
  pduAddress,
  type RegisterConfig,
  type Table,
  widthOf,
} from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import type { Link } from '../modbus/link.ts'

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
 * Asks for a refused register where it may have been meant: in the table beside, as a Modicon address, one address less.
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
  return places.filter((place) => place.table !== table || place.address !== address)
}
