import {
  describePdu,
  lastAddress,
  modiconReading,
  type PduAddress,
  pduAddress,
  type Table,
} from '../../../../shared/model/index.ts'

/** As in config.ini. */
export type Addressing = 'auto' | 'modicon' | 'zero' | 'one'

export type ReadAddress =
  | {
      readonly kind: 'read'
      readonly address: PduAddress
      /** Looks like the Modicon address of this other table; null: it does not. */
      readonly looksLike: Table | null
    }
  | { readonly kind: 'wrong' }

/** An address as typed beside its table, by the rules of `addressing = auto`: 40001, 0x2006, 17. */
export function readAddress(written: string, table: Table): ReadAddress {
  const trimmed = written.trim()
  const isHex = /^0x[0-9a-f]{1,8}$/i.test(trimmed)
  if (!isHex && !/^\d{1,9}$/.test(trimmed)) return { kind: 'wrong' }
  const modicon = isHex ? null : modiconReading(trimmed)
  if (modicon?.table === table) return { kind: 'read', address: modicon.address, looksLike: null }
  const number = Number(trimmed)
  if (number > lastAddress) return { kind: 'wrong' }
  // 00012 with HOLDING is a number with leading zeros.
  const looksLike = modicon === null || trimmed.startsWith('0') ? null : modicon.table
  return { kind: 'read', address: pduAddress(number), looksLike }
}

/** `→ FC3 0 (0x0000)`: where a typed address leads. */
export function resolvedText(written: string, table: Table): string | null {
  const read = readAddress(written, table)
  return read.kind === 'read' ? `→ ${describePdu(table, read.address)}` : null
}

const modiconDigit: Readonly<Record<Table, string>> = {
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
      return `${modiconDigit[table]}${String(address + 1).padStart(address < 9_999 ? 4 : 5, '0')}`
  }
}

/** `0x2006` */
export const hexAddress = (address: number): string =>
  `0x${address.toString(16).toUpperCase().padStart(4, '0')}`
