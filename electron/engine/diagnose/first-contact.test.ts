import { describe, expect, it } from 'vitest'
import { linkIdOf, unitId } from '../../../shared/model/index.ts'
import type { TracedFrame } from '../modbus/frame-trace.ts'
import { noSightings, noteFrame } from './first-contact.ts'

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')
const link = linkIdOf({ kind: 'tcp', host: 'gateway', port: 502, pipelining: 1 })
const frame = (
  direction: TracedFrame['direction'],
  framing: TracedFrame['framing'],
  hex: string,
): TracedFrame => ({ linkId: link, direction, framing, bytes: bytes(hex), wallMs: 0 })

describe('a unit on a line that others use as well', () => {
  it.each([
    ['on a serial line', 'rtu', '05 03 0000 0001 858e', '01 03 02 00e6 39ce', '05 03 02 00e6 c80e'],
    [
      'behind a gateway',
      'mbap',
      '0002 0000 0006 05 03 0000 0001',
      '0001 0000 0005 01 03 02 00e6',
      '0002 0000 0005 05 03 02 00e6',
    ],
  ] as const)(
    '%s is not heard in the late answer of another one',
    (_name, framing, request, late, answer) => {
      const sightings = noSightings()
      noteFrame(sightings, frame('sent', framing, request), unitId(5), 1)
      noteFrame(sightings, frame('discarded', framing, late), unitId(5), 2)
      expect(sightings.firstByteAtMs).toBeNull()
      noteFrame(sightings, frame('received', framing, answer), unitId(5), 3)
      expect(sightings.firstByteAtMs).toBe(3)
    },
  )

  it('is heard in noise, which may be its own', () => {
    const sightings = noSightings()
    noteFrame(sightings, frame('sent', 'rtu', '05 03 0000 0001 858e'), unitId(5), 1)
    noteFrame(sightings, frame('discarded', 'rtu', 'f8 e0 04 80 1e 7c'), unitId(5), 2)
    expect(sightings.firstByteAtMs).toBe(2)
  })
})
