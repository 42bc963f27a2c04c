import type { ByteOrderAdvice, SanityFinding } from '../../../shared/contract/tester.ts'
import type { DeviceConfig } from '../../../shared/model/index.ts'
import type { DeviceRead } from '../diagnose/read-device.ts'
import type { DeviceReport } from '../plan-report.ts'
import type { LatencySummary } from './latency-summary.ts'

/** All that a commissioning report tells. Nothing of it is secret. */
export interface ReportFacts {
  readonly gateway: { readonly id: string; readonly version: string; readonly hostName: string }
  readonly madeAtMs: number
  readonly device: DeviceConfig
  /** The samples went through the collector's link, between its slots. */
  readonly throughCollector: boolean
  readonly plan: DeviceReport
  /** That were asked for; fewer where somebody stopped it. */
  readonly wantedSamples: number
  /** Oldest first. */
  readonly samples: readonly DeviceRead[]
  readonly requests: RequestSummary
  readonly sanity: readonly SanityFinding[]
  readonly byteOrder: ByteOrderAdvice | null
  /** Of one sample, in the order of the wire. */
  readonly frames: readonly ReportFrame[]
}

export interface RequestSummary {
  readonly made: number
  /** With data or an exception of the unit. */
  readonly answered: number
  /** Of the answered ones; null: none was. */
  readonly latency: LatencySummary | null
}

export interface ReportFrame {
  /** Since the first one. */
  readonly atMs: number
  readonly direction: 'sent' | 'received' | 'discarded'
  readonly hex: string
  /** Decoded. */
  readonly text: string
}
