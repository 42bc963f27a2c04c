import { useEffect, useState } from 'react'
import type { SeriesKey, SeriesSnapshot } from '../../../../shared/contract/series.ts'
import { gateway } from '../../ipc/gateway.ts'
import { advanced, withDelta } from './series-model.ts'

export type LiveData =
  /** `data`: of what was chosen before, so that the charts stay while the new ones come. */
  | { readonly kind: 'loading'; readonly data: SeriesSnapshot | null }
  | { readonly kind: 'ready'; readonly data: SeriesSnapshot }
  | { readonly kind: 'failed'; readonly data: null; readonly message: string; readonly retry: () => void }

/** A chart is drawn at most this often, however many readings come. */
const redrawMs = 1_000

const nothing: LiveData = { kind: 'loading', data: null }

/** Follows the chosen values: what lies in the journal and what comes, without a seam. */
export function useSeries(keys: readonly SeriesKey[], spanMs: number): LiveData {
  const [live, setLive] = useState<LiveData>(nothing)
  const asked = JSON.stringify(keys)
  useEffect(() => {
    const series = JSON.parse(asked) as SeriesKey[]
    if (series.length === 0) return undefined
    let newest: SeriesSnapshot | null = null
    /** What the gateway's clock is ahead of this computer's. */
    let aheadMs = 0
    const follow = (): (() => void) =>
      gateway.subscribe(
        'series',
        { series, spanMs },
        {
          onSnapshot(snapshot) {
            newest = snapshot
            aheadMs = snapshot.toMs - Date.now()
            setLive({ kind: 'ready', data: snapshot })
          },
          onDelta(delta) {
            if (newest === null) return
            newest = withDelta(newest, delta, spanMs)
            aheadMs = delta.toMs - Date.now()
          },
          onError(message) {
            newest = null
            setLive({ kind: 'failed', data: null, message, retry })
          },
        },
      )
    let leave = follow()
    function retry(): void {
      leave()
      setLive(nothing)
      leave = follow()
    }
    const timer = setInterval(() => {
      if (newest === null || document.hidden || gateway.connection.getState().kind !== 'open') return
      setLive({ kind: 'ready', data: advanced(newest, Date.now() + aheadMs, spanMs) })
    }, redrawMs)
    return () => {
      clearInterval(timer)
      leave()
      setLive(({ data }) => ({ kind: 'loading', data }))
    }
  }, [asked, spanMs])
  return keys.length === 0 ? nothing : live
}
