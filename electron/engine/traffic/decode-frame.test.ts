import { describe, expect, it } from 'vitest'
import { linkId } from '../../../shared/model/index.ts'
import type { TracedFrame } from '../modbus/frame-trace.ts'
import { decodeFrame, describeFrame, frameText } from './decode-frame.ts'
import { RequestBook } from './request-book.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

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
    ['discarded', 'mbap', '0007 0000 0003 05 03', '<x 0007000000030503 8 bytes, no whole frame'],
    [
      'sent',
      'mbap',
      '0007 0000 0006 05 01 ffff 0001',
      '-> 0007000000060501ffff0001 id 7 unit 5 FC1 read 65535',
    ],
    ['received', 'mbap', '0007 0000 0006 05 10 0000 0001', '<- 000700000006051000000001 id 7 unit 5 FC16'],
    [
      'received',
      'rtu',
      '01 83 0b 00f7',
      '<- 01830b00f7 unit 1 FC3 exception 11 (gateway target failed to respond) CRC ok',
    ],
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

describe('what an answer belongs to', () => {
  const frameOf = (
    direction: TracedFrame['direction'],
    framing: TracedFrame['framing'],
    bytes: string,
    link = 'a',
  ): TracedFrame => ({ linkId: linkId(link), wallMs: 0, direction, framing, bytes: hex(bytes) })
  const textsOf = (frames: readonly TracedFrame[]): readonly string[] => {
    const book = new RequestBook()
    return frames.map((frame) => {
      const decoded = decodeFrame(frame)
      return frameText(decoded, book.note(frame, decoded))
    })
  }
  const ask = (id: string, address: string) =>
    frameOf('sent', 'mbap', `${id} 0000 0006 05 03 ${address} 0001`)
  const answer = (id: string) => frameOf('received', 'mbap', `${id} 0000 0005 05 03 02 0102`)

  it('is the request of its transaction, whatever the order, and only once', () => {
    const texts = textsOf([
      ask('0001', '0064'),
      ask('0002', '00c8'),
      answer('0002'),
      answer('0001'),
      answer('0001'),
    ])
    expect(texts.slice(2)).toEqual([
      'id 2 unit 5 FC3 2 data bytes of 200',
      'id 1 unit 5 FC3 2 data bytes of 100',
      'id 1 unit 5 FC3 2 data bytes',
    ])
  })

  it('is the last request on a serial line, and of another unit or function nothing is said', () => {
    const request = frameOf('sent', 'rtu', '01 04 0010 0001 3000')
    expect(textsOf([request, frameOf('received', 'rtu', '01 84 02 c2c1')]).at(-1)).toBe(
      'unit 1 FC4 exception 2 (illegal data address) of 16 CRC ok',
    )
    expect(textsOf([request, frameOf('received', 'rtu', '01 83 02 c0f1')]).at(-1)).not.toContain('of 16')
    expect(textsOf([request, frameOf('received', 'rtu', '01 84 02 c2c1', 'b')]).at(-1)).not.toContain('of 16')
    expect(textsOf([request, frameOf('discarded', 'rtu', '01 84 02 c2c1')]).at(-1)).not.toContain('of 16')
  })
})
