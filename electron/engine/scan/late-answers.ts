import type { FrameListener, TracedFrame } from '../modbus/frame-trace.ts'
import type { Link } from '../modbus/link.ts'
import { scanRtu } from '../modbus/rtu-frame.ts'

/** Hears every frame of every link, until the returned function is called. */
export type WatchFrames = (listener: FrameListener) => () => void

/** Units of a serial line whose answers came when nobody waited for them any more: they are there, and slow. */
export class LateAnswers {
  readonly #units = new Set<number>()
  readonly #end: () => void

  constructor(link: Link, watchFrames: WatchFrames | undefined) {
    const note = ({ linkId, direction, framing, bytes }: TracedFrame): void => {
      if (linkId !== link.id || direction !== 'discarded' || framing !== 'rtu') return
      const scan = scanRtu(bytes)
      const unit = scan.kind === 'frame' ? scan.body[0] : undefined
      if (unit !== undefined) this.#units.add(unit)
    }
    this.#end = watchFrames?.(note) ?? (() => undefined)
  }

  /** Those among `ids`. */
  among(ids: readonly number[]): readonly number[] {
    return ids.filter((id) => this.#units.has(id))
  }

  /** Hears nothing more. */
  end(): void {
    this.#end()
  }
}
