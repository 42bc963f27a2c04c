import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { SerialPort } from 'serialport'
import { bitAt, registerAt, requestFrame, splitRequests, tailOf, wrap } from './fault-meter-frames.ts'
import type { Framing, MeterRequest } from './fault-meter-frames.ts'

export { bitAt, registerAt }
export type { Framing, MeterRequest }

/** What the meter does to one answer. */
export type Fault =
  | { readonly kind: 'none' }
  | { readonly kind: 'silence' }
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** The answer, and again; `apartMs` 0 glues the two together. */
  | { readonly kind: 'duplicate'; readonly apartMs: number }
  /** The request itself, as an adapter with local echo gives it back, and the answer behind it. */
  | { readonly kind: 'echo'; readonly apartMs: number }
  | { readonly kind: 'truncate'; readonly bytes: number }
  | { readonly kind: 'bit-flip'; readonly bit: number }
  | { readonly kind: 'wrong-unit' }
  | { readonly kind: 'wrong-function' }
  /** The byte count field alone. */
  | { readonly kind: 'wrong-byte-count'; readonly by: number }
  /** A well-formed answer with other data, of `by` registers more or fewer than were asked for. */
  | { readonly kind: 'wrong-size'; readonly by: number }
  | { readonly kind: 'byte-by-byte'; readonly apartMs: number }
  /** The answer to the request before this one, and this one's, in one piece. */
  | { readonly kind: 'glued-after-previous' }
  /** TCP: the answer to the request before, under that one's transaction id. Serial: the same without an id. */
  | { readonly kind: 'previous-only' }
  /** TCP: another transaction id. */
  | { readonly kind: 'wrong-transaction'; readonly by: number }
  /** TCP: another protocol id. */
  | { readonly kind: 'wrong-protocol' }
  /** TCP: another length in the header. */
  | { readonly kind: 'wrong-length'; readonly by: number }
  | { readonly kind: 'garbage-before'; readonly bytes: Buffer }
  | { readonly kind: 'garbage-after'; readonly bytes: Buffer }
  | { readonly kind: 'exception'; readonly code: number }
  /** TCP: FIN or RST instead of an answer. */
  | { readonly kind: 'fin' }
  | { readonly kind: 'rst' }

export interface FaultMeterOptions {
  readonly framing: Framing
  /** Path of a serial port; without it the meter listens on a TCP port of 127.0.0.1. */
  readonly serialPath?: string
  readonly baudRate?: number
  /** Asked once per request, in order. */
  readonly fault?: (request: MeterRequest) => Fault
  /** Like a real device, it is busy with one request at a time. True unless told. */
  readonly oneAtATime?: boolean
}

export interface FaultMeter {
  /** 0 on a serial port. */
  readonly port: number
  readonly requests: readonly MeterRequest[]
  /** TCP connections ever accepted, and those open now. */
  readonly connections: { readonly accepted: number; readonly open: number }
  /** May be replaced at any time. */
  fault: (request: MeterRequest) => Fault
  /** Bytes that nobody asked for, to every connection. */
  say(bytes: Buffer): void
  close(): Promise<void>
}

type Send = (bytes: Buffer) => void

/**
 * A meter whose values tell where they came from (`registerAt`, `bitAt`), and which answers as badly as it is told
 * to. Its framing is its own: it shares no code with the engine.
 */
export async function startFaultMeter(options: FaultMeterOptions): Promise<FaultMeter> {
  const { framing, serialPath, baudRate = 115_200, oneAtATime = true } = options
  const requests: MeterRequest[] = []
  const timers = new Set<NodeJS.Timeout>()
  const senders = new Set<Send>()
  let isClosed = false

  const later = (delayMs: number, action: () => void): void => {
    if (isClosed) return
    if (delayMs <= 0) return action()
    const timer = setTimeout(() => {
      timers.delete(timer)
      action()
    }, delayMs)
    timers.add(timer)
  }

  /** One after the other: timers that are due together fire in no order that one could rely on. */
  const trickle = (bytes: Buffer, apartMs: number, send: Send): void => {
    send(bytes.subarray(0, 1))
    if (bytes.length > 1) later(apartMs, () => trickle(bytes.subarray(1), apartMs, send))
  }

  const receiver = (send: Send, socket: Socket | null): ((bytes: Buffer) => void) => {
    let pending = Buffer.alloc(0)
    let previous: MeterRequest | null = null
    /** Requests that the device has not come to yet. */
    const waiting: (() => void)[] = []
    let isBusy = false
    const work = (delayMs: number, reply: () => void): void => {
      isBusy = oneAtATime
      later(delayMs, () => {
        reply()
        isBusy = false
        waiting.shift()?.()
      })
    }
    return (bytes) => {
      const split = splitRequests(Buffer.concat([pending, bytes]), framing)
      pending = Buffer.from(split.rest)
      for (const request of split.requests) {
        requests.push(request)
        const fault = meter.fault(request)
        const before = previous
        previous = request
        const delayMs = fault.kind === 'delay' ? fault.delayMs : 0
        const start = (): void => work(delayMs, () => answer(request, before, fault, send, socket))
        if (isBusy) waiting.push(start)
        else start()
      }
    }
  }

  const answer = (
    request: MeterRequest,
    previous: MeterRequest | null,
    fault: Fault,
    send: Send,
    socket: Socket | null,
  ): void => {
    const frame = wrap(request, framing)
    switch (fault.kind) {
      case 'none':
      case 'delay':
        return send(frame)
      case 'silence':
        return
      case 'duplicate':
        if (fault.apartMs === 0) return send(Buffer.concat([frame, frame]))
        send(frame)
        return later(fault.apartMs, () => send(frame))
      case 'echo':
        send(requestFrame(request, framing))
        return later(fault.apartMs, () => send(frame))
      case 'truncate':
        return send(frame.subarray(0, Math.max(0, frame.length - fault.bytes)))
      case 'bit-flip': {
        const bit = fault.bit % (frame.length * 8)
        frame[bit >> 3] = (frame[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        return send(frame)
      }
      case 'wrong-unit':
        return send(wrap(request, framing, { unit: (request.unit + 1) % 256 }))
      case 'wrong-function':
        return send(wrap(request, framing, { functionCode: request.functionCode === 3 ? 4 : 3 }))
      case 'wrong-byte-count':
        return send(wrap(request, framing, { byteCountBy: fault.by }))
      case 'wrong-size':
        return send(wrap(request, framing, { countBy: fault.by }))
      case 'byte-by-byte':
        return trickle(frame, fault.apartMs, send)
      case 'glued-after-previous':
        return send(previous === null ? frame : Buffer.concat([wrap(previous, framing), frame]))
      case 'previous-only':
        return previous === null ? undefined : send(wrap(previous, framing))
      case 'wrong-transaction':
        return send(wrap(request, framing, { transactionBy: fault.by }))
      case 'wrong-protocol':
        return send(wrap(request, framing, { protocol: 1 }))
      case 'wrong-length':
        return send(wrap(request, framing, { lengthBy: fault.by }))
      case 'garbage-before':
        return send(Buffer.concat([fault.bytes, frame]))
      case 'garbage-after':
        return send(Buffer.concat([frame, fault.bytes]))
      case 'exception':
        return send(wrap(request, framing, { exception: fault.code }))
      case 'fin':
        return void socket?.end()
      case 'rst':
        return void socket?.resetAndDestroy()
      default:
        return tailOf(fault)
    }
  }

  const meter = {
    port: 0,
    requests,
    connections: { accepted: 0, open: 0 },
    fault: options.fault ?? ((): Fault => ({ kind: 'none' })),
    say: (bytes: Buffer) => senders.forEach((send) => send(bytes)),
    close: async () => {
      isClosed = true
      timers.forEach(clearTimeout)
      await shut()
    },
  }

  let shut: () => Promise<void>
  if (serialPath !== undefined) {
    const port = new SerialPort({ path: serialPath, baudRate })
    port.on('error', () => undefined)
    await once(port, 'open')
    const send: Send = (bytes) => void (port.isOpen && port.write(bytes))
    senders.add(send)
    port.on('data', receiver(send, null))
    shut = () => new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()))
  } else {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      meter.connections.accepted += 1
      meter.connections.open += 1
      sockets.add(socket)
      socket.setNoDelay(true)
      const send: Send = (bytes) => void (socket.writable && socket.write(bytes))
      senders.add(send)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        meter.connections.open -= 1
        sockets.delete(socket)
        senders.delete(send)
      })
      socket.on('data', receiver(send, socket))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    meter.port = (server.address() as AddressInfo).port
    shut = async () => {
      const closed = once(server, 'close')
      server.close()
      sockets.forEach((socket) => socket.destroy())
      await closed
    }
  }
  return meter
}
