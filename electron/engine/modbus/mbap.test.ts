import { describe, expect, it } from 'vitest'
import { encodeMbap, scanMbap } from './mbap.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('an MBAP frame', () => {
  it('is encoded as the specification draws it', () => {
    expect(encodeMbap(0x1501, hex('ff 03 0004 0001'))).toEqual(hex('1501 0000 0006 ff 03 0004 0001'))
  })

  it('is found at any split, and never before its last byte', () => {
    const frame = hex('1501 0000 0005 ff 03 02 abcd')
    for (let length = 0; length < frame.length; length += 1) {
      expect(scanMbap(frame.subarray(0, length))).toEqual({ kind: 'incomplete' })
    }
    const scan = scanMbap(Buffer.concat([frame, hex('1502')]))
    expect(scan).toEqual({
      kind: 'frame',
      frame: { transactionId: 0x1501, body: hex('ff 03 02 abcd') },
      byteLength: 11,
    })
  })

  it.each([
    ['1501 0001', 'protocol id 1 is not 0'],
    ['1501 0000 0002', 'MBAP length 2 is not from 3 to 254'],
    ['1501 0000 00ff', 'MBAP length 255 is not from 3 to 254'],
    ['1501 0000 0000', 'MBAP length 0 is not from 3 to 254'],
  ])('with the header %s is broken as soon as that is known', (bytes, reason) => {
    expect(scanMbap(hex(bytes))).toEqual({ kind: 'broken', reason })
  })

  it('of the greatest length is a frame', () => {
    expect(scanMbap(encodeMbap(1, Buffer.alloc(254)))).toMatchObject({ kind: 'frame', byteLength: 260 })
  })
})
