/**
 * The known name that a misspelt one most likely means, or null when none is near: at most a third of its
 * letters differ (optimal string alignment distance: a swap of neighbours is one mistake).
 */
export function nearestName(written: string, known: readonly string[]): string | null {
  // One letter is near to every other letter.
  if (written.length < 2 || written.length > 64) return null
  const limit = Math.max(1, Math.floor(written.length / 3))
  let best: string | null = null
  let bestDistance = limit + 1
  for (const name of known) {
    if (Math.abs(name.length - written.length) >= bestDistance) continue
    const distance = editDistance(written, name)
    if (distance < bestDistance) {
      best = name
      bestDistance = distance
    }
  }
  return best
}

/** `did you mean TCP?`, where a known name is near. */
export function didYouMean(written: string, known: readonly string[]): string | null {
  const nearest = nearestName(written, known)
  return nearest === null ? null : `did you mean ${nearest}?`
}

function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (isSwap) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1)
      row.push(cost)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}
