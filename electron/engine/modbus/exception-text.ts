interface Meaning {
  /** As in MODBUS Application Protocol V1.1b3, 7. */
  readonly name: string
  /** What it means for the technician who reads it. */
  readonly meaning: string
}

const exceptions: Readonly<Record<number, Meaning>> = {
  1: { name: 'illegal function', meaning: 'the device does not know this table' },
  2: { name: 'illegal data address', meaning: 'the device has no such register' },
  3: { name: 'illegal data value', meaning: 'the device refuses this address or length' },
  4: { name: 'server device failure', meaning: 'the device could not carry out the request' },
  5: { name: 'acknowledge', meaning: 'the device needs more time' },
  6: { name: 'server device busy', meaning: 'the device needs more time' },
  8: { name: 'memory parity error', meaning: "the device's memory is damaged" },
  10: { name: 'gateway path unavailable', meaning: 'the gateway has no route to this unit' },
  11: { name: 'gateway target failed to respond', meaning: 'no answer from this unit behind the gateway' },
}

/** Acknowledge and Server Device Busy (V1.1b3, 7): the unit asks for time, so it is asked again. */
export const isBusyCode = (code: number): boolean => code === 5 || code === 6
/** What it is given each time. */
export const busyPauseMs = 200

/** Gateway Path Unavailable, Gateway Target Failed to Respond (V1.1b3, 7): said by a gateway, not by the unit. */
export const isGatewayCode = (code: number): boolean => code === 10 || code === 11

/** `exception 2 (illegal data address)` */
export function exceptionName(code: number): string {
  const known = exceptions[code]
  return known === undefined ? `exception ${code}` : `exception ${code} (${known.name})`
}

/** `exception 2 (illegal data address): the device has no such register` */
export function exceptionText(code: number): string {
  const known = exceptions[code]
  return `${exceptionName(code)}: ${known?.meaning ?? 'not defined by Modbus'}`
}
