import { assertNever } from '../../../shared/assert-never.ts'
import type { LinkConfig } from '../../../shared/model/index.ts'
import { linkIdOf } from '../../../shared/model/index.ts'
import { QueuedLink } from './link-queued.ts'
import type { Link, LinkEnvironment } from './link.ts'
import { serialTiming, tunnelTiming } from './rtu-frame.ts'
import { RtuTransport } from './rtu-transport.ts'
import { serialDial } from './serial-channel.ts'
import { tcpDial } from './tcp-channel.ts'
import { TcpTransport } from './tcp-transport.ts'
import type { Transport, TransportEnvironment } from './transport.ts'

/** Nothing is opened yet: the first read dials. */
export function createLink(config: LinkConfig, environment: LinkEnvironment): Link {
  const id = linkIdOf(config)
  const framing = config.kind === 'tcp' ? 'mbap' : 'rtu'
  const connect = (onClosed: TransportEnvironment['onClosed']): Transport =>
    createTransport(config, {
      clock: environment.clock,
      onClosed,
      trace: (direction, bytes, note) => {
        if (environment.onFrame === null) return
        const frame = { linkId: id, direction, framing, bytes, wallMs: environment.clock.wallMs() } as const
        environment.onFrame(note === undefined ? frame : { ...frame, note })
      },
    })
  // To look for a local port costs nobody anything, and its technician is waiting beside it.
  const longestBackOffMs = config.kind === 'rtu' ? 30_000 : 300_000
  return new QueuedLink(id, connect, longestBackOffMs, environment)
}

function createTransport(config: LinkConfig, environment: TransportEnvironment): Transport {
  switch (config.kind) {
    case 'tcp':
      return new TcpTransport(tcpDial(config.host, config.port), config.pipelining, environment)
    case 'rtu-over-tcp': {
      const line = { timing: tunnelTiming, reopenAfterTimeouts: 3 }
      return new RtuTransport(tcpDial(config.host, config.port), line, environment)
    }
    case 'rtu': {
      const line = { timing: serialTiming(config), reopenAfterTimeouts: null }
      return new RtuTransport(serialDial(config.path, config), line, environment)
    }
    default:
      return assertNever(config)
  }
}
