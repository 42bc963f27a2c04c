import { SerialPort } from 'serialport'

/**
 * A meter on a pseudo terminal that takes the time a wire would take: the last byte of its answer arrives when the
 * request, the gap and the answer would have passed the line. It answers at once otherwise.
 *
 *     node bench/rtu-meter.ts PATH BAUD GAP_MS CHARACTER_MS [UNIT,UNIT…]
 *
 * With unit ids it answers as these, and not at all for others.
 */
const [path = '', baudRate = '', gapMs = '', characterMs = '', units = ''] = process.argv.slice(2)
const answering = units === '' ? null : new Set(units.split(',').map(Number))
const requestLength = 8
const port = new SerialPort({ path, baudRate: Number(baudRate) })
port.on('error', () => undefined)
let pending = Buffer.alloc(0)

port.on('data', (bytes: Buffer) => {
  const startMs = performance.now()
  pending = Buffer.concat([pending, bytes])
  while (pending.length >= requestLength) {
    const unit = pending.readUInt8(0)
    const count = pending.readUInt16BE(4)
    pending = pending.subarray(requestLength)
    if (answering !== null && !answering.has(unit)) continue
    const body = Buffer.concat([Buffer.from([unit, 3, count * 2]), Buffer.alloc(count * 2, 0x5a)])
    const frame = Buffer.concat([body, crc(body)])
    const dueMs = startMs + (requestLength + frame.length) * Number(characterMs) + Number(gapMs)
    setTimeout(
      () => {
        while (performance.now() < dueMs);
        port.write(frame)
      },
      Math.max(0, dueMs - startMs - 2),
    )
  }
})
port.once('open', () => process.send?.('ready'))
process.once('disconnect', () => process.exit())

function crc(bytes: Buffer): Buffer {
  let value = 0xffff
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >> 1) ^ 0xa001 : value >> 1
  }
  return Buffer.of(value & 0xff, value >> 8)
}
