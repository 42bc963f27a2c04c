import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { batchPeriodMs, unacknowledgedMost } from '../../shared/contract/limits.ts'
import type { TopicEvent } from '../../shared/contract/protocol.ts'
import type { Feeds } from '../../shared/contract/topics.ts'
import { silentLogger } from '../engine/logger.ts'
import { CallRefused } from './call-refused.ts'
import { Subscriptions, subscriptionsMost } from './subscriptions.ts'

const nothing = { active: [], past: [] }

/** Alerts that change as often as they are looked at; the others refuse. */
function busyFeeds(): { readonly feeds: Feeds; readonly open: () => number } {
  let open = 0
  const none = (): never => {
    throw new CallRefused('failed', 'there is none')
  }
  const alerts: Feeds['alerts'] = () => {
    open++
    return {
      snapshot: () => nothing,
      take: () => ({ kind: 'snapshot', data: nothing }),
      close: () => void open--,
    }
  }
  return {
    feeds: {
      status: none,
      config: none,
      series: none,
      queue: none,
      log: none,
      traffic: none,
      run: none,
      runs: none,
      alerts,
    },
    open: () => open,
  }
}

interface Batch {
  readonly number: number
  readonly events: readonly TopicEvent[]
  readonly atMs: number
}

function start() {
  const { feeds, open } = busyFeeds()
  const batches: Batch[] = []
  const subscriptions = new Subscriptions({
    feeds,
    clock: { monotonicMs: () => Date.now(), wallMs: () => Date.now() },
    logger: silentLogger,
    sendBatch: (number, events) => batches.push({ number, events, atMs: Date.now() }),
  })
  return { subscriptions, batches, open }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the subscriptions of one client', () => {
  it('the first snapshot goes out at once, then all topics share batches at the pace agreed', () => {
    const { subscriptions, batches } = start()
    const startMs = Date.now()
    subscriptions.add(1, 'alerts', {})
    vi.advanceTimersByTime(0)
    expect(batches).toMatchObject([{ number: 1, atMs: startMs }])
    subscriptions.add(2, 'alerts', {})
    subscriptions.add(3, 'alerts', {})
    vi.advanceTimersByTime(4 * batchPeriodMs)
    expect(batches.map(({ atMs }) => (atMs - startMs) / batchPeriodMs)).toEqual([0, 1, 2, 3, 4])
    expect(batches[1]?.events.map(({ id }) => id)).toEqual([1, 2, 3])
    subscriptions.close()
  })

  it('however often topics come and go, the pace is kept', () => {
    const { subscriptions, batches } = start()
    for (let id = 0; id < 100; id++) {
      subscriptions.add(id, 'alerts', {})
      vi.advanceTimersByTime(10)
      subscriptions.remove(id)
    }
    expect(batches.length).toBeLessThanOrEqual(1 + 1_000 / batchPeriodMs)
    expect(batches.length).toBeGreaterThan(1)
    subscriptions.close()
  })

  it('one too many is refused for itself; who goes on is refused altogether', () => {
    const { subscriptions, open } = start()
    const answers = Array.from({ length: 2 * subscriptionsMost }, (_, id) =>
      subscriptions.add(id, 'alerts', {}),
    )
    expect(answers.every((answer) => answer === null)).toBe(true)
    expect(open()).toBe(subscriptionsMost)
    expect(subscriptions.add(1_000, 'alerts', {})).toBe('too many subscriptions')
    subscriptions.close()
    expect(open()).toBe(0)
  })

  it('what a feed refuses ends that subscription alone', () => {
    const { subscriptions, batches } = start()
    subscriptions.add(1, 'log', { level: 'INFO', device: null, text: '' })
    subscriptions.add(2, 'alerts', {})
    vi.advanceTimersByTime(2 * batchPeriodMs)
    const events = batches.flatMap((batch) => batch.events)
    expect(events.filter(({ id }) => id === 1)).toMatchObject([{ kind: 'error' }])
    expect(events.filter(({ id }) => id === 2).length).toBeGreaterThan(1)
    subscriptions.close()
  })

  it('leaves no timer behind', () => {
    const { subscriptions } = start()
    subscriptions.add(1, 'alerts', {})
    vi.advanceTimersByTime(batchPeriodMs)
    subscriptions.close()
    expect(vi.getTimerCount()).toBe(0)
    subscriptions.remove(1)
  })

  it('an acknowledgement of what was never sent gives no credit', () => {
    const { subscriptions, batches } = start()
    subscriptions.add(1, 'alerts', {})
    vi.advanceTimersByTime(0)
    subscriptions.acknowledge(1_000)
    vi.advanceTimersByTime(20 * batchPeriodMs)
    expect(batches).toHaveLength(unacknowledgedMost)
    subscriptions.acknowledge(unacknowledgedMost)
    vi.advanceTimersByTime(batchPeriodMs)
    expect(batches.at(-1)).toMatchObject({ number: unacknowledgedMost + 1, events: [{ kind: 'snapshot' }] })
    subscriptions.close()
  })
})
