import type { Finding } from './finding.ts'
import type { DeviceId, LinkId } from './ids.ts'
import type { Reading } from './reading.ts'

/** What the collector knows of one device. */
export type DeviceState =
  | { readonly kind: 'disabled' }
  /** Nothing has been heard of it since the start or since its settings changed. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'good' }
  /** It answers, but some values are bad. */
  | { readonly kind: 'degraded'; readonly badLabels: readonly string[] }
  /** It does not answer; `retryAtMs` (wall clock) is the earliest time of the next probe. */
  | {
      readonly kind: 'backoff'
      readonly attempt: number
      readonly retryAtMs: number
      readonly reason: string
    }

/** How one Modbus request ended. Expected outcomes are values, never throws. */
export type OutcomeKind = 'data' | 'exception' | 'timeout' | 'bad-frame' | 'link-down' | 'aborted'

/** Connection of one physical endpoint. */
export type LinkState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  | {
      readonly kind: 'backoff'
      readonly attempt: number
      readonly retryAtMs: number
      readonly reason: string
    }

export type UploadState =
  /** No api_url: readings are stored only. */
  | { readonly kind: 'off' }
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending' }
  /** The API is unreachable, busy or failing; the same batch goes out again. */
  | {
      readonly kind: 'backoff'
      readonly attempt: number
      readonly retryAtMs: number
      readonly reason: string
    }
  /** A person has to act: the token or the URL is refused. Nothing is deleted. */
  | { readonly kind: 'refused'; readonly status: number; readonly retryAtMs: number; readonly reason: string }

export type StoreState =
  | { readonly kind: 'ok' }
  /** Disk full or read-only: readings wait in memory. */
  | { readonly kind: 'failing'; readonly reason: string; readonly waitingReadings: number }

/** Why readings left the journal without having been delivered. */
export type LossReason = 'size-limit' | 'memory-limit' | 'corrupt-journal'

export interface Loss {
  readonly count: number
  /** null where the readings had not got a number yet. */
  readonly firstSeq: number | null
  readonly lastSeq: number | null
  readonly firstSlotMs: number | null
  readonly lastSlotMs: number | null
  readonly reason: LossReason
  readonly recordedAtMs: number
}

export type AlertKind =
  | 'device-offline'
  | 'value-out-of-range'
  | 'registers-refused'
  | 'schedule-overrun'
  | 'api-refusing'
  | 'api-unreachable'
  | 'dead-letters'
  | 'queue-growing'
  | 'readings-lost'
  | 'disk'
  | 'journal-replaced'
  | 'config-invalid'

export interface Alert {
  /** `kind` or `kind:subject`, unique among the active ones. */
  readonly id: string
  readonly kind: AlertKind
  /** Device, link or API that it is about; null for the gateway as a whole. */
  readonly subject: string | null
  readonly message: string
  readonly startedAtMs: number
  readonly endedAtMs: number | null
  /** How often its cause was seen since it started. */
  readonly count: number
  readonly acknowledgedAtMs: number | null
}

/** The engine's one typed event sink: the only way anything earlier in the line reaches anything later. */
export type EngineEvent =
  | {
      readonly kind: 'reading'
      readonly reading: Reading
      /** Nothing was asked in this slot, because the one before it overran: it says nothing about the device. */
      readonly isMissedSlot?: true
    }
  | { readonly kind: 'stored'; readonly firstSeq: number; readonly lastSeq: number; readonly count: number }
  | { readonly kind: 'device-state'; readonly deviceId: DeviceId; readonly state: DeviceState }
  | { readonly kind: 'link-state'; readonly linkId: LinkId; readonly state: LinkState }
  | { readonly kind: 'slots-skipped'; readonly deviceId: DeviceId; readonly count: number }
  /** A slot began `latenessMs` after its nominal time. */
  | { readonly kind: 'slot-started'; readonly deviceId: DeviceId; readonly latenessMs: number }
  | {
      readonly kind: 'request'
      readonly linkId: LinkId
      readonly deviceId: DeviceId
      readonly outcome: OutcomeKind
      readonly exceptionCode: number | null
      readonly latencyMs: number
    }
  | { readonly kind: 'registers-refused'; readonly deviceId: DeviceId; readonly labels: readonly string[] }
  | { readonly kind: 'upload-state'; readonly state: UploadState }
  | {
      readonly kind: 'upload-attempt'
      readonly readings: number
      readonly bytes: number
      readonly latencyMs: number
      /** HTTP status, or null when there was no answer. */
      readonly status: number | null
      readonly acknowledged: number
    }
  | { readonly kind: 'dead-letters'; readonly count: number; readonly reason: string }
  | { readonly kind: 'store-state'; readonly state: StoreState }
  | { readonly kind: 'journal-replaced'; readonly setAside: string; readonly recovered: number }
  | { readonly kind: 'lost'; readonly loss: Loss }
  | {
      readonly kind: 'config-applied'
      readonly changedDevices: readonly DeviceId[]
      readonly warnings: readonly Finding[]
    }
  | { readonly kind: 'config-rejected'; readonly findings: readonly Finding[] }
  /** A person stopped the collection of all devices, or let it go on. */
  | { readonly kind: 'collecting'; readonly isCollecting: boolean }
  | { readonly kind: 'alert'; readonly alert: Alert }

export type EventSink = (event: EngineEvent) => void
