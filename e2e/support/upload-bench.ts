import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApiConfig, EngineEvent, Reading } from '../../shared/model/index.ts'
import { deviceId } from '../../shared/model/index.ts'
import { type Clock, systemClock } from '../../electron/engine/clock.ts'
import type { Logger } from '../../electron/engine/logger.ts'
import { type Journal, openJournal } from '../../electron/engine/store/journal.ts'
import { createUploader, type Uploader } from '../../electron/engine/upload/uploader.ts'
import { waitFor } from './wait.ts'

export const gatewayId = '5f0c1f6e-0000-4000-8000-000000000001'
export const token = 'tok-5ecret-9'

export function apiConfig(url: string, more: Partial<ApiConfig> = {}): ApiConfig {
  return { url, path: '/api/v1/readings', token, timeoutMs: 10_000, batchSize: 500, caFile: null, ...more }
}

/** Real time, with a hand to move the monotonic clock ahead. */
export interface MovableClock extends Clock {
  ahead(ms: number): void
}

export function movableClock(): MovableClock {
  let aheadMs = 0
  return {
    monotonicMs: () => systemClock.monotonicMs() + aheadMs,
    wallMs: () => systemClock.wallMs() + aheadMs,
    ahead: (ms) => (aheadMs += ms),
  }
}

export interface UploadBench {
  readonly dir: string
  readonly journal: Journal
  readonly uploader: Uploader
  readonly clock: MovableClock
  readonly events: readonly EngineEvent[]
  /** Everything that was logged. */
  readonly log: readonly string[]
  /** Stores so many readings; their seqs go on from what is there. */
  store(count: number): void
  /** Every event of a kind, in order. */
  of<K extends EngineEvent['kind']>(kind: K): readonly (EngineEvent & { readonly kind: K })[]
  drained(): Promise<void>
  /** As after the end of the process: the same directory, opened again. */
  restart(api: ApiConfig | null): Promise<UploadBench>
  close(): Promise<void>
}

/** Journal and uploader over a directory of their own. Waits for back-off are none unless `random` says so. */
export function uploadBench(
  api: ApiConfig | null,
  {
    dir = mkdtempSync(join(tmpdir(), 'gateway-upload-')),
    random = () => 0,
  }: { readonly dir?: string; readonly random?: () => number } = {},
): UploadBench {
  const clock = movableClock()
  const events: EngineEvent[] = []
  const log: string[] = []
  const logger = recordingLogger(log)
  const journal = openJournal({
    dir,
    clock,
    logger,
    sink: (event) => {
      events.push(event)
      if (event.kind === 'stored') uploader.notify()
    },
    limits: { maxSizeBytes: 2 ** 31, maxAgeMs: 30 * 86_400_000 },
    outputs: ['rest'],
  })
  const uploader = createUploader({
    journal,
    api,
    gatewayId,
    clock,
    logger,
    sink: (event) => void events.push(event),
    random,
  })
  const end = async (): Promise<void> => {
    await uploader.stop()
    journal.close()
  }
  return {
    dir,
    journal,
    uploader,
    clock,
    events,
    log,
    store(count) {
      const from = journal.stats().lastSeq
      for (let index = 1; index <= count; index++) journal.append(reading(from + index))
      journal.flush()
    },
    of: <K extends EngineEvent['kind']>(kind: K) =>
      events.filter((event): event is EngineEvent & { readonly kind: K } => event.kind === kind),
    drained: async () => {
      await waitFor('an empty queue', () => journal.stats().unsent === 0 && uploader.state.kind === 'idle')
    },
    async restart(next) {
      await end()
      return uploadBench(next, { dir, random })
    },
    async close() {
      await end()
      rmSync(dir, { recursive: true })
    },
  }
}

const firstSlotMs = Date.UTC(2026, 10, 23)

/** Its values tell which one it is. */
export function reading(number: number): Reading {
  const slotMs = firstSlotMs + number * 1_000
  return {
    deviceId: deviceId('DEVICE_1'),
    deviceName: 'Energy_Meter_01',
    deviceType: 'ENERGY_METER',
    timestampMs: slotMs + 212,
    slotMs,
    latencyMs: 12.4,
    measurements: new Map([
      ['Energy', { value: number, unit: 'kWh', quality: 'GOOD' }],
      ['Current_L1', { value: null, unit: 'A', quality: 'BAD_RANGE', detail: '812.4 above 100' }],
    ]),
  }
}

function recordingLogger(lines: string[]): Logger {
  const logger: Logger = {
    debug: (message) => void lines.push(message),
    info: (message) => void lines.push(message),
    warning: (message) => void lines.push(message),
    error: (message) => void lines.push(message),
    child: () => logger,
  }
  return logger
}
