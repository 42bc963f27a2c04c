import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import * as fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Chart } from '../../electron/engine/history/chart.ts'
import { readRange } from '../../electron/engine/history/history.ts'
import type { SeriesArgs, SeriesKey, SeriesSnapshot } from '../../shared/contract/series.ts'
import {
  type DeviceConfig,
  type EventSink,
  type Measurement,
  type Reading,
} from '../../shared/model/index.ts'
import { deviceId, pduAddress, unitId } from '../../shared/model/ids.ts'
import { canMount, mountSmallDisk } from '../support/small-disk.ts'
import { openTestJournal, readingAt, startMs } from '../support/readings.ts'

function device(id: string, labels: readonly string[], intervalMs = 1_000): DeviceConfig {
  return {
    id: deviceId(id),
    section: id,
    name: id,
    type: 'METER',
    enabled: true,
    link: { kind: 'tcp', host: '127.0.0.1', port: 502, pipelining: 1 },
    unitId: unitId(1),
    timeoutMs: 1_000,
    intervalMs,
    requestDelayMs: 0,
    maxGap: 0,
    maxRegisters: 125,
    registers: labels.map((label, index) => ({
      label,
      table: 'HOLDING',
      address: pduAddress(index),
      writtenAddress: String(index),
      dataType: { kind: 'UINT16' },
      byteOrder: 'ABCD',
      unit: 'V',
      factor: { mantissa: 1n, exponent: 0 },
      offset: { mantissa: 0n, exponent: 0 },
      min: null,
      max: null,
      invalidRaw: null,
      scaleFrom: null,
    })),
  }
}

const valueOf = (slotMs: number): number => ((slotMs - startMs) / 1_000) % 97

function reading(id: string, slotMs: number, labels: readonly string[]): Reading {
  const measurement: Measurement = { value: valueOf(slotMs), unit: 'V', quality: 'GOOD' }
  const measurements = new Map(labels.map((label) => [label, measurement]))
  return { ...readingAt(0, { device: id, slotMs }), measurements }
}

/** A journal with its readings' way to whoever looks on, as in the engine. */
function gateway(devices: readonly DeviceConfig[], dir?: string) {
  const folder = dir ?? mkdtempSync(join(tmpdir(), 'history-'))
  const { journal, clock } = openTestJournal(folder)
  const listeners = new Set<EventSink>()
  const state = { devices }
  onTestFinished(() => {
    journal.close()
    if (dir === undefined) rmSync(folder, { recursive: true, force: true })
  })
  return {
    journal,
    clock,
    listeners,
    collect(taken: Reading) {
      // A slow line: readings come when their slots are long past, also those that begin before a chart is opened.
      clock.wall = Math.max(clock.wall, taken.timestampMs + 20_000)
      journal.append(taken)
      for (const listener of listeners) listener({ kind: 'reading', reading: taken })
    },
    configure(changed: readonly DeviceConfig[]) {
      state.devices = changed
      for (const listener of listeners) listener({ kind: 'config-applied', changedDevices: [], warnings: [] })
    },
    chart(args: SeriesArgs): Chart {
      const chart = new Chart(
        {
          journal,
          clock,
          devices: () => state.devices,
          subscribe(listener) {
            listeners.add(listener)
            return () => void listeners.delete(listener)
          },
        },
        args,
      )
      onTestFinished(() => chart.close())
      return chart
    },
  }
}

/** What a client has that applies what it hears. */
function applied(snapshot: SeriesSnapshot, chart: Chart): SeriesSnapshot {
  const news = chart.take()
  if (news === null) return snapshot
  if (news.kind === 'snapshot') return news.data
  return {
    ...snapshot,
    series: snapshot.series.map((series, index) => {
      const buckets = new Map(series.buckets.map((bucket) => [bucket.tMs, bucket]))
      for (const change of news.data.changes) {
        if (change.index === index) for (const bucket of change.buckets) buckets.set(bucket.tMs, bucket)
      }
      return { ...series, buckets: [...buckets.values()].toSorted((a, b) => a.tMs - b.tMs) }
    }),
  }
}

const key = (id: string, label: string): SeriesKey => ({ deviceId: id, label })
const slotsOf = ({ series }: SeriesSnapshot, index = 0): readonly number[] =>
  (series[index]?.buckets ?? []).map(({ tMs }) => (tMs - startMs) / 1_000)
const sequence = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

describe('the past and the present in one chart', () => {
  it('join without a seam: no slot is missing or counted twice, whenever readings come', async () => {
    const { journal, collect, chart, clock } = gateway([device('A', ['V']), device('B', ['V'], 2_000)])
    let second = 0
    const next = (): void => {
      const slotMs = startMs + 1_000 * second
      collect(reading('A', slotMs, ['V']))
      if (second % 2 === 0) collect(reading('B', slotMs, ['V']))
      second++
    }
    const spans = fc.constantFrom(60_000, 600_000, 3_600_000)
    // How many readings come before each turn of the event loop, and whether the journal commits after them.
    const arrivals = fc.array(fc.tuple(fc.nat({ max: 4 }), fc.boolean()), { minLength: 1, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(
        spans,
        arrivals,
        fc.nat({ max: 400 }),
        fc.boolean(),
        async (spanMs, turns, before, flushes) => {
          for (let index = 0; index < before; index++) next()
          if (flushes) journal.flush()
          const live = chart({ series: [key('A', 'V'), key('B', 'V')], spanMs })
          const first = live.snapshot()
          for (const [count, commits] of turns) {
            for (let index = 0; index < count; index++) next()
            if (commits) journal.flush()
            await setImmediate()
          }
          let seen = await first
          for (let index = 0; index < 3; index++) next()
          seen = applied(seen, live)
          next()
          seen = applied(seen, live)
          const whole = await live.snapshot()
          live.close()
          const { bucketMs, fromMs, toMs } = whole
          const slots = (stepMs: number): number[] =>
            sequence(0, second)
              .map((each) => startMs + 1_000 * each)
              .filter((slotMs) => slotMs % stepMs === startMs % stepMs && slotMs >= fromMs && slotMs <= toMs)
          expect(toMs).toBe(clock.wall)
          for (const [index, stepMs] of [1_000, 2_000].entries()) {
            const expected = slots(stepMs)
            const kept = (snapshot: SeriesSnapshot) =>
              (snapshot.series[index]?.buckets ?? []).filter(({ tMs }) => tMs >= fromMs)
            expect(kept(seen)).toEqual(kept(whole))
            expect(kept(whole).reduce((sum, { count }) => sum + count, 0)).toBe(expected.length)
            for (const { tMs, count, min, max, last } of kept(whole)) {
              const within = expected.filter(
                (slotMs) => slotMs >= tMs && slotMs < tMs + Math.max(bucketMs, 1),
              )
              const values = within.map(valueOf)
              expect({ count, min, max, last }).toEqual({
                count: within.length,
                min: Math.min(...values),
                max: Math.max(...values),
                last: values.at(-1),
              })
            }
          }
        },
      ),
      { numRuns: 25 },
    )
  }, 60_000)

  it('is short of nothing after a lag, and knows that the whole is less than what has changed', async () => {
    const { collect, chart } = gateway([device('A', ['V'])])
    const live = chart({ series: [key('A', 'V')], spanMs: 60_000 })
    await live.snapshot()
    for (let index = 0; index < 3_000; index++) collect(reading('A', startMs + 1_000 * index, ['V']))
    const news = live.take()
    expect(news?.kind).toBe('snapshot')
    if (news?.kind === 'snapshot') expect(slotsOf(news.data)).toEqual(sequence(2_960, 3_000))
    expect(live.take()).toBeNull()
  })

  it('begins anew when the configuration changes what is charted, and only then', async () => {
    const { collect, chart, configure } = gateway([device('A', ['V'])])
    collect(reading('A', startMs, ['V']))
    const live = chart({ series: [key('A', 'V')], spanMs: 60_000 })
    await live.snapshot()
    configure([device('A', ['V']), device('B', ['V'])])
    expect(live.take()).toBeNull()
    configure([])
    const gone = await live.snapshot()
    expect(gone.series).toMatchObject([{ key: { deviceId: 'A' }, buckets: [] }])
    configure([device('A', ['V'])])
    const back = await live.snapshot()
    expect(slotsOf(back)).toEqual([0])
    expect(back.trouble).toBeNull()
  })

  it('ends with the one who looks on', async () => {
    const { chart, listeners } = gateway([device('A', ['V'])])
    const live = chart({ series: [key('A', 'V')], spanMs: 60_000 })
    live.close()
    await live.snapshot()
    expect(listeners.size).toBe(0)
  })
})

describe('series with hostile names', () => {
  it.each([
    ['M/1 "x"', '__proto__'],
    ["O'Brien; DROP TABLE readings", 'a"b'],
    ['Zähler 电', ',"measurements":{'],
    ['%', '\\'],
  ])('%s, %s', async (id, label) => {
    const { collect, chart, journal } = gateway([device(id, [label, 'other'])])
    for (let index = 0; index < 3; index++) collect(reading(id, startMs + 1_000 * index, ['other', label]))
    journal.flush()
    const snapshot = await chart({ series: [key(id, label)], spanMs: 60_000 }).snapshot()
    expect(snapshot.series[0]?.buckets.map(({ last }) => last)).toEqual([0, 1, 2])
  })
})

describe('a part of the past', () => {
  it('holds its first slot and not its end, by devices and labels that there are', async () => {
    const devices = [device('A', ['V', 'W'])]
    const { collect, journal } = gateway(devices)
    for (let index = 0; index < 1_000; index++) collect(reading('A', startMs + 1_000 * index, ['V']))
    const keys = [key('A', 'V'), key('A', 'W'), key('A', 'X'), key('B', 'V')]
    const range = await readRange(journal, keys, devices, {
      fromMs: startMs + 10_000,
      toMs: startMs + 20_000,
    })
    expect(slotsOf(range)).toEqual(sequence(10, 20))
    expect(range.series.slice(1).map(({ buckets }) => buckets)).toEqual([[], [], []])
    const reduced = await readRange(journal, keys, devices, { fromMs: startMs, toMs: startMs + 3_600_000 })
    expect(reduced.bucketMs).toBe(10_000)
    expect(reduced.series[0]?.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(1_000)
  })
})

/** Mounting a tmpfs takes root on Linux. */
describe.skipIf(!canMount)('a disk that fails', () => {
  it('leaves what is read from now on, and a sentence', async () => {
    const disk = mountSmallDisk(4_000_000)
    onTestFinished(() => disk.unmount())
    const { collect, journal, chart } = gateway([device('A', ['V'])], disk.dir)
    collect(reading('A', startMs, ['V']))
    journal.flush()
    disk.fill()
    for (let index = 1; index < 2_000; index++) collect(reading('A', startMs + 1_000 * index, ['V']))
    const live = chart({ series: [key('A', 'V')], spanMs: 60_000 })
    collect(reading('A', startMs + 2_000_000, ['V']))
    const snapshot = await live.snapshot()
    expect(snapshot.trouble).toMatch(/disk is full.*older values may be missing/)
    expect(slotsOf(snapshot)).toEqual([2_000])
    disk.empty()
  })
})
