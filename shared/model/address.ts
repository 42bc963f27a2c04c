import { assertNever } from '../assert-never.ts'
import { functionCodeOf, type Table } from './device.ts'
import { type PduAddress, pduAddress } from './ids.ts'

export const lastAddress = 65_535

/** How a section of config.ini counts its addresses. */
export const addressings = ['auto', 'modicon', 'zero', 'one'] as const
export type Addressing = (typeof addressings)[number]

/** @returns `auto` for anything else */
export const addressingOf = (written: string | null | undefined): Addressing =>
  addressings.find((known) => known === written?.toLowerCase()) ?? 'auto'

const tableOfDigit: Readonly<Record<string, Table>> = {
  '0': 'COIL',
  '1': 'DISCRETE_INPUT',
  '3': 'INPUT',
  '4': 'HOLDING',
}

/** null when the digits are no Modicon address: five or six, the first one the table, the others from 1 to 65536. */
export function modiconReading(
  digits: string,
): { readonly table: Table; readonly address: PduAddress } | null {
  if (!/^\d{5,6}$/.test(digits)) return null
  const table = tableOfDigit[digits.charAt(0)]
  const number = Number(digits.slice(1))
  return table === undefined || number < 1 || number > lastAddress + 1
    ? null
    : { table, address: pduAddress(number - 1) }
}

const digitOfTable: Readonly<Record<Table, string>> = {
  COIL: '0',
  DISCRETE_INPUT: '1',
  INPUT: '3',
  HOLDING: '4',
}

/** How a section that counts its addresses in this way writes one. */
export function writtenAddress(table: Table, address: number, addressing: Addressing): string {
  switch (addressing) {
    case 'auto':
      return hexAddress(address)
    case 'zero':
      return String(address)
    case 'one':
      return String(address + 1)
    case 'modicon':
      return `${digitOfTable[table]}${String(address + 1).padStart(address < 9_999 ? 4 : 5, '0')}`
    default:
      return assertNever(addressing)
  }
}

/** `0x2006` */
export const hexAddress = (address: number): string =>
  `0x${address.toString(16).toUpperCase().padStart(4, '0')}`

/** `FC3 0 (0x0000)`. */
export const describePdu = (table: Table, address: number): string =>
  `FC${functionCodeOf[table]} ${address} (${hexAddress(address)})`
