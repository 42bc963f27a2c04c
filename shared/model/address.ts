import { functionCodeOf, type Table } from './device.ts'
import { type PduAddress, pduAddress } from './ids.ts'

export const lastAddress = 65_535

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

/** `FC3 0 (0x0000)`. */
export function describePdu(table: Table, address: number): string {
  return `FC${functionCodeOf[table]} ${address} (0x${address.toString(16).toUpperCase().padStart(4, '0')})`
}
