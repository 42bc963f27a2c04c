import { isoWithOffset } from '../log/line.ts'
import type { TracedFrame } from '../modbus/frame-trace.ts'
import { decodeFrame, frameText, lineText } from './decode-frame.ts'
import type { RecordedFrame } from './frame-ring.ts'
import { RequestBook } from './request-book.ts'

/** What such a file begins with. */
export const textTitle = '# Modbus frames'

const header = `${textTitle}: time, link, -> sent <- received <x discarded, hex, meaning\n`

/** `2026-11-23T20:15:00.212+01:00 rtu:/dev/ttyUSB0 -> 0103000a0002e409 unit 1 FC3 read 10..11 CRC ok` */
function frameLine({ frame, decoded, asked }: Omit<RecordedFrame, 'number'>): string {
  return `${isoWithOffset(frame.wallMs)} ${frame.linkId} ${lineText(frame, frameText(decoded, asked))}\n`
}

export const textOf = (frames: readonly RecordedFrame[]): Buffer =>
  Buffer.from(header + frames.map(frameLine).join(''))

/** Frames as text, one line each. */
export class TextWriter {
  readonly #requests = new RequestBook()

  header(): Buffer {
    return Buffer.from(header)
  }

  blocksOf(frame: TracedFrame): Buffer {
    const decoded = decodeFrame(frame)
    return Buffer.from(frameLine({ frame, decoded, asked: this.#requests.note(frame, decoded) }))
  }
}
