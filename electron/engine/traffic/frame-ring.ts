import type { TracedFrame } from '../modbus/frame-trace.ts'
import type { DecodedFrame, Request } from './decode-frame.ts'

export interface RecordedFrame {
  /** From 1 on, without gaps, whatever is dropped. */
  readonly number: number
  /** In memory of its own. */
  readonly frame: TracedFrame
  readonly decoded: DecodedFrame
  /** The request that it answers; null: none, or it is not known. */
  readonly asked: Request | null
}

export interface RingLimits {
  readonly frames: number
  /** Of the frames themselves; what the program notes about each comes on top. */
  readonly bytes: number
}

/** The newest frames. What goes beyond either limit pushes out the oldest ones, which are counted. */
export class FrameRing {
  readonly #limits: RingLimits
  /** The nth frame lies in slot n modulo the limit. */
  readonly #slots: (RecordedFrame | undefined)[] = []
  #pushed = 0
  #bytes = 0
  #dropped = 0

  constructor(limits: RingLimits) {
    this.#limits = limits
  }

  /** Frames that were pushed out. */
  get dropped(): number {
    return this.#dropped
  }

  push(recorded: RecordedFrame): void {
    const { frames, bytes } = this.#limits
    this.#bytes += recorded.frame.bytes.length
    while (this.#dropped < this.#pushed && (this.#pushed - this.#dropped >= frames || this.#bytes > bytes)) {
      this.#dropOldest()
    }
    this.#slots[this.#pushed % frames] = recorded
    this.#pushed += 1
  }

  /** The newest that match, oldest first. */
  newest(matches: (recorded: RecordedFrame) => boolean, most: number): readonly RecordedFrame[] {
    const found: RecordedFrame[] = []
    for (let index = this.#pushed - 1; index >= this.#dropped && found.length < most; index--) {
      const recorded = this.#slots[index % this.#limits.frames]
      if (recorded !== undefined && matches(recorded)) found.push(recorded)
    }
    return found.toReversed()
  }

  #dropOldest(): void {
    const slot = this.#dropped % this.#limits.frames
    this.#bytes -= this.#slots[slot]?.frame.bytes.length ?? 0
    this.#slots[slot] = undefined
    this.#dropped += 1
  }
}
