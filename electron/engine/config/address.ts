import type { Addressing, PduAddress, Table } from '../../../shared/model/index.ts'
import { describePdu, lastAddress, modiconReading, pduAddress } from '../../../shared/model/index.ts'
import type { Parsed } from './values.ts'
import { parsed, rejected } from './values.ts'

export interface ResolvedAddress {
  readonly address: PduAddress
  /** Both readings of a number that looks like another table's; null where there is but one. */
  readonly warning: string | null
}

/** From the address as written to the zero-based one on the wire. */
export function resolveAddress(
  written: string,
  table: Table,
  addressing: Addressing,
): Parsed<ResolvedAddress> {
  const trimmed = written.trim()
  const isHex = /^0x[0-9a-f]{1,8}$/i.test(trimmed)
  if (!isHex && !/^\d{1,9}$/.test(trimmed)) {
    return rejected('is not an address', /^-\d/.test(trimmed) ? 'addresses begin at 0' : null)
  }
  const number = Number(trimmed)
  const modicon = isHex ? null : modiconReading(trimmed)
  switch (addressing) {
    case 'zero':
      return onWire(number)
    case 'one':
      return number === 0 ? rejected('is 0, but `addressing = one` counts from 1') : onWire(number - 1)
    case 'modicon':
      if (modicon === null)
        return rejected('is not a Modicon address: five or six digits that begin with 0, 1, 3 or 4')
      if (modicon.table !== table) {
        return rejected(
          `belongs to ${modicon.table}, but its register type is ${table}`,
          `register type ${modicon.table}`,
        )
      }
      return onWire(modicon.address)
    case 'auto': {
      if (modicon === null) return onWire(number)
      if (modicon.table === table) return onWire(modicon.address)
      const plain = onWire(number)
      // 00012 with HOLDING is a number with leading zeros, nobody means coil 12.
      if (!plain.ok || trimmed.startsWith('0')) return plain
      const asRead = describePdu(table, plain.value.address)
      const other = describePdu(modicon.table, modicon.address)
      return parsed({
        address: plain.value.address,
        warning: `is read as ${asRead}, but looks like the Modicon address of ${other}`,
      })
    }
  }
}

function onWire(address: number): Parsed<ResolvedAddress> {
  return address > lastAddress
    ? rejected(`is beyond the last address, ${lastAddress}`)
    : parsed({ address: pduAddress(address), warning: null })
}

/** `40001 -> FC3 0 (0x0000)`: what was written and what goes over the wire. */
export function describeAddress(written: string, table: Table, address: PduAddress): string {
  return `${written} -> ${describePdu(table, address)}`
}
