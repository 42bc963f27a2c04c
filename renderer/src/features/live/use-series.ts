import { useEffect, useRef, useState } from 'react'
import type { SeriesKey, SeriesSnapshot } from '../../../../shared/contract/series.ts'
import { gateway } from '../../ipc/gateway.ts'
import { withDelta } from './series-model.ts'

export type LiveData =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly data: SeriesSnapshot }
  | { readonly kind: 'failed'; readonly message: string }

/** A chart is drawn at most this often, however many readings come. */
const redrawMs = 1_000

/** Follows the chosen values: what lies in the journal and what comes, without a seam. */
export function useSeries(keys: readonly SeriesKey[], spanMs: number): LiveData {
  const [live, setLive] = useState<LiveData>({ kind: 'loading' })
  const newest = useRef<SeriesSnapshot | null>(null)
  const asked = JSON.stringify(keys)
  useEffect(() => {
    const series = JSON.parse(asked) as SeriesKey[]
    newest.current = null
    if (series.length === 0) return undefined
    let drawn: SeriesSnapshot | null = null
    const timer = setInterval(() => {
      if (newest.current === null || newest.current === drawn) return
      drawn = newest.current
      setLive({ kind: 'ready', data: drawn })
    }, redrawMs)
    const leave = gateway.subscribe(
      'series',
      { series, spanMs },
      {
        onSnapshot(snapshot) {
          newest.current = snapshot
          drawn = snapshot
          setLive({ kind: 'ready', data: snapshot })
        },
        onDelta(delta) {
          if (newest.current !== null) newest.current = withDelta(newest.current, delta, spanMs)
        },
        onError: (message) => setLive({ kind: 'failed', message }),
      },
    )
    return () => {
      clearInterval(timer)
      leave()
      setLive({ kind: 'loading' })
    }
  }, [asked, spanMs])
  return live
}
