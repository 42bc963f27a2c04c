/** Lines of a text before and after a change. Numbers are 1-based; null where the line is not there. */
export type LineChange =
  | { readonly kind: 'same'; readonly oldLine: number; readonly newLine: number }
  | { readonly kind: 'removed'; readonly oldLine: number; readonly newLine: null }
  | { readonly kind: 'added'; readonly oldLine: null; readonly newLine: number }

/** Beyond this many differences nobody looks for what stayed among them. */
const mostSteps = 1_000

/** What changes on the way from one text to the other, with `context` equal lines around each change. */
export function lineDiff(before: readonly string[], after: readonly string[], context = 3): LineChange[] {
  return around(lineChanges(before, after), context)
}

/** Every line on the shortest way from one text to the other (Myers, O(ND)). */
export function lineChanges(before: readonly string[], after: readonly string[]): LineChange[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head++
  let tail = 0
  const most = Math.min(before.length, after.length) - head
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail++

  const changes: LineChange[] = []
  const same = (oldLine: number, newLine: number): unknown =>
    changes.push({ kind: 'same', oldLine: oldLine + 1, newLine: newLine + 1 })
  for (let line = 0; line < head; line++) same(line, line)
  const middle = shortestPath(
    before.slice(head, before.length - tail),
    after.slice(head, after.length - tail),
  )
  let [x, y] = [head, head]
  for (const step of middle) {
    if (step === 'same') same(x++, y++)
    else if (step === 'removed') changes.push({ kind: step, oldLine: ++x, newLine: null })
    else changes.push({ kind: step, oldLine: null, newLine: ++y })
  }
  for (let line = 0; line < tail; line++) same(x + line, y + line)
  return changes
}

function shortestPath(a: readonly string[], b: readonly string[]): LineChange['kind'][] {
  /** Furthest x on each diagonal x - y, one map for each number of differences. */
  const trace: Map<number, number>[] = []
  const furthest = new Map([[1, 0]])
  const limit = Math.min(a.length + b.length, mostSteps)
  for (let steps = 0; steps <= limit; steps++) {
    trace.push(new Map(furthest))
    for (let diagonal = -steps; diagonal <= steps; diagonal += 2) {
      const below = furthest.get(diagonal + 1) ?? -1
      const beside = furthest.get(diagonal - 1) ?? -1
      let x = diagonal === -steps || (diagonal !== steps && beside < below) ? below : beside + 1
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++
      furthest.set(diagonal, x)
      if (x >= a.length && x - diagonal >= b.length) return walkedBack(trace, a.length, b.length)
    }
  }
  return [...a.map(() => 'removed' as const), ...b.map(() => 'added' as const)]
}

function walkedBack(trace: readonly Map<number, number>[], toX: number, toY: number): LineChange['kind'][] {
  const path: LineChange['kind'][] = []
  let x = toX
  let diagonal = toX - toY
  for (let steps = trace.length - 1; steps >= 0; steps--) {
    const furthest = trace[steps]
    const below = furthest?.get(diagonal + 1) ?? -1
    const beside = furthest?.get(diagonal - 1) ?? -1
    const isAdded = diagonal === -steps || (diagonal !== steps && beside < below)
    const startX = steps === 0 ? 0 : isAdded ? below : beside + 1
    for (; x > startX; x--) path.push('same')
    if (steps === 0) break
    path.push(isAdded ? 'added' : 'removed')
    x = isAdded ? below : beside
    diagonal += isAdded ? 1 : -1
  }
  return path.toReversed()
}

function around(changes: readonly LineChange[], context: number): LineChange[] {
  const near = new Set<number>()
  changes.forEach(({ kind }, index) => {
    if (kind === 'same') return
    for (let at = index - context; at <= index + context; at++) near.add(at)
  })
  return changes.filter((_change, index) => near.has(index))
}
