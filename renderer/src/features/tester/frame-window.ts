import type { FrameRow } from '../../../../shared/contract/traffic.ts'

/** Frames kept in the page: some megabytes. */
export const framesMost = 5_000

export interface FrameWindow {
  /** Oldest first. */
  readonly frames: readonly FrameRow[]
  /** Came while paused; they are shown when it goes on. */
  readonly waiting: readonly FrameRow[]
  readonly isPaused: boolean
  /** Frames up to this number were cleared away. */
  readonly clearedTo: number
  /** That the gateway holds no more. */
  readonly dropped: number
}

export const emptyWindow: FrameWindow = {
  frames: [],
  waiting: [],
  isPaused: false,
  clearedTo: -1,
  dropped: 0,
}

const bounded = (frames: readonly FrameRow[]): readonly FrameRow[] =>
  frames.length > framesMost ? frames.slice(-framesMost) : frames

/** What came: shown, or kept waiting while the view is paused. */
export function withFrames(view: FrameWindow, news: readonly FrameRow[], dropped: number): FrameWindow {
  const wanted = news.filter(({ number }) => number > view.clearedTo)
  if (view.isPaused) return { ...view, waiting: bounded([...view.waiting, ...wanted]), dropped }
  return { ...view, frames: bounded([...view.frames, ...wanted]), dropped }
}

/** All that the gateway shows, at the start and after a gap: what is known already is not shown twice. */
export function withSnapshot(view: FrameWindow, frames: readonly FrameRow[], dropped: number): FrameWindow {
  const last = Math.max(view.frames.at(-1)?.number ?? -1, view.waiting.at(-1)?.number ?? -1)
  const newest = frames.at(-1)?.number ?? -1
  // A gateway that was started again counts anew.
  if (newest < last) return { ...emptyWindow, isPaused: view.isPaused, frames: bounded(frames), dropped }
  return withFrames(
    view,
    frames.filter(({ number }) => number > last),
    dropped,
  )
}

export const paused = (view: FrameWindow): FrameWindow => ({ ...view, isPaused: true })

export const resumed = (view: FrameWindow): FrameWindow => ({
  ...view,
  frames: bounded([...view.frames, ...view.waiting]),
  waiting: [],
  isPaused: false,
})

export function cleared(view: FrameWindow): FrameWindow {
  const last = view.waiting.at(-1) ?? view.frames.at(-1)
  return { ...view, frames: [], waiting: [], clearedTo: last?.number ?? view.clearedTo }
}

/** `01 03 00 00`, of a long stretch its beginning. */
export const hexText = (hex: string): string => hex.replaceAll(/\s+/g, '').replaceAll(/(..)(?=.)/g, '$1 ')
