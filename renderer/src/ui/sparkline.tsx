export interface SparklineProps {
  /** Oldest first; null where there was no good value: the line has a gap there. */
  readonly points: readonly (number | null)[]
  /** What a screen reader says. */
  readonly label: string
  readonly width?: number
  readonly height?: number
}

/** The last values as a line without axes. */
export function Sparkline({ points, label, width = 96, height = 22 }: SparklineProps) {
  return (
    <svg width={width} height={height} role="img" aria-label={label} style={{ display: 'block' }}>
      <path
        d={sparkPath(points, width, height)}
        fill="none"
        stroke="var(--trend)"
        strokeWidth={1.4}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  )
}

/** A path through the points, broken at gaps; a constant value lies in the middle. */
export function sparkPath(points: readonly (number | null)[], width: number, height: number): string {
  const known = points.filter((point) => point !== null)
  if (known.length === 0) return ''
  const least = Math.min(...known)
  const range = Math.max(...known) - least
  const step = points.length > 1 ? width / (points.length - 1) : 0
  const y = (value: number): number =>
    range === 0 ? height / 2 : height - 2 - ((value - least) / range) * (height - 4)
  let path = ''
  let isDrawing = false
  points.forEach((point, index) => {
    if (point === null) isDrawing = false
    else {
      const at = `${(index * step).toFixed(1)} ${y(point).toFixed(1)}`
      const isLone = !isDrawing && (points[index + 1] ?? null) === null
      path += isDrawing ? `L${at}` : isLone ? `M${at}h0.1` : `M${at}`
      isDrawing = true
    }
  })
  return path
}
