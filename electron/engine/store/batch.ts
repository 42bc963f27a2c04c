/** Readings on their way to one output, fixed in the journal before they are sent. */
export interface Batch {
  readonly id: number
  readonly output: string
  readonly firstSeq: number
  readonly lastSeq: number
  readonly count: number
  /** Idempotency key, `<gateway_id>:<first seq>-<last seq>`. */
  readonly key: string
  /** The whole request body before compression: the same bytes at every try, also after a restart. */
  readonly body: string
}

/** A reading that the API refuses for good. It stays until somebody retries or drops it. */
export interface DeadLetter {
  readonly seq: number
  readonly output: string
  readonly reason: string
  readonly buriedAtMs: number
  /** Asked to go out again, not settled yet. */
  readonly retrying: boolean
  /** Wire form, see wire.ts. */
  readonly json: string
}

export interface Rejection {
  readonly seq: number
  readonly reason: string
}
