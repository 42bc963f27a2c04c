import { monitorEventLoopDelay } from 'node:perf_hooks'
import { bucketLengthMs, spanStartMs } from '../electron/engine/history/bucket-length.ts'
import { fillFromJournal } from '../electron/engine/history/history.ts'
import { Reducer } from '../electron/engine/history/reduce.ts'
import { type PlannedSeries, SeriesBook } from '../electron/engine/history/series-book.ts'
import { deviceId, type Measurement, type Reading } from '../shared/model/index.ts'
import type { BenchResult } from './row.ts'
import { withJournal } from './support/scratch-journal.ts'

const spanMs = 86_400_000
const intervalMs = 1_000
const seriesCount = 20
const valuesPerReading = 20
/** Begins on the hour, so that its buckets are whole. */
const startMs = Date.UTC(2026, 0, 1)

/** 20 series at 1 s in a chart: a day of one device, and an hour of as many devices. */
export async function run(): Promise<BenchResult[]> {
  return [
    ...reduction(),
    ...(await fromJournal(1, spanMs, '24 h of one device')),
    ...(await fromJournal(seriesCount, spanMs / 24, '1 h of 20 devices')),
  ]
}

function reduction(): BenchResult[] {
  const bucketMs = bucketLengthMs(spanMs, [intervalMs])
  const reducers = Array.from({ length: seriesCount }, () => new Reducer(bucketMs, 1_200))
  const startedMs = performance.now()
  for (let slotMs = startMs; slotMs < startMs + spanMs; slotMs += intervalMs) {
    for (const reducer of reducers)
      reducer.add({ slotMs, value: slotMs % 977, quality: 'GOOD', detail: null })
  }
  const name = 'history: 24 h of 20 series at 1 s reduced, in memory'
  return [{ name, value: Math.round(performance.now() - startedMs), unit: 'ms' }]
}

async function fromJournal(devices: number, spanMs: number, of: string): Promise<BenchResult[]> {
  return withJournal(
    () => {},
    async (journal) => {
      for (let slotMs = startMs; slotMs < startMs + spanMs; slotMs += intervalMs) {
        for (let device = 0; device < devices; device++) journal.append(readingOf(device, slotMs))
      }
      journal.flush()
      const bucketMs = bucketLengthMs(spanMs, [intervalMs])
      const toMs = startMs + spanMs
      const book = new SeriesBook(planOf(devices), bucketMs)
      const lag = monitorEventLoopDelay({ resolution: 1 })
      lag.enable()
      const startedMs = performance.now()
      await fillFromJournal(journal, book, { fromMs: spanStartMs(toMs, spanMs, bucketMs), toMs })
      const elapsedMs = performance.now() - startedMs
      lag.disable()
      const what = `history: 20 series at 1 s, ${of}, from the journal`
      return [
        { name: what, value: round(elapsedMs / 1_000), unit: 's' },
        {
          name: `${what}: delay of the event loop meanwhile, 99th percentile`,
          value: round(lag.percentile(99) / 1e6),
          unit: 'ms',
        },
        { name: `${what}: longest delay`, value: round(lag.max / 1e6), unit: 'ms' },
      ]
    },
  )
}

function readingOf(device: number, slotMs: number): Reading {
  const measurement: Measurement = { value: (slotMs % 65_536) / 10, unit: 'V', quality: 'GOOD' }
  return {
    deviceId: deviceId(`METER_${device}`),
    deviceName: `METER_${device}`,
    deviceType: 'ENERGY_METER',
    slotMs,
    timestampMs: slotMs + device,
    latencyMs: 1.234,
    measurements: new Map(
      Array.from({ length: valuesPerReading }, (_, index) => [`Voltage_L${index}`, measurement]),
    ),
  }
}

function planOf(devices: number): readonly PlannedSeries[] {
  return Array.from({ length: seriesCount }, (_, index) => ({
    key: { deviceId: `METER_${index % devices}`, label: `Voltage_L${Math.floor(index / devices)}` },
    unit: 'V',
    intervalMs,
    isKnown: true,
    isText: false,
  }))
}

const round = (value: number): number => Math.round(value * 10) / 10
