/** Opens a serial port as whoever runs it, and prints why it could not. */
import { serialDial } from '../../electron/engine/modbus/serial-channel.ts'

const [, , path = ''] = process.argv
const dial = serialDial(path, { baudRate: 9600, parity: 'N', stopBits: 1, dataBits: 8 })
const listener = { onBytes: () => {}, onLost: () => {} }
try {
  await dial(listener, 5_000, new AbortController().signal)
} catch (error) {
  process.stdout.write(error instanceof Error ? error.message : String(error))
}
