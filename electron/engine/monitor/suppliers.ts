/** What the journal has to say, asked when somebody looks. Must be cheap: it is read every few seconds. */
export interface QueueStats {
  /** Readings committed and not yet acknowledged by the API. */
  readonly unsent: number
  readonly unsentBytes: number
  /** Slot of the oldest unsent reading, ms since the epoch; null when nothing waits. */
  readonly oldestUnsentMs: number | null
  readonly deadLetters: number
  /** Size of the journal on disk. */
  readonly sizeBytes: number
  /** Readings in memory because the journal cannot be written. */
  readonly waitingReadings: number
}

export const emptyQueue: QueueStats = {
  unsent: 0,
  unsentBytes: 0,
  oldestUnsentMs: null,
  deadLetters: 0,
  sizeBytes: 0,
  waitingReadings: 0,
}
