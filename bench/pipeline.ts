import type { BenchResult } from './row.ts'
import { measureLoad, registersPerDevice } from './support/load.ts'

const devices = 500
const intervalMs = 100

/** More slots are due than a core can carry: what is stored and delivered then is the gateway's throughput. */
export async function run(): Promise<BenchResult[]> {
  const { seconds, cpuSeconds, readings, acknowledged } = await measureLoad({
    devices,
    intervalMs,
    warmUpMs: 8_000,
    measuredMs: 15_000,
  })
  const offered = (devices * 1000) / intervalMs
  return [
    {
      name: 'pipeline: readings of 50 values polled, stored and delivered, per second',
      value: Math.round(acknowledged / seconds),
      unit: '1/s',
      ratio: acknowledged / readings,
      against: `stored (${Math.round(readings / seconds)} of ${offered} slots a second)`,
    },
    {
      name: 'pipeline: values per second',
      value: Math.round((acknowledged * registersPerDevice) / seconds),
      unit: '1/s',
    },
    { name: 'pipeline: CPU of the gateway', value: cpuSeconds / seconds, unit: 'cores' },
  ]
}
