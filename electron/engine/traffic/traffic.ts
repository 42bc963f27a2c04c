import { type FrameListener, keptFrame } from '../modbus/frame-trace.ts'
import { decodeFrame } from './decode-frame.ts'
import { FrameRing, type RecordedFrame, type RingLimits } from './frame-ring.ts'
import { RequestBook } from './request-book.ts'

/** The frames of all links for those who look on. */
export interface Traffic {
  /** Hears every frame from now on; the returned function ends that. Frames are held while anybody follows. */
  follow(listener: (recorded: RecordedFrame) => void): () => void
  /** The newest held ones that match, oldest first. */
  newest(matches: (recorded: RecordedFrame) => boolean, most?: number): readonly RecordedFrame[]
  /** Frames since the first follower came that are held no more. */
  readonly dropped: number
}

/** A quarter of an hour at ten frames a second; about 6 MB with all that is noted about them. */
const usualLimits: RingLimits = { frames: 10_000, bytes: 2 * 1024 * 1024 }

/**
 * Nothing is tapped, decoded or held while nobody follows. The first follower begins a new recording, the last one ends
 * it: a gap in the middle of one would look like silence on the wire.
 */
export function createTraffic(
  watchFrames: (listener: FrameListener) => () => void,
  limits: RingLimits = usualLimits,
): Traffic {
  const followers = new Set<(recorded: RecordedFrame) => void>()
  let recording: { readonly ring: FrameRing; readonly stop: () => void } | null = null

  function record(): { readonly ring: FrameRing; readonly stop: () => void } {
    const ring = new FrameRing(limits)
    const requests = new RequestBook()
    let number = 0
    const stop = watchFrames((traced) => {
      const frame = keptFrame(traced)
      const decoded = decodeFrame(frame)
      const recorded = { number: ++number, frame, decoded, asked: requests.note(frame, decoded) }
      ring.push(recorded)
      for (const follower of followers) follower(recorded)
    })
    return { ring, stop }
  }

  return {
    follow(listener) {
      followers.add(listener)
      recording ??= record()
      return () => {
        followers.delete(listener)
        if (followers.size > 0) return
        recording?.stop()
        recording = null
      }
    },
    newest: (matches, most = limits.frames) => recording?.ring.newest(matches, most) ?? [],
    get dropped() {
      return recording?.ring.dropped ?? 0
    },
  }
}
