import { isIPv6, SocketAddress } from 'node:net'

export interface Endpoint {
  /** IPv4 or IPv6, both ends alike. */
  readonly address: string
  readonly port: number
}

export interface Segment {
  readonly from: Endpoint
  readonly to: Endpoint
  readonly sequence: number
  readonly acknowledged: number
  readonly payload: Buffer
}

const tcpProtocol = 6
const tcpHeaderLength = 20
const pushAndAcknowledge = 0x18

/** A TCP segment (RFC 9293) in an IPv4 (RFC 791) or IPv6 packet (RFC 8200), checksums included. */
export function tcpPacket(segment: Segment): Buffer {
  const isV6 = isIPv6(segment.from.address)
  const source = addressBytes(segment.from.address)
  const target = addressBytes(segment.to.address)
  const tcp = tcpBytes(segment, source, target)
  return isV6 ? inIpv6(tcp, source, target) : inIpv4(tcp, source, target)
}

function tcpBytes(
  { from, to, sequence, acknowledged, payload }: Segment,
  source: Buffer,
  target: Buffer,
): Buffer {
  const header = Buffer.alloc(tcpHeaderLength)
  header.writeUInt16BE(from.port, 0)
  header.writeUInt16BE(to.port, 2)
  header.writeUInt32BE(sequence, 4)
  header.writeUInt32BE(acknowledged, 8)
  header[12] = (tcpHeaderLength / 4) << 4
  header[13] = pushAndAcknowledge
  header.writeUInt16BE(0xffff, 14)
  const tcp = Buffer.concat([header, payload])
  // IPv6 has wider fields for the same numbers, which add up alike.
  const pseudo = Buffer.alloc(4)
  pseudo.writeUInt16BE(tcpProtocol, 0)
  pseudo.writeUInt16BE(tcp.length, 2)
  tcp.writeUInt16BE(checksum(Buffer.concat([source, target, pseudo, tcp])), 16)
  return tcp
}

function inIpv4(tcp: Buffer, source: Buffer, target: Buffer): Buffer {
  const header = Buffer.alloc(12)
  header[0] = 0x45
  header.writeUInt16BE(20 + tcp.length, 2)
  // Not to be fragmented.
  header.writeUInt16BE(0x4000, 6)
  header[8] = 64
  header[9] = tcpProtocol
  const whole = Buffer.concat([header, source, target])
  whole.writeUInt16BE(checksum(whole), 10)
  return Buffer.concat([whole, tcp])
}

function inIpv6(tcp: Buffer, source: Buffer, target: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header[0] = 0x60
  header.writeUInt16BE(tcp.length, 4)
  header[6] = tcpProtocol
  header[7] = 64
  return Buffer.concat([header, source, target, tcp])
}

/** One's complement of the one's complement sum (RFC 1071). */
function checksum(bytes: Buffer): number {
  let sum = 0
  for (let index = 0; index < bytes.length; index += 2) {
    sum += ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0)
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number))
  return ipv6Bytes(address)
}

function ipv6Bytes(text: string): Buffer {
  // Written out by Node: lower case, no IPv4 at the end but in mapped addresses.
  const { address } = new SocketAddress({ family: 'ipv6', address: text })
  const [left = '', right] = address.split('::')
  const before = groupsOf(left)
  const after = right === undefined ? [] : groupsOf(right)
  const bytes = Buffer.alloc(16)
  for (const [index, group] of before.entries()) bytes.writeUInt16BE(group, 2 * index)
  for (const [index, group] of after.entries()) bytes.writeUInt16BE(group, 16 - 2 * (after.length - index))
  return bytes
}

const groupsOf = (text: string): readonly number[] =>
  text === ''
    ? []
    : text.split(':').flatMap((group) => {
        if (!group.includes('.')) return [Number.parseInt(group, 16)]
        const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
        return [(a << 8) | b, (c << 8) | d]
      })
