import { describe, expect, it } from 'vitest'
import { linkId, pduAddress, unitId } from '../../../shared/model/index.ts'
import { checkAnswer, expectedOf } from './frame-check.ts'
import { describeFrame } from './frame-trace.ts'
import { PduClient } from './pdu-client.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const request = { table: 'HOLDING', address: pduAddress(40), count: 2 } as const
const expected = expectedOf(unitId(5), request)

describe('checking an answer', () => {
  it('accepts what was asked for', () => {
    expect(checkAnswer(hex('05 03 04 1122 3344'), expected)).toEqual({ kind: 'data' })
    expect(checkAnswer(hex('05 83 02'), expected)).toEqual({ kind: 'exception', code: 2 })
  })

  it.each([
    ['06 03 04 1122 3344', 'answer of unit 6, asked unit 5'],
    ['05 04 04 1122 3344', 'answer to function 4, asked 3'],
    ['05 84 02', 'answer to function 132, asked 3'],
    ['06 83 02', 'answer of unit 6, asked unit 5'],
    ['05 03 02 1122', 'byte count 2, asked 4'],
    ['05 03 04 1122 33', '3 data bytes under byte count 4'],
    ['05 03 04 1122 3344 55', '5 data bytes under byte count 4'],
    ['05 83 02 00', 'exception of 4 bytes instead of 3'],
    ['05 83 00', 'exception code 0'],
    ['05 03', '2 bytes are no answer'],
  ])('refuses %s', (body, reason) => {
    expect(checkAnswer(hex(body), expected)).toEqual({ kind: 'wrong', reason })
  })

  it('expects a byte for every eight bits begun', () => {
    const bits = (count: number) => ({ table: 'COIL', address: pduAddress(0), count }) as const
    expect([1, 8, 9, 2000].map((count) => expectedOf(unitId(1), bits(count)).byteCount)).toEqual([
      1, 1, 2, 250,
    ])
  })
})

describe('the PDU layer', () => {
  it('encodes and decodes one request after the other', () => {
    const pdu = new PduClient()
    expect(pdu.encode(unitId(5), request)).toEqual(hex('05 03 0028 0002'))
    expect(pdu.decode(hex('05 03 04 1122 3344'))).toEqual({ kind: 'data', payload: hex('1122 3344') })
    expect(pdu.encode(unitId(0), { table: 'COIL', address: pduAddress(65_535), count: 9 })).toEqual(
      hex('00 01 ffff 0009'),
    )
    expect(pdu.decode(hex('00 01 02 ff01'))).toEqual({ kind: 'data', payload: hex('ff01') })
    expect(pdu.encode(unitId(5), { ...request, table: 'INPUT' })).toEqual(hex('05 04 0028 0002'))
    expect(pdu.decode(hex('05 84 0b'))).toEqual({ kind: 'exception', code: 11 })
  })

  it('does not keep an answer for the next request', () => {
    const pdu = new PduClient()
    pdu.encode(unitId(5), request)
    pdu.decode(hex('05 03 04 1122 3344'))
    pdu.encode(unitId(5), request)
    expect(pdu.decode(hex('06 03 04 1122 3344')).kind).toBe('wrong')
  })
})

describe('a traced frame in words', () => {
  const frame = { linkId: linkId('x'), wallMs: 0 } as const
  it.each([
    [
      'sent',
      'mbap',
      '0007 0000 0006 05 03 0028 0002',
      '-> 000700000006050300280002 id 7 unit 5 FC3 read 40..41',
    ],
    [
      'received',
      'mbap',
      '0007 0000 0003 05 83 02',
      '<- 000700000003058302 id 7 unit 5 FC3 exception 2 (illegal data address)',
    ],
    ['received', 'rtu', '01 04 02 ffff b880', '<- 010402ffffb880 unit 1 FC4 2 data bytes CRC ok'],
    ['received', 'rtu', '01 04 02 ffff b881', '<- 010402ffffb881 unit 1 FC4 2 data bytes CRC wrong'],
    ['discarded', 'rtu', '01 04', '<x 0104 2 bytes, no whole frame'],
  ] as const)('%s %s %s', (direction, framing, bytes, text) => {
    expect(describeFrame({ ...frame, direction, framing, bytes: hex(bytes) })).toBe(text)
  })
  it('ends with its note', () => {
    const noted = {
      ...frame,
      direction: 'discarded',
      framing: 'rtu',
      bytes: hex('01'),
      note: 'late answer',
    } as const
    expect(describeFrame(noted)).toBe('<x 01 1 bytes, no whole frame [late answer]')
  })
})
