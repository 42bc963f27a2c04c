import { setTimeout as sleep } from 'node:timers/promises'
import type { DeviceConfig } from '../../../../shared/model/index.ts'
import { type DeviceRead, readDevice } from '../../diagnose/read-device.ts'
import { checkSanity } from '../../diagnose/sanity.ts'
import { reportDevice } from '../../plan-report.ts'
import { adviseByteOrder } from '../../probe/byte-order.ts'
import { recordCycle } from '../../report/cycle-frames.ts'
import type { ReportFrame, RequestSummary } from '../../report/facts.ts'
import { summarizeLatencies } from '../../report/latency-summary.ts'
import { reportHtml } from '../../report/report-html.ts'
import { reportJson } from '../../report/report-json.ts'
import type { ToolSources } from '../sources.ts'
import type { Tool } from '../tool.ts'

interface Cycle {
  readonly frames: readonly ReportFrame[]
  readonly isWhole: boolean
}

/** From the start of one sample to that of the next. */
const sampleEveryMs = 1_000

/** The commissioning report of one device. */
export function reportTool(sources: ToolSources): Tool<'report'> {
  return {
    asks: 'one',
    title: ({ subject }) => sources.subjects.title(subject),
    link: ({ subject }) => sources.subjects.link(subject),
    cost({ subject, samples }, timeoutMs) {
      if (subject.kind === 'typed')
        return costOf(samples, 1, 0, Math.min(timeoutMs, subject.target.timeoutMs))
      const device = sources.subjects.known(subject.deviceId)
      const { requests, wireMs } = reportDevice(device)
      return costOf(samples, requests.length, wireMs, Math.min(timeoutMs, device.timeoutMs))
    },
    async run({ subject, samples: wantedSamples }, { borrow, watchFrames, clock, signal, progress }) {
      const device = await sources.subjects.device(subject)
      const line = borrow(device.link, 'one', device.id)
      const samples: DeviceRead[] = []
      const requests = countRequests()
      let cycle: Cycle | null = null
      const throughCollector = line.isHeld
      while (samples.length < wantedSamples && !signal.aborted) {
        const startMs = clock.monotonicMs()
        const remainingMs = (wantedSamples - samples.length) * sampleEveryMs
        const doing = `sample ${samples.length + 1} of ${wantedSamples}`
        progress({ done: samples.length, total: wantedSamples, remainingMs, doing })
        const recording = recordCycle(line.link.id, device.unitId)
        // The first cycle that is the sample's alone, without a slot of the collector's in it; the first one where there is none.
        const leave = cycle?.isWhole === true ? () => {} : watchFrames(recording.onFrame)
        const madeBefore = requests.summary().made
        const sample = await readDevice({
          device,
          link: line.link,
          clock,
          maxRetries: line.isHeld ? 0 : sources.maxRetries(),
          signal,
          witness: (_unit, _request, outcome) => requests.note(outcome),
        })
        leave()
        const isWhole = recording.requests === requests.summary().made - madeBefore
        if (cycle === null || (isWhole && !cycle.isWhole)) cycle = { frames: recording.frames, isWhole }
        // What was cut off in the middle says nothing about the device.
        if (signal.aborted) break
        samples.push(sample)
        // A slow line belongs to others for as long as it was taken from them.
        const tookMs = clock.monotonicMs() - startMs
        const pauseMs = samples.length < wantedSamples ? Math.max(sampleEveryMs - tookMs, tookMs) : 0
        await sleep(pauseMs, undefined, { signal }).catch(() => {})
      }
      const facts = {
        gateway: sources.gateway,
        madeAtMs: clock.wallMs(),
        device,
        throughCollector,
        plan: reportDevice(device),
        wantedSamples,
        samples,
        requests: requests.summary(),
        sanity: checkSanity(
          device.registers,
          samples.map(({ reading }) => reading),
        ),
        byteOrder: adviseByteOrder(device.registers, samples.at(-1)?.rawWords ?? []),
        frames: cycle?.frames ?? [],
      }
      const fileName = `commissioning-${fileNamePart(device)}-${stamp(facts.madeAtMs)}.html`
      return { result: { fileName, html: reportHtml(facts), json: reportJson(facts) }, trouble: null }
    },
  }
}

function costOf(samples: number, requests: number, wireMs: number, timeoutMs: number) {
  const pausesMs = (samples - 1) * sampleEveryMs
  return {
    requests: samples * requests,
    leastMs: pausesMs + wireMs,
    likelyMs: pausesMs + Math.max(wireMs, samples * wireMs - pausesMs),
    mostMs: pausesMs + samples * requests * timeoutMs,
  }
}

function countRequests(): {
  note(outcome: { readonly kind: string; readonly latencyMs: number }): void
  summary(): RequestSummary
} {
  let made = 0
  const latenciesMs: number[] = []
  return {
    note({ kind, latencyMs }) {
      if (kind === 'aborted') return
      made += 1
      if (kind === 'data' || kind === 'exception') latenciesMs.push(latencyMs)
    },
    summary: () => ({ made, answered: latenciesMs.length, latency: summarizeLatencies(latenciesMs) }),
  }
}

/** Ids may be any text, names of files may not. */
const fileNamePart = ({ id }: DeviceConfig): string =>
  id
    .replaceAll(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 80)

/** `20261128-014105`, UTC. */
const stamp = (ms: number): string =>
  new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
