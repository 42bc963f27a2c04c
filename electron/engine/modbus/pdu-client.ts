import { EventEmitter } from 'node:events'
import ModbusRTU from 'modbus-serial'
import { assertNever } from '../../../shared/assert-never.ts'
import type { UnitId } from '../../../shared/model/index.ts'
import { crc16 } from './crc16.ts'
import type { ReadRequest } from './request.ts'

/** What modbus-serial's client asks of a port (its ports folder, 8.0.25). Its type for it is `any`. */
class CapturePort extends EventEmitter {
  readonly isOpen = true
  captured: Buffer = Buffer.alloc(0)

  open(callback: (error: Error | null) => void): void {
    callback(null)
  }
  close(callback?: () => void): void {
    callback?.()
  }
  write(frame: Buffer): void {
    this.captured = frame
  }
}

export type PduAnswer =
  | { readonly kind: 'data'; readonly payload: Buffer }
  | { readonly kind: 'exception'; readonly code: number }
  | { readonly kind: 'wrong'; readonly reason: string }

/**
 * modbus-serial as the PDU layer: it encodes requests and decodes answers, one at a time, and never sees a socket, a
 * serial port or a timer. Its port keeps what it writes and is handed only frames that our transport has
 * validated completely, so its answer comes at once and its buffers and transactions never hold more than one.
 */
export class PduClient {
  readonly #port = new CapturePort()
  readonly #client = new ModbusRTU(this.#port)
  #answer: PduAnswer | null = null

  constructor() {
    this.#client.open()
  }

  /** Unit id and PDU of a read; what a transport wraps in MBAP or CRC. */
  encode(unitId: UnitId, request: ReadRequest): Buffer {
    this.#answer = null
    const { address, count } = request
    const done = (error: unknown, result?: { readonly buffer: Buffer }): void => this.#take(error, result)
    switch (request.table) {
      case 'COIL':
        this.#client.writeFC1(unitId, address, count, done)
        break
      case 'DISCRETE_INPUT':
        this.#client.writeFC2(unitId, address, count, done)
        break
      case 'HOLDING':
        this.#client.writeFC3(unitId, address, count, done)
        break
      case 'INPUT':
        this.#client.writeFC4(unitId, address, count, done)
        break
      default:
        assertNever(request.table)
    }
    return this.#port.captured.subarray(0, -2)
  }

  /** Decodes the body (unit id and PDU) of the answer to the request encoded last. */
  decode(body: Uint8Array): PduAnswer {
    // It knows only RTU frames: over TCP it gets its CRC here.
    const frame = Buffer.allocUnsafe(body.length + 2)
    frame.set(body, 0)
    frame.writeUInt16LE(crc16(body), body.length)
    this.#port.emit('data', frame)
    return this.#answer ?? { kind: 'wrong', reason: 'not an answer to the request' }
  }

  #take(error: unknown, result: { readonly buffer: Buffer } | undefined): void {
    if (result !== undefined) this.#answer = { kind: 'data', payload: result.buffer }
    else if (error instanceof Error && 'modbusCode' in error && typeof error.modbusCode === 'number') {
      this.#answer = { kind: 'exception', code: error.modbusCode }
    } else this.#answer = { kind: 'wrong', reason: error instanceof Error ? error.message : String(error) }
  }
}
