import {
  describePdu,
  lastAddress,
  modiconReading,
  type PduAddress,
  pduAddress,
  type Table,
} from '../../../../shared/model/index.ts'

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
