import { describe, expect, it } from 'vitest'
import { linkId } from '../../../shared/model/index.ts'
import type { FrameListener, TracedFrame } from '../modbus/frame-trace.ts'
import { createTraffic } from './traffic.ts'

const frameOf = (length: number): TracedFrame => ({
  linkId: linkId('tcp://a:502'),
  direction: 'discarded',
  framing: 'mbap',
  bytes: Buffer.alloc(length, 1),
  wallMs: 0,
})

/** A line that the test speaks on. */
function wire() {
  const listeners = new Set<FrameListener>()
  return {
    listeners,
    watchFrames(listener: FrameListener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    say(frame: TracedFrame, times = 1) {
      for (let n = 0; n < times; n++) for (const listener of listeners) listener(frame)
    },
  }
}
const all = (): boolean => true

describe('the frames that are held', () => {
  it('are the newest ones by count; the rest is counted', () => {
    const { watchFrames, say } = wire()
    const traffic = createTraffic(watchFrames, { frames: 100, bytes: 10_000 })
    traffic.follow(() => {})
    say(frameOf(10), 1_234)
    expect(traffic.newest(all)).toHaveLength(100)
    expect(traffic.newest(all).at(0)?.number).toBe(1_135)
    expect(traffic.newest(all).at(-1)?.number).toBe(1_234)
    expect(traffic.newest(all, 3).map(({ number }) => number)).toEqual([1_232, 1_233, 1_234])
    expect(traffic.dropped).toBe(1_134)
  })

  it('are the newest ones by bytes, and one that is larger than all is held alone', () => {
    const { watchFrames, say } = wire()
    const traffic = createTraffic(watchFrames, { frames: 100, bytes: 1_000 })
    traffic.follow(() => {})
    say(frameOf(10), 50)
    say(frameOf(300), 3)
    const held = traffic.newest(all)
    expect(held.reduce((sum, { frame }) => sum + frame.bytes.length, 0)).toBe(1_000)
    expect(held.length + traffic.dropped).toBe(53)
    say(frameOf(2_000))
    expect(traffic.newest(all).map(({ number }) => number)).toEqual([54])
  })

  it('are copies: the buffer of the socket can be used again, and noise is cut', () => {
    const { watchFrames, say } = wire()
    const traffic = createTraffic(watchFrames)
    traffic.follow(() => {})
    const slab = Buffer.alloc(65_536, 7)
    say({ ...frameOf(0), bytes: slab.subarray(0, 9) })
    say({ ...frameOf(0), bytes: slab })
    slab.fill(0)
    const [short, long] = traffic.newest(all)
    expect(short?.frame.bytes).toEqual(Buffer.alloc(9, 7))
    expect(long?.frame.bytes).toHaveLength(4_096)
  })

  it('are held while somebody follows, and tapped no longer', () => {
    const { watchFrames, say, listeners } = wire()
    const traffic = createTraffic(watchFrames)
    expect(listeners.size).toBe(0)
    const leaves = [traffic.follow(() => {}), traffic.follow(() => {})]
    expect(listeners.size).toBe(1)
    say(frameOf(10), 5)
    leaves[0]?.()
    expect(traffic.newest(all)).toHaveLength(5)
    leaves[1]?.()
    leaves[1]?.()
    expect(listeners.size).toBe(0)
    expect(traffic.newest(all)).toEqual([])
    traffic.follow(() => {})
    say(frameOf(10))
    expect(traffic.newest(all).map(({ number }) => number)).toEqual([1])
  })
})
