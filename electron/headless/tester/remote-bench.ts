import { runState } from '../../../shared/contract/tester.ts'
import { CommandError } from '../exit-code.ts'
import type { Bench } from './bench.ts'
import { connectGateway } from './gateway-client.ts'

/** Runs in the collector, over the connections that it holds. @throws CommandError */
export async function createRemoteBench(url: string, token: string | null): Promise<Bench> {
  const client = await connectGateway(url, token)
  return {
    collectorUrl: url,
    cost: (request) => client.call('runCost', { request }),
    async run(request, { signal, onState }) {
      const { runId } = await client.call('startRun', { request })
      const { promise, resolve, reject } = Promise.withResolvers<ReturnType<typeof runState.parse>>()
      const leave = client.followRun(runId, ({ kind, data }) => {
        if (kind !== 'snapshot')
          return reject(new CommandError('the collector does not know this test any more'))
        const state = runState.parse(data)
        onState?.(state)
        if (state.endedAtMs !== null) resolve(state)
      })
      const stop = (): void => void client.call('stopRun', { runId }).catch(() => {})
      if (signal.aborted) stop()
      signal.addEventListener('abort', stop, { once: true })
      try {
        return await Promise.race([promise, client.lost])
      } finally {
        signal.removeEventListener('abort', stop)
        leave()
      }
    },
    close: async () => client.close(),
  }
}
