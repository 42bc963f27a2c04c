import { connect } from 'node:net'
import { ConnectionError, explainSocketError } from './link-errors.ts'
import type { ByteChannel, ChannelListener, Dial } from './transport.ts'

/** Finds a peer that vanished without a word while nothing is asked of it. */
const keepAliveDelayMs = 30_000

export function tcpDial(host: string, port: number): Dial {
  const endpoint = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  return (listener, timeoutMs, signal) => dialTcp({ host, port, endpoint }, listener, timeoutMs, signal)
}

interface Address {
  readonly host: string
  readonly port: number
  readonly endpoint: string
}

function dialTcp(
  { host, port, endpoint }: Address,
  listener: ChannelListener,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ByteChannel> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveDelayMs,
    })
    let phase: 'dialling' | 'open' | 'over' = 'dialling'

    const end = (error: ConnectionError): void => {
      const was = phase
      phase = 'over'
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      socket.destroy()
      if (was === 'dialling') reject(error)
      else if (was === 'open') listener.onLost(error)
    }
    const onAbort = (): void => end(new ConnectionError(`${endpoint}: dial aborted`))
    const timer = setTimeout(() => {
      end(
        new ConnectionError(
          `${endpoint}: no connection within ${timeoutMs / 1000} s: check address and cable`,
        ),
      )
    }, timeoutMs)
    signal.addEventListener('abort', onAbort)

    // Listeners stay for the socket's life: an error after the end must not become an uncaught one.
    socket.on('error', (error) => end(explainSocketError(endpoint, error)))
    const onClosedByPeer = (): void =>
      end(new ConnectionError(`${endpoint}: connection closed by the device`))
    socket.on('end', onClosedByPeer)
    socket.on('close', onClosedByPeer)
    socket.on('data', (bytes: Buffer) => {
      if (phase === 'open') listener.onBytes(bytes)
    })
    socket.once('connect', () => {
      if (phase !== 'dialling') return
      phase = 'open'
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      resolve({
        write: (bytes) => void socket.write(bytes),
        destroy: () => {
          phase = 'over'
          if (socket.closed) return Promise.resolve()
          return new Promise((closed) => {
            socket.once('close', () => closed())
            socket.destroy()
          })
        },
      })
    })
    if (signal.aborted) onAbort()
  })
}
