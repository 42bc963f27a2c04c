import type { LinkId, UnitId } from '../../../shared/model/index.ts'
import { type FrameListener, keptFrame } from '../modbus/frame-trace.ts'
import { decodeFrame, frameText } from '../traffic/decode-frame.ts'
import { RequestBook } from '../traffic/request-book.ts'
import type { ReportFrame } from './facts.ts'

/** More than any plan has requests; noise on a line could be without end. */
const framesMost = 300

export interface CycleRecording {
  readonly onFrame: FrameListener
  readonly frames: readonly ReportFrame[]
  /** Requests among the frames. */
  readonly requests: number
}

/** Keeps the frames of one unit on one link; others use the line too. */
export function recordCycle(linkId: LinkId, unit: UnitId): CycleRecording {
  const frames: ReportFrame[] = []
  const requests = new RequestBook()
  let firstMs: number | null = null
  return {
    frames,
    get requests() {
      return frames.filter(({ direction }) => direction === 'sent').length
    },
    onFrame(traced) {
      if (traced.linkId !== linkId || frames.length >= framesMost) return
      const frame = keptFrame(traced)
      const decoded = decodeFrame(frame)
      const asked = requests.note(frame, decoded)
      if (decoded.content.kind !== 'partial' && decoded.content.unitId !== unit) return
      firstMs ??= frame.wallMs
      frames.push({
        atMs: frame.wallMs - firstMs,
        direction: frame.direction,
        hex: frame.bytes.toString('hex'),
        text: frameText(decoded, asked) + (frame.note === undefined ? '' : ` (${frame.note})`),
      })
    },
  }
}
