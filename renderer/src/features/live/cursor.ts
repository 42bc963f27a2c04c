interface View {
  readonly fromMs: number
  readonly toMs: number
  readonly bucketMs: number
  /** null: not set; a key then begins at the newest value. */
  readonly cursorMs: number | null
}

export type CursorAction =
  | { readonly kind: 'cursor'; readonly atMs: number | null }
  | { readonly kind: 'zoom'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'reset' }

/** Steps of an arrow key from one end of the chart to the other; less where the buckets are longer. */
const steps = 150
const pageSteps = 15
/** Zooming in shows this share, around the cursor. */
const zoomShare = 0.25

/** What a key does on a chart that has the focus; null: nothing, it is the page's. */
export function cursorKey(key: string, { fromMs, toMs, bucketMs, cursorMs }: View): CursorAction | null {
  const at = cursorMs ?? toMs
  const stepMs = Math.max(bucketMs, (toMs - fromMs) / steps)
  const within = (ms: number): number => Math.min(toMs, Math.max(fromMs, ms))
  const to = (ms: number): CursorAction => ({ kind: 'cursor', atMs: within(ms) })
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return to(at - stepMs)
    case 'ArrowRight':
    case 'ArrowUp':
      return to(at + stepMs)
    case 'PageDown':
      return to(at - pageSteps * stepMs)
    case 'PageUp':
      return to(at + pageSteps * stepMs)
    case 'Home':
      return to(fromMs)
    case 'End':
      return to(toMs)
    case '+': {
      const lengthMs = (toMs - fromMs) * zoomShare
      const startMs = Math.min(toMs - lengthMs, Math.max(fromMs, at - lengthMs / 2))
      return { kind: 'zoom', fromMs: startMs, toMs: startMs + lengthMs }
    }
    case '-':
      return { kind: 'reset' }
    case 'Escape':
      return cursorMs === null ? { kind: 'reset' } : { kind: 'cursor', atMs: null }
    default:
      return null
  }
}
