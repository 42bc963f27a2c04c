/** MODBUS Application Protocol V1.1b3, 7: what an exception code means and what a technician can do about it. */
const meanings: Readonly<Record<number, string>> = {
  1: 'illegal function: the device does not know this table',
  2: 'illegal data address: the device has no such register',
  3: 'illegal data value: the device refuses this address or length',
  4: 'device failure: the device could not carry out the request',
  5: 'acknowledge: the device needs more time',
  6: 'device busy',
  8: 'memory parity error in the device',
  10: 'gateway path unavailable: the gateway has no route to this unit',
  11: 'gateway target failed to respond: no answer from this unit behind the gateway',
}

/** `exception 2, illegal data address: the device has no such register` */
export const exceptionText = (code: number): string =>
  `exception ${code}, ${meanings[code] ?? 'not defined by Modbus'}`
