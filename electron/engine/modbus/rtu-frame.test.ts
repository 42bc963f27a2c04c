import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc16 } from './crc16.ts'
import { encodeRtu, scanRtu, serialTiming, unfinishedText } from './rtu-frame.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('CRC-16/MODBUS', () => {
  it('has the published check value', () => expect(crc16(Buffer.from('123456789'))).toBe(0x4b37))
  it('goes low byte first', () => expect(encodeRtu(hex('01 04 02 ffff'))).toEqual(hex('01 04 02 ffff b880')))
})

describe('an RTU answer', () => {
  const answer = encodeRtu(hex('01 03 04 d05b d07a'))

  it('is found at any split, and never before its last byte', () => {
    for (let length = 0; length < answer.length; length += 1) {
      expect(scanRtu(answer.subarray(0, length))).toEqual({ kind: 'incomplete' })
    }
    expect(scanRtu(answer)).toEqual({ kind: 'frame', body: answer.subarray(0, -2), start: 0, end: 9 })
  })

  it('is found behind up to two bytes of glitch, not behind more', () => {
    expect(scanRtu(Buffer.concat([hex('00'), answer]))).toMatchObject({ kind: 'frame', start: 1, end: 10 })
    expect(scanRtu(Buffer.concat([hex('ff00'), answer]))).toMatchObject({ kind: 'frame', start: 2, end: 11 })
    expect(scanRtu(Buffer.concat([hex('ffff00'), answer])).kind).not.toBe('frame')
  })

  it('with any one bit flipped is no frame', () => {
    for (let bit = 0; bit < answer.length * 8; bit += 1) {
      const flipped = Buffer.from(answer)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(scanRtu(flipped).kind).not.toBe('frame')
    }
  })

  it('is never something whose CRC does not fit, whatever arrives', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const scan = scanRtu(Buffer.from(bytes))
        if (scan.kind !== 'frame') return
        expect(encodeRtu(scan.body)).toEqual(Buffer.from(bytes.subarray(scan.start, scan.end)))
      }),
    )
  })

  it('never stays incomplete once more has arrived than a frame can have', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 260, maxLength: 300 }), (bytes) => {
        expect(scanRtu(Buffer.from(bytes)).kind).not.toBe('incomplete')
      }),
    )
  })
})

describe('what never became an answer', () => {
  it.each([
    ['with a wrong CRC that could have begun behind a glitch byte', '01 03 02 09c4 0000', 'CRC wrong'],
    ['of another speed', 'f8 e0 04 80 1e 7c', 'no frame in what arrived'],
    ['that lacks its end', '01 03 04 00e6 00', 'answer broken off after 6 bytes'],
    ['of which hardly anything came', '01 03', 'answer broken off after 2 bytes'],
  ])('%s is called what it is', (_name, bytes, text) => {
    expect(scanRtu(hex(bytes)).kind).toBe('incomplete')
    expect(unfinishedText(hex(bytes))).toBe(text)
  })
})

describe('the times of a serial line', () => {
  it.each([
    [9600, 'N', 1, 3.646],
    [9600, 'E', 1, 4.01],
    [19_200, 'N', 2, 2.005],
    [19_201, 'N', 1, 1.75],
    [115_200, 'N', 1, 1.75],
  ] as const)('%i baud, parity %s, %i stop bits: gap of %f ms', (baudRate, parity, stopBits, gapMs) => {
    const timing = serialTiming({ baudRate, parity, stopBits, dataBits: 8 })
    expect(timing.gapMs).toBeCloseTo(gapMs, 3)
    expect(timing.quietMs).toBeGreaterThanOrEqual(timing.gapMs + 256 * timing.characterMs)
  })
})
