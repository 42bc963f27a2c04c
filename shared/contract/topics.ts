import { z } from 'zod'
import { alertsSnapshot } from './alerts.ts'
import { noArgs } from './common.ts'
import { configState } from './config.ts'
import { logDelta, logFilter, logSnapshot } from './log.ts'
import type { TopicName } from './names.ts'
import { queueSnapshot } from './queue.ts'
import { seriesArgs, seriesDelta, seriesSnapshot } from './series.ts'
import { statusDelta, statusSnapshot } from './status.ts'
import { trafficArgs, trafficDelta, trafficSnapshot } from './traffic.ts'
import { runArgs, runState, runsSnapshot } from './tester.ts'

interface TopicSpec {
  readonly args: z.ZodType
  readonly snapshot: z.ZodType
  /** `z.never()`: every event is a whole snapshot. */
  readonly delta: z.ZodType
}

/** Everything that the interface can follow. */
export const topics = {
  status: { args: noArgs, snapshot: statusSnapshot, delta: statusDelta },
  config: { args: noArgs, snapshot: configState, delta: z.never() },
  series: { args: seriesArgs, snapshot: seriesSnapshot, delta: seriesDelta },
  alerts: { args: noArgs, snapshot: alertsSnapshot, delta: z.never() },
  queue: { args: noArgs, snapshot: queueSnapshot, delta: z.never() },
  log: { args: logFilter, snapshot: logSnapshot, delta: logDelta },
  traffic: { args: trafficArgs, snapshot: trafficSnapshot, delta: trafficDelta },
  run: { args: runArgs, snapshot: runState, delta: z.never() },
  runs: { args: noArgs, snapshot: runsSnapshot, delta: z.never() },
} as const satisfies Record<TopicName, TopicSpec>

export type Topics = typeof topics
export type TopicArgs<T extends TopicName> = z.infer<Topics[T]['args']>
export type Snapshot<T extends TopicName> = z.infer<Topics[T]['snapshot']>
export type Delta<T extends TopicName> = z.infer<Topics[T]['delta']>

/** What a topic's source has gathered since it was asked last. */
export type TopicNews<T extends TopicName> =
  | { readonly kind: 'snapshot'; readonly data: Snapshot<T> }
  | { readonly kind: 'delta'; readonly data: Delta<T> }

/**
 * One subscription's view of the engine. It gathers what happens and hands it over when the session has room: however
 * slow a client is, its memory here is bounded.
 */
export interface TopicFeed<T extends TopicName> {
  /** Everything from the start; also the first thing a subscriber gets, and what follows a lag. */
  snapshot(): Promise<Snapshot<T>> | Snapshot<T>
  /** What happened since the last call of `snapshot` or `take`; null: nothing. */
  take(): TopicNews<T> | null
  close(): void
}

/** What a server has to implement: a missing topic does not compile. */
export type Feeds = { readonly [T in TopicName]: (args: TopicArgs<T>) => TopicFeed<T> }
