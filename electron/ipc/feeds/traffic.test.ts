import { describe, expect, it } from 'vitest'
import type { TopicNews } from '../../../shared/contract/topics.ts'
import { linkId } from '../../../shared/model/index.ts'
import type { FrameListener, TracedFrame } from '../../engine/modbus/frame-trace.ts'
import { createTraffic } from '../../engine/traffic/traffic.ts'
import { trafficFeed } from './traffic.ts'

const frame: TracedFrame = {
  linkId: linkId('rtu:/dev/ttyS0'),
  direction: 'sent',
  framing: 'rtu',
  bytes: Buffer.from('010300640002', 'hex'),
  wallMs: 0,
}

function start() {
  let listener: FrameListener | null = null
  const traffic = createTraffic((each) => {
    listener = each
    return () => (listener = null)
  })
  const configuration = { path: '', text: '', config: null, findings: [] } as never
  const feed = trafficFeed({ traffic, configuration }, { deviceId: null })
  return {
    feed,
    isTapped: () => listener !== null,
    say(times: number, said: TracedFrame = frame) {
      for (let n = 0; n < times; n++) listener?.(said)
    },
  }
}
const numbersOf = (news: TopicNews<'traffic'> | null) => {
  const numbers = news?.data.frames.map(({ number }) => number) ?? []
  return { kind: news?.kind, count: numbers.length, first: numbers[0], last: numbers.at(-1) }
}

describe('a follower of the traffic', () => {
  it('gets what is new each time; a flood becomes the newest 500, and after it goes on without a gap', () => {
    const { feed, say } = start()
    expect(feed.snapshot()).toEqual({ frames: [], dropped: 0 })
    expect(feed.take()).toBeNull()
    say(1_000)
    expect(numbersOf(feed.take())).toEqual({ kind: 'delta', count: 1_000, first: 1, last: 1_000 })
    say(25_000)
    const flooded = feed.take()
    expect(numbersOf(flooded)).toEqual({ kind: 'snapshot', count: 500, first: 25_501, last: 26_000 })
    expect(flooded?.data.dropped).toBe(16_000)
    expect(feed.take()).toBeNull()
    say(2)
    expect(numbersOf(feed.take())).toEqual({ kind: 'delta', count: 2, first: 26_001, last: 26_002 })
  })

  it('taps nothing any more once it has gone', () => {
    const { feed, isTapped } = start()
    expect(isTapped()).toBe(true)
    feed.close()
    expect(isTapped()).toBe(false)
  })

  it('sees the beginning of a long stretch of noise, and how long it was', () => {
    const { feed, say } = start()
    say(1, { ...frame, direction: 'discarded', bytes: Buffer.alloc(3_000), note: 'not asked for' })
    const [row] = feed.take()?.data.frames ?? []
    expect(row).toMatchObject({ length: 3_000, note: 'not asked for', unitId: null, crcOk: false })
    expect(row?.hex).toHaveLength(1_024)
  })
})
