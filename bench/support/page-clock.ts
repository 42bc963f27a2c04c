/**
 * Runs in the page, from before its own scripts. Times are those of the page's clock, whose zero is the start of the
 * navigation.
 */
export interface PageClock {
  /** Of the last key that went down or button that went up. */
  readonly inputMs: () => number
  /**
   * When the frame was painted in which the first element that `selector` names has a text that matches `pattern`.
   * What an input brings about is to be waited for before the input is made.
   */
  readonly shownMs: (selector: string, pattern: string) => Promise<number>
  /** Durations of all tasks over 50 ms since the page began. */
  readonly longTasksMs: () => readonly number[]
}

declare global {
  // Globals are declared with `var` or not at all.
  // oxlint-disable-next-line no-var
  var pageClock: PageClock
}

/** Sent to the page as its source text: it knows nothing but what is in it. */
export function installPageClock(): void {
  let inputMs = 0
  const longTasksMs: number[] = []
  for (const kind of ['keydown', 'pointerup']) {
    addEventListener(kind, ({ timeStamp }) => (inputMs = timeStamp), { capture: true })
  }
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasksMs.push(duration)
  }).observe({ type: 'longtask', buffered: true })

  /** A message sent in a frame's callback arrives after that frame was painted; a promise settles before. */
  const afterPaint = (work: () => void): void => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', work)
    port1.start()
    port2.postMessage(null)
  }
  globalThis.pageClock = {
    inputMs: () => inputMs,
    longTasksMs: () => longTasksMs,
    shownMs: (selector, pattern) =>
      new Promise((resolve) => {
        const expected = new RegExp(pattern)
        const look = (): void => {
          if (!expected.test(document.querySelector(selector)?.textContent ?? '')) requestAnimationFrame(look)
          else afterPaint(() => resolve(performance.now()))
        }
        requestAnimationFrame(look)
      }),
  }
}
