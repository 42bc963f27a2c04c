/**
 * How late timers are on this machine in a process that does nothing else: what others take away from a bench.
 *
 *     node bench/support/idle-timer.ts      prints {}, and {"p99Ms":…} when its input ends
 */
const periodMs = 10
const latenessMs: number[] = []
let dueMs = performance.now() + periodMs

function tick(): void {
  const nowMs = performance.now()
  latenessMs.push(Math.max(0, nowMs - dueMs))
  dueMs = nowMs + periodMs
  timer = setTimeout(tick, periodMs)
}

let timer = setTimeout(tick, periodMs)
console.log('{}')
process.stdin.resume().on('end', () => {
  clearTimeout(timer)
  latenessMs.sort((a, b) => a - b)
  console.log(JSON.stringify({ p99Ms: latenessMs[Math.ceil(latenessMs.length * 0.99) - 1] ?? 0 }))
})
