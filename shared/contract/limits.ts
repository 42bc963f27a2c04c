/** Bounds that both sides keep to; free of libraries, so that the interface can use them. */

/** Characters of one message from the client; a register table of thousands of rows fits. */
export const clientMessageMost = 1024 * 1024
/** At most four batches a second to a client. */
export const batchPeriodMs = 250
/** Batches that a client may leave unacknowledged. */
export const unacknowledgedMost = 8

/** Series in one chart at most. */
export const seriesMost = 20
/** Points of one series at most; longer spans are reduced to as many buckets. */
export const pointsMost = 600
/** Spans of a live chart in ms: one minute to a day. */
export const spanLeast = 60_000
export const spanMost = 86_400_000

/** Registers (or bits) of one probe. */
export const probedMost = 2_000
/** Registers of each table that one search looks through. */
export const searchedMost = 10_000
/** Values that are looked for together at most. */
export const shownValuesMost = 16
/** Characters of the name of such a value, and of what the display shows, its unit included. */
export const shownLabelMost = 100
export const shownTextMost = 40
/** Unit ids that a serial scan asks with each combination. */
export const serialScanUnitsMost = 16
/** Of one commissioning report. */
export const samplesMost = 60

/** Wait for one answer in ms, in config.ini as in the tester. */
export const timeoutLeastMs = 10
export const timeoutMostMs = 120_000
