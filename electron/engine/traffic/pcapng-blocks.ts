/**
 * Blocks of a pcapng file (draft-ietf-opsawg-pcapng), little-endian: type, total length, body, total length again. All is
 * padded to four bytes.
 */

/** The packet begins with an IPv4 or IPv6 header (LINKTYPE_RAW). */
const linkTypeRaw = 101

export interface Option {
  readonly code: number
  readonly text: string
}

export const optionCodes = { comment: 1, interfaceName: 2, interfaceDescription: 3, application: 4 } as const

export const sectionHeaderType = 0x0a0d0d0a

/** Begins a file, or goes on in it: interfaces are numbered anew. */
export function sectionHeader(options: readonly Option[]): Buffer {
  const body = Buffer.alloc(16)
  body.writeUInt32LE(0x1a2b3c4d, 0)
  body.writeUInt16LE(1, 4)
  body.writeUInt16LE(0, 6)
  // The length of the section is not known yet.
  body.writeBigInt64LE(-1n, 8)
  return block(sectionHeaderType, [body, optionList(options)])
}

/** The nth of a section describes interface n; time stamps are in microseconds. */
export function interfaceDescription(options: readonly Option[]): Buffer {
  const body = Buffer.alloc(8)
  body.writeUInt16LE(linkTypeRaw, 0)
  // A snap length of 0 is no limit.
  return block(1, [body, optionList(options)])
}

/** @param wallMs since the epoch */
export function enhancedPacket(
  interfaceId: number,
  wallMs: number,
  packet: Buffer,
  options: readonly Option[],
): Buffer {
  const body = Buffer.alloc(20)
  const micros = BigInt(Math.round(wallMs * 1_000))
  body.writeUInt32LE(interfaceId, 0)
  body.writeUInt32LE(Number(micros >> 32n), 4)
  body.writeUInt32LE(Number(micros & 0xffff_ffffn), 8)
  body.writeUInt32LE(packet.length, 12)
  body.writeUInt32LE(packet.length, 16)
  return block(6, [body, padded(packet), optionList(options)])
}

function optionList(options: readonly Option[]): Buffer {
  if (options.length === 0) return Buffer.alloc(0)
  const parts = options.flatMap(({ code, text }) => {
    const value = Buffer.from(text)
    const head = Buffer.alloc(4)
    head.writeUInt16LE(code, 0)
    head.writeUInt16LE(value.length, 2)
    return [head, padded(value)]
  })
  const end = Buffer.alloc(4)
  return Buffer.concat([...parts, end])
}

function block(type: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(8)
  const tail = Buffer.alloc(4)
  head.writeUInt32LE(type, 0)
  head.writeUInt32LE(body.length + 12, 4)
  tail.writeUInt32LE(body.length + 12, 0)
  return Buffer.concat([head, body, tail])
}

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])
