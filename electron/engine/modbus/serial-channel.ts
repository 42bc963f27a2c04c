import { readSync } from 'node:fs'
import { SerialPort } from 'serialport'
import type { SerialSettings } from '../../../shared/model/index.ts'
import { ConnectionError, explainSerialError } from './link-errors.ts'
import type { ByteChannel, ChannelListener, Dial } from './transport.ts'

const parities = { N: 'none', E: 'even', O: 'odd' } as const

/** Given to a port at least: how fast a meter answers says nothing about how fast the system opens it. */
const shortestOpenMs = 1_000

export function serialDial(path: string, settings: SerialSettings): Dial {
  return (listener, timeoutMs, signal) =>
    dialSerial(path, settings, listener, Math.max(timeoutMs, shortestOpenMs), signal)
}

function dialSerial(
  path: string,
  settings: SerialSettings,
  listener: ChannelListener,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ByteChannel> {
  return new Promise((resolve, reject) => {
    const { baudRate, stopBits, dataBits } = settings
    const parity = parities[settings.parity]
    const port = new SerialPort({ path, baudRate, stopBits, dataBits, parity, autoOpen: false, lock: true })
    let phase: 'dialling' | 'open' | 'over' = 'dialling'

    const end = (error: ConnectionError): void => {
      const was = phase
      phase = 'over'
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      void release(port)
      if (was === 'dialling') reject(error)
      else if (was === 'open') listener.onLost(error)
    }
    const onAbort = (): void => end(new ConnectionError(`${path}: opening aborted`))
    const timer = setTimeout(() => {
      end(new ConnectionError(`${path}: did not open within ${timeoutMs / 1000} s`))
    }, timeoutMs)
    signal.addEventListener('abort', onAbort)

    // The error listener stays for the port's life: serialport reports failed writes through it long after.
    port.on('error', (error) => end(explainSerialError(path, error)))
    port.on('close', (error: Error | null) => {
      end(explainSerialError(path, error ?? new Error('port closed')))
    })
    port.open((error) => {
      if (error !== null) return end(explainSerialError(path, error))
      if (phase !== 'dialling') return void release(port)
      phase = 'open'
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      guardReading(port)
      port.on('data', (bytes: Buffer) => {
        if (phase === 'open') listener.onBytes(bytes)
      })
      resolve({
        write: (bytes) => void port.write(bytes),
        destroy: () => {
          phase = 'over'
          return release(port)
        },
      })
    })
  })
}

/** Closes the port if it is open. What was not sent yet is thrown away first: closing would wait for it. */
function release(port: SerialPort): Promise<void> {
  return new Promise((resolve) => {
    if (!port.isOpen) return resolve()
    port.flush(() => {
      if (!port.isOpen) return resolve()
      port.close(() => resolve())
    })
  })
}

/** What the bindings for Linux and macOS have of a port besides their published interface. */
interface UnixPort {
  readonly fd: number | null
  readonly poller: { once(event: 'readable', callback: (error: Error | null) => void): unknown }
  read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }>
}

/**
 * Replaces the read of the Unix bindings. Theirs reads again at once when a read gives nothing; but the port is
 * opened with VMIN 1 and O_NONBLOCK, where nothing means that the line was hung up (an adapter was pulled), so
 * that it spins until the next write fails. Ours takes it for what it is. It also waits first and then reads
 * without a detour through the thread pool, which a non-blocking descriptor doesn't need.
 */
function guardReading(port: SerialPort): void {
  const binding: unknown = port.port
  if (!isUnixPort(binding)) return
  binding.read = async (buffer, offset, length) => {
    for (;;) {
      await new Promise<void>((resolve, reject) => {
        binding.poller.once('readable', (error) => (error === null ? resolve() : reject(error)))
      })
      if (binding.fd === null) throw Object.assign(new Error('Port is not open'), { canceled: true })
      const bytesRead = readAvailable(binding.fd, buffer, offset, length)
      if (bytesRead > 0) return { buffer, bytesRead }
    }
  }
}

/** 0: nothing there after all. Throws where the line is gone. */
function readAvailable(fd: number, buffer: Buffer, offset: number, length: number): number {
  try {
    const bytesRead = readSync(fd, buffer, offset, length, null)
    if (bytesRead === 0) throw new Error('ENXIO: end of file, read')
    return bytesRead
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EINTR'))
      return 0
    throw error
  }
}

function isUnixPort(binding: unknown): binding is UnixPort {
  return typeof binding === 'object' && binding !== null && 'fd' in binding && 'poller' in binding
}
