import { describe, expect, it } from 'vitest'
import type { FrameRow } from '../../../../shared/contract/traffic.ts'
import {
  cleared,
  emptyWindow,
  framesMost,
  type FrameWindow,
  hexText,
  paused,
  resumed,
  withFrames,
  withSnapshot,
} from './frame-window.ts'

const frame = (number: number): FrameRow => ({
  number,
  atMs: number,
  linkId: 'tcp://a:502',
  direction: 'sent',
  hex: '0103',
  length: 2,
  unitId: 1,
  functionCode: 3,
  text: '',
  note: null,
  crcOk: null,
})
const frames = (...numbers: number[]) => numbers.map(frame)
const shown = ({ frames }: FrameWindow) => frames.map(({ number }) => number)

describe('the view of the traffic', () => {
  it('holds the newest frames and no more', () => {
    const many = Array.from({ length: framesMost + 3 }, (_, number) => frame(number))
    const view = withFrames(withSnapshot(emptyWindow, many, 0), frames(framesMost + 3), 2)
    expect(view.frames).toHaveLength(framesMost)
    expect(view.frames.at(-1)?.number).toBe(framesMost + 3)
    expect(view.dropped).toBe(2)
  })

  it('stands still while it is paused, and goes on with all that came', () => {
    const still = withFrames(paused(withSnapshot(emptyWindow, frames(1, 2), 0)), frames(3, 4), 0)
    expect(shown(still)).toEqual([1, 2])
    expect(still.waiting).toHaveLength(2)
    expect(shown(resumed(still))).toEqual([1, 2, 3, 4])
  })

  it('that was cleared shows only what comes after, also behind a fresh start of the subscription', () => {
    const view = cleared(withSnapshot(emptyWindow, frames(1, 2), 0))
    expect(shown(view)).toEqual([])
    expect(shown(withSnapshot(view, frames(1, 2, 3), 0))).toEqual([3])
  })

  it('shows nothing twice after a gap, and begins anew with a gateway that was started again', () => {
    const view = withSnapshot(emptyWindow, frames(7, 8), 0)
    expect(shown(withSnapshot(view, frames(8, 9), 0))).toEqual([7, 8, 9])
    expect(shown(withSnapshot(view, frames(1, 2), 0))).toEqual([1, 2])
  })
})

it('bytes are shown in pairs', () => {
  expect(hexText('0103000A')).toBe('01 03 00 0A')
  expect(hexText('01 03')).toBe('01 03')
})
