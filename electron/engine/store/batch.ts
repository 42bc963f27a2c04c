/** Readings that go to an output in one request. What it holds is fixed in the file before it is sent. */
export interface Batch {
  readonly id: number
  readonly output: string
  readonly firstSeq: number
  readonly lastSeq: number
  readonly count: number
  /** Idempotency key, `<gateway_id>:<first seq>-<last seq>`; fixed as well, also when the gateway is renamed. */
  readonly key: string
  /** The whole request body as sent, before compression: the same bytes at every try, also after a restart. */
  readonly body: string
}

/** A reading that the API refuses for good, kept until a person retries or drops it. */
export interface DeadLetter {
  readonly seq: number
  readonly output: string
  /** What the API said. */
  readonly reason: string
  readonly buriedAtMs: number
  /** Asked to go out again, not settled yet. */
  readonly retrying: boolean
  /** Wire JSON text. */
  readonly reading: string
}

/** A reading that the API took the batch without. */
export interface Rejection {
  readonly seq: number
  readonly reason: string
}

export type SeqSelection = readonly number[] | 'all'
