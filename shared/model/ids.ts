/** Identities that must never be mixed up. Each is made by its own function, which checks the range. */

declare const brand: unique symbol
type Branded<T, Name extends string> = T & { readonly [brand]: Name }

/** Section name of config.ini, or `SECTION/11` where `slave_id` is a list. */
export type DeviceId = Branded<string, 'DeviceId'>
/** Modbus unit identifier, 0..255 (serial line: 1..247 are slaves, 0 is broadcast). */
export type UnitId = Branded<number, 'UnitId'>
/** Address on the wire, zero-based, 0..65535 (MODBUS Application Protocol V1.1b3, 4.4). */
export type PduAddress = Branded<number, 'PduAddress'>
/** One physical endpoint: `tcp://host:port`, `rtu-over-tcp://host:port` or `rtu:/dev/ttyUSB0`. */
export type LinkId = Branded<string, 'LinkId'>

export const deviceId = (text: string): DeviceId => text as DeviceId
export const linkId = (text: string): LinkId => text as LinkId
export const unitId = (value: number): UnitId => within(value, 255, 'unit id') as UnitId
export const pduAddress = (value: number): PduAddress => within(value, 65_535, 'PDU address') as PduAddress

function within(value: number, max: number, what: string): number {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new RangeError(`${what} ${value} is not an integer from 0 to ${max}`)
  }
  return value
}
