import { describe, expect, it } from 'vitest'
import { pduAddress, unitId } from '../../../shared/model/index.ts'
import { checkAnswer, expectedOf } from './frame-check.ts'
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
