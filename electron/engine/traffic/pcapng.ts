import { isIPv4, isIPv6 } from 'node:net'
import type { LinkId } from '../../../shared/model/index.ts'
import type { TracedFrame } from '../modbus/frame-trace.ts'
import { scanMbap } from '../modbus/mbap.ts'
import { enhancedPacket, interfaceDescription, optionCodes, sectionHeader } from './pcapng-blocks.ts'
import { type Endpoint, tcpPacket } from './tcp-packet.ts'

/** A link as a conversation that an analyser can follow. */
interface Stream {
  readonly interfaceId: number
  readonly meter: Endpoint
  gateway: Endpoint
  /** Of the next byte in each direction. */
  readonly sequence: { sent: number; received: number }
}

/** Where Wireshark looks for Modbus/TCP without being told; the true port is in the name of the interface. */
const modbusPort = 502
/** Ports of the gateway's end: one for each connection. */
const firstGatewayPort = 49_152
const gatewayPorts = 16_384
/** Bytes in one packet. */
const segmentMost = 1_460

/**
 * Frames of Modbus TCP as a pcapng section with one interface for each link. The frames and their times are those of the
 * wire; the IP and TCP headers are made up around them, as the program never sees the true ones:
 *
 * - the meter has its own address, or one of 198.51.100.0/24 where it is known by name, and port 502, whatever it is in
 *   truth, so that Wireshark decodes it without settings; the interface's name is the true endpoint
 * - the gateway is 192.0.2.1 or 2001:db8::1, with a port for each link; sequence numbers grow by the bytes sent
 * - after bytes that are no whole frame, a new port begins a new conversation, as on the wire
 */
export class PcapngWriter {
  readonly #streams = new Map<LinkId, Stream>()
  #connections = 0
  #names = 0

  /** What a file, or a new section in it, begins with. */
  header(): Buffer {
    return sectionHeader([{ code: optionCodes.application, text: 'gateway-ems' }])
  }

  /** @param frame of Modbus TCP */
  blocksOf(frame: TracedFrame): Buffer {
    const known = this.#streams.get(frame.linkId)
    const stream = known ?? this.#newStream(frame.linkId)
    this.#streams.set(frame.linkId, stream)
    const blocks = known === undefined ? [descriptionOf(frame.linkId)] : []
    const isSent = frame.direction === 'sent'
    const comment = commentOf(frame)
    for (let start = 0; start < frame.bytes.length; start += segmentMost) {
      const payload = frame.bytes.subarray(start, start + segmentMost)
      const { sent, received } = stream.sequence
      const packet = tcpPacket({
        from: isSent ? stream.gateway : stream.meter,
        to: isSent ? stream.meter : stream.gateway,
        sequence: isSent ? sent : received,
        acknowledged: isSent ? received : sent,
        payload,
      })
      blocks.push(
        enhancedPacket(
          stream.interfaceId,
          frame.wallMs,
          packet,
          comment === null ? [] : [{ code: optionCodes.comment, text: comment }],
        ),
      )
      const direction = isSent ? 'sent' : 'received'
      stream.sequence[direction] = (stream.sequence[direction] + payload.length) >>> 0
    }
    if (!isWholeFrame(frame.bytes)) this.#reconnect(stream)
    return Buffer.concat(blocks)
  }

  #newStream(linkId: LinkId): Stream {
    const address = this.#addressOf(linkId)
    const stream: Stream = {
      interfaceId: this.#streams.size,
      meter: { address, port: modbusPort },
      gateway: { address: isIPv6(address) ? '2001:db8::1' : '192.0.2.1', port: 0 },
      sequence: { sent: 1, received: 1 },
    }
    this.#reconnect(stream)
    return stream
  }

  #reconnect(stream: Stream): void {
    const port = firstGatewayPort + (this.#connections++ % gatewayPorts)
    stream.gateway = { ...stream.gateway, port }
    stream.sequence.sent = 1
    stream.sequence.received = 1
  }

  #addressOf(linkId: LinkId): string {
    const host = /^[a-z-]+:\/\/\[?(.*?)\]?:\d+$/.exec(linkId)?.[1] ?? ''
    // A zone (fe80::1%eth0) has no place in a packet.
    const bare = host.replace(/%.*$/, '')
    if (isIPv4(bare) || isIPv6(bare)) return bare
    return `198.51.100.${1 + (this.#names++ % 254)}`
  }
}

function descriptionOf(linkId: LinkId): Buffer {
  return interfaceDescription([
    { code: optionCodes.interfaceName, text: linkId },
    {
      code: optionCodes.interfaceDescription,
      text: `frames of ${linkId}; IP and TCP headers are made up, with port ${modbusPort} for the meter`,
    },
  ])
}

function commentOf({ direction, note }: TracedFrame): string | null {
  if (direction !== 'discarded') return note ?? null
  return note === undefined ? 'discarded' : `discarded: ${note}`
}

function isWholeFrame(bytes: Buffer): boolean {
  const scan = scanMbap(bytes)
  return scan.kind === 'frame' && scan.byteLength === bytes.length
}
