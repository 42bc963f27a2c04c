import type {
  DeviceId,
  DeviceState,
  LinkId,
  LinkState,
  Reading,
  StoreState,
  UnitId,
  UploadState,
} from '../../../shared/model/index.ts'
import type { QueueStats } from './suppliers.ts'

export interface DeviceStatus {
  readonly id: DeviceId
  readonly name: string
  readonly type: string
  readonly linkId: LinkId
  readonly unitId: UnitId
  readonly intervalMs: number
  readonly state: DeviceState
  readonly lastReading: Reading | null
  /** Wall clock of the last reading in which the device answered. */
  readonly lastAnswerMs: number | null
  /** Share of the last hour's readings in which the device answered, 0..1; null without a reading. */
  readonly successRate: number | null
  readonly readingsLastHour: number
  /** Requests that ended in a timeout, an exception, a bad frame or a lost link. */
  readonly errorsLastHour: number
  readonly skippedLastHour: number
  /** How late the last slot began. */
  readonly latenessMs: number | null
}

export interface LinkStatus {
  readonly id: LinkId
  readonly state: LinkState
  /** Share of the last minute during which a request was on the wire, 0..1 (above 1 with pipelining). */
  readonly utilisation: number
}

export interface UploadStatus {
  readonly state: UploadState
  /** Wall clock of the last answer that acknowledged readings. */
  readonly lastSuccessMs: number | null
  readonly acknowledgedTotal: number
  readonly acknowledgedPerMinute: number
}

/** Everything a person wants to see at once; a copy, made when asked for. */
export interface StatusSnapshot extends StatusTotals {
  readonly devices: readonly DeviceStatus[]
}

/** The picture without its devices: costs the same however many there are. */
export interface StatusTotals {
  readonly takenAtMs: number
  readonly startedAtMs: number
  readonly uptimeMs: number
  readonly devicesByState: Readonly<Record<DeviceState['kind'], number>>
  readonly links: readonly LinkStatus[]
  readonly readingsTotal: number
  readonly readingsPerMinute: number
  /** Values with quality GOOD. */
  readonly goodPointsPerMinute: number
  readonly pointsPerMinute: number
  readonly errorsLastHour: number
  readonly skippedLastHour: number
  /** Largest lateness of a slot in the last two minutes or less. */
  readonly worstLatenessMs: number
  readonly storedTotal: number
  /** Wall clock of the last commit. */
  readonly lastStoredMs: number | null
  readonly lostTotal: number
  readonly store: StoreState
  readonly queue: QueueStats
  readonly upload: UploadStatus
}

/** Facts that health is judged by; times are monotonic milliseconds. */
export interface ProgressFacts {
  readonly startedMs: number
  /** When the set of devices was last changed: nothing can be expected of it sooner. */
  readonly expectedSinceMs: number
  /** Enabled devices; `sinceMs` is its last reading, or when it was added. */
  readonly devices: readonly {
    readonly id: DeviceId
    readonly intervalMs: number
    readonly sinceMs: number
  }[]
  readonly lastStoredMs: number | null
  readonly lastAcknowledgedMs: number | null
  readonly upload: UploadState
  readonly uploadSinceMs: number
  readonly store: StoreState
  readonly storeSinceMs: number
  /** null while the configuration on disk is the one that runs. */
  readonly configInvalidSinceMs: number | null
}
