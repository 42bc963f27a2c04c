import { setImmediate } from 'node:timers/promises'
import type { SeriesKey, SeriesSnapshot } from '../../../shared/contract/series.ts'
import type { DeviceConfig } from '../../../shared/model/index.ts'
import type { Journal } from '../store/journal.ts'
import { bucketLengthMs, spanStartMs } from './bucket-length.ts'
import { intervalsOf, planSeries, SeriesBook } from './series-book.ts'
import { StoredValues } from './stored-values.ts'

/** First slot, and the first one that is not wanted any more. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** Work in one turn of the event loop at most, but for reading one page. */
const sliceMs = 4

/**
 * Adds what the journal has of a span to a chart. Everything that was read before this call is in it and nothing that
 * is read after it: whoever puts the readings from now on into the same chart misses none and has none twice.
 *
 * The journal is read in short pieces, so that nobody else waits: one in each turn of the event loop, however many
 * charts are filled at a time.
 *
 * @returns why not everything is there, in a sentence, or null
 */
export async function fillFromJournal(
  journal: Journal,
  book: SeriesBook,
  { fromMs, toMs }: Span,
  isWanted: () => boolean = () => true,
): Promise<string | null> {
  const { deviceIds } = book
  if (deviceIds.length === 0) return null
  const stored = new Map(deviceIds.map((id) => [id, new StoredValues(book.labelsOf(id))]))
  let damaged = 0
  journal.flush()
  // The first page is taken before anything else can happen: it fixes where the past ends.
  let sinceMs = performance.now()
  for (const page of journal.pages({ fromMs, toMs, deviceIds })) {
    for (const { deviceId, slotMs, json } of page) {
      if (performance.now() - sinceMs > sliceMs) {
        await nextTurn()
        sinceMs = performance.now()
      }
      try {
        const values = stored.get(deviceId)?.in(json)
        if (values !== undefined) book.add(deviceId, slotMs, values)
      } catch {
        damaged++
      }
    }
    await nextTurn()
    if (!isWanted()) break
    sinceMs = performance.now()
  }
  const { state } = journal.stats()
  if (state.kind === 'failing')
    return `The journal cannot be read or written (${state.reason}): older values may be missing.`
  return damaged === 0 ? null : `${damaged} damaged readings in the journal were left out.`
}

/** Shared by all who fill a chart: the event loop is one. */
let turn: Promise<unknown> = Promise.resolve()

function nextTurn(): Promise<unknown> {
  turn = turn.then(() => setImmediate())
  return turn
}

/** A part of the past by itself, as a zoom shows it. */
export async function readRange(
  journal: Journal,
  keys: readonly SeriesKey[],
  devices: readonly DeviceConfig[],
  span: Span,
): Promise<SeriesSnapshot> {
  const plan = planSeries(keys, devices)
  const spanMs = span.toMs - span.fromMs
  const bucketMs = bucketLengthMs(spanMs, intervalsOf(plan))
  const book = new SeriesBook(plan, bucketMs)
  const fromMs = spanStartMs(span.toMs, spanMs, bucketMs)
  const trouble = await fillFromJournal(journal, book, { fromMs, toMs: span.toMs })
  return { bucketMs, fromMs, toMs: span.toMs, series: book.series(fromMs, span.toMs), trouble }
}
