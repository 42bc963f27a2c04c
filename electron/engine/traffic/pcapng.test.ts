import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { linkId } from '../../../shared/model/index.ts'
import type { TracedFrame } from '../modbus/frame-trace.ts'
import { PcapngWriter } from './pcapng.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex')
const frameOf = (
  link: string,
  direction: TracedFrame['direction'],
  bytes: string,
  note?: string,
): TracedFrame => {
  const frame = {
    linkId: linkId(link),
    direction,
    framing: 'mbap',
    bytes: hex(bytes),
    wallMs: 1_764_000_000_123,
  } as const
  return note === undefined ? frame : { ...frame, note }
}
const request = '0001 0000 0006 05 03 0064 0002'
const answer = '0001 0000 0007 05 03 04 1122 3344'

function fileOf(frames: readonly TracedFrame[]): Buffer {
  const writer = new PcapngWriter()
  return Buffer.concat([writer.header(), ...frames.map((frame) => writer.blocksOf(frame))])
}

describe('a pcapng file', () => {
  it('is this, to the last byte', () => {
    const section = `0a0d0d0a 30000000 4d3c2b1a 01000000 ffffffffffffffff 04000b00 676174657761792d656d7300 00000000 30000000`
    // Name and description, ASCII padded to four bytes.
    const iface = `
      01000000 90000000 65000000 00000000 02001300 7463703a2f2f31302e302e302e373a3135303200 03005a00 6672616d6573206f66207463703a2f2f31302e302e302e373a313530323b20495020616e6420544350206865616465727320617265206d6164652075702c207769746820706f72742035303220666f7220746865206d657465720000 00000000 90000000`
    // Interface, time and lengths; IPv4; TCP; Modbus.
    const packet = `
      0600000054000000 000000005944060078206441 3400000034000000 450000340000400040066ebcc00002010a000007 c00001f600000001000000015018ffff1c500000 000100000006050300640002 54000000`
    const file = fileOf([frameOf('tcp://10.0.0.7:1502', 'sent', request)])
    expect(file.toString('hex')).toBe(hex(section + iface + packet).toString('hex'))
  })
})

/** What Wireshark's own reader makes of it; null: it is not installed. */
function tshark(file: Buffer, ...args: readonly string[]): readonly string[] | null {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-pcapng-'))
  try {
    const path = join(folder, 'frames.pcapng')
    writeFileSync(path, file)
    // Checksums are looked at only when told.
    const checks = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE']
    return execFileSync('tshark', ['-r', path, ...checks, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trimEnd()
      .split('\n')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  } finally {
    rmSync(folder, { recursive: true })
  }
}
const isThere = tshark(fileOf([]), '-c', '1') !== null

describe.skipIf(!isThere)('Wireshark, without settings', () => {
  const file = fileOf([
    frameOf('tcp://10.0.0.7:1502', 'sent', request),
    frameOf('tcp://10.0.0.7:1502', 'received', answer),
    frameOf('tcp://[fe80::1:2]:502', 'sent', request),
    frameOf('tcp://[fe80::1:2]:502', 'received', '0001 0000 0003 05 83 02'),
    frameOf('tcp://meter.plant:502', 'sent', request),
    // Half a frame must not be taken for the beginning of the next one.
    frameOf('tcp://meter.plant:502', 'discarded', '0001 0000 0007 05 03', 'answer broken off'),
    frameOf('tcp://meter.plant:502', 'sent', '0002 0000 0006 05 03 0064 0002'),
    frameOf('tcp://meter.plant:502', 'received', '0002 0000 0007 05 03 04 1122 3344'),
  ])

  const fields = [
    'mbtcp.trans_id',
    'modbus.func_code',
    'modbus.reference_num',
    'modbus.regnum16',
    'modbus.exception_code',
    'tcp.checksum.status',
    'tcp.stream',
    'frame.interface_name',
    'frame.comment',
    '_ws.malformed',
  ]

  it('decodes requests and answers, finds nothing wrong and shows links and reasons', () => {
    const rows = tshark(file, '-T', 'fields', '-E', 'separator=|', ...fields.flatMap((name) => ['-e', name]))
    // 100,101: the registers of the answer are known from its request; the 1 after it: the checksum is right.
    expect(rows).toEqual([
      '1|3|100|||1|0|tcp://10.0.0.7:1502||',
      '1|3||100,101||1|0|tcp://10.0.0.7:1502||',
      '1|3|100|||1|1|tcp://[fe80::1:2]:502||',
      '1|3|||2|1|1|tcp://[fe80::1:2]:502||',
      '1|3|100|||1|2|tcp://meter.plant:502||',
      '|||||1|2|tcp://meter.plant:502|discarded: answer broken off|',
      '2|3|100|||1|3|tcp://meter.plant:502||',
      '2|3||100,101||1|3|tcp://meter.plant:502||',
    ])
  })
})
