import { afterEach, describe, expect, it } from 'vitest'
import { startFaultApi } from '../support/fault-api.ts'
import { startFaultMeter } from '../support/fault-meter.ts'
import { makeSite } from '../support/gateway-engine.ts'
import { committedReadings, startGateway } from '../support/gateway-process.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

describe('SIGTERM while everything hangs', () => {
  it('stores what was read and ends with 0', async () => {
    const meter = await startFaultMeter({ framing: 'mbap' })
    closers.push(() => meter.close())
    const silent = await startFaultMeter({ framing: 'mbap', fault: () => ({ kind: 'silence' }) })
    closers.push(() => silent.close())
    const api = await startFaultApi({ fault: () => ({ kind: 'hang' }) })
    closers.push(() => api.close())
    // Accepts a connection and says nothing: a webhook that hangs.
    const hook = await startFaultMeter({ framing: 'mbap', fault: () => ({ kind: 'silence' }) })
    closers.push(() => hook.close())
    // A timeout that outlasts the test: nothing of this ends by itself.
    const site = makeSite(`api_url = http://127.0.0.1:${api.port}
api_timeout = 10m
alert_webhook_url = http://127.0.0.1:${hook.port}
collection_interval = 300ms
[GOOD]
protocol = TCP
host = 127.0.0.1
port = ${meter.port}
addressing = zero
registers = 1
max_values = 0
[SILENT]
protocol = TCP
host = 127.0.0.1
port = ${silent.port}
timeout = 60
interval = 10m
addressing = zero
registers = 1
`)
    closers.push(() => site.remove())
    const gateway = startGateway(site)
    const shown = () =>
      gateway.output.stdout.split('\n').filter((line) => line.startsWith('{"event":"reading"'))
    await waitFor(
      `readings, and requests in flight to the meter, the API and the webhook: ${gateway.output.stderr}`,
      () =>
        shown().length >= 4 &&
        silent.requests.length > 0 &&
        api.requests.length > 0 &&
        hook.connections.open > 0,
    )
    gateway.child.kill('SIGTERM')
    const { code, signal, stdout } = await gateway.ended
    expect({ code, signal }).toEqual({ code: 0, signal: null })
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('{"event":"stopped"}')
    const slots = Array.from(committedReadings(site).values(), (json): string => JSON.parse(json).slot)
    expect(slots).toEqual(shown().map((line): string => JSON.parse(line).reading.slot))
  })
})
