import type { BenchResult } from './row.ts'
import { measureLoad, registersPerDevice } from './support/load.ts'

const devices = 200
const intervalMs = 100

/** 2,000 slots a second, and what the gateway's processor time would be good for. */
export async function run(): Promise<BenchResult[]> {
  const { seconds, cpuSeconds, readings, acknowledged, skipped } = await measureLoad({
    devices,
    intervalMs,
    warmUpMs: 8_000,
    measuredMs: 15_000,
  })
  const offered = (devices * 1000) / intervalMs
  return [
    {
      name: 'pipeline: readings polled, stored and delivered, per second',
      value: Math.round(acknowledged / seconds),
      unit: '1/s',
      ratio: acknowledged / seconds / offered,
      against: `${offered} slots a second (${skipped} skipped in ${seconds.toFixed(0)} s)`,
    },
    {
      name: 'pipeline: values per second',
      value: Math.round((acknowledged * registersPerDevice) / seconds),
      unit: '1/s',
    },
    {
      name: 'pipeline: readings stored per second of CPU time',
      value: Math.round(readings / cpuSeconds),
      unit: '1/s',
    },
    { name: 'pipeline: CPU of the gateway', value: cpuSeconds / seconds, unit: 'cores' },
  ]
}
