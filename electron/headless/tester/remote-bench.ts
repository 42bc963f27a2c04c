import { runState, type RunState } from '../../../shared/contract/tester.ts'
import { CommandError } from '../exit-code.ts'
import type { Bench } from './bench.ts'
import type { GatewayClient } from './gateway-client.ts'

/** For the collector to end a run that is stopped, and to say so. */
const stopMs = 10_000

/** Runs in the collector at this address, over the connections that it holds. */
export function createRemoteBench(url: string, client: GatewayClient): Bench {
  return {
    collectorUrl: url,
    cost: (request) => client.call('runCost', { request }),
    async run(request, { signal, onState }) {
      const { runId } = await client.call('startRun', { request, endsWithCaller: true })
      const { promise, resolve, reject } = Promise.withResolvers<RunState>()
      const seen: { last?: RunState } = {}
      const leave = client.followRun(runId, ({ kind, data }) => {
        const state = runState.safeParse(data).data
        if (kind !== 'snapshot' || state === undefined)
          return reject(new CommandError('the collector does not know this test any more'))
        seen.last = state
        onState?.(state)
        if (state.endedAtMs !== null) resolve(state)
      })
      let isLate: NodeJS.Timeout | undefined
      const stop = (): void => {
        client.call('stopRun', { runId }).catch(() => {})
        isLate = setTimeout(
          () => reject(new CommandError('the collector does not answer; it may still be at this test')),
          stopMs,
        )
      }
      if (signal.aborted) stop()
      signal.addEventListener('abort', stop, { once: true })
      try {
        return await Promise.race([promise, client.lost])
      } catch (error) {
        if (seen.last === undefined || !(error instanceof CommandError)) throw error
        // What was found until then is not lost with the collector.
        return { ...seen.last, phase: 'failed', trouble: error.message }
      } finally {
        clearTimeout(isLate)
        signal.removeEventListener('abort', stop)
        leave()
      }
    },
    close: async () => client.close(),
  }
}
