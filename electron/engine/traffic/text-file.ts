import { isoWithOffset } from '../log/line.ts'
import { frameText, lineText } from './decode-frame.ts'
import type { RecordedFrame } from './frame-ring.ts'

/** What such a file begins with. */
export const textHeader =
  '# Modbus frames recorded by gateway-ems: time, link, -> sent <- received <x discarded, hex, meaning\n'

/** `2026-11-23T20:15:00.212+01:00 rtu:/dev/ttyUSB0 -> 0103000a0002e409 unit 1 FC3 read 10..11 CRC ok` */
export function frameLine({ frame, decoded, asked }: RecordedFrame): string {
  return `${isoWithOffset(frame.wallMs)} ${frame.linkId} ${lineText(frame, frameText(decoded, asked))}\n`
}

export const textOf = (frames: readonly RecordedFrame[]): Buffer =>
  Buffer.from(textHeader + frames.map(frameLine).join(''))
