import type { LogFilter, LogLine, LogSnapshot } from '../../../shared/contract/log.ts'
import type { TopicFeed, TopicNews } from '../../../shared/contract/topics.ts'
import type { LogView } from '../../engine/log/log-view.ts'
import { lineTest } from '../../engine/log/parse-line.ts'

const snapshotLines = 500
/** Beyond this the newest lines say more than all of them. */
const batchMost = 1_000

/** The matching lines as they are logged. A flood takes no more memory here than one batch, and becomes a snapshot. */
export function logFeed(log: LogView, filter: LogFilter): TopicFeed<'log'> {
  const matches = lineTest(filter)
  let waiting: LogLine[] = []
  let isFlooded = false
  /** After a flood: being read, or ready to be taken. */
  let fresh: 'reading' | LogSnapshot | null = null
  const leave = log.subscribe((line) => {
    if (isFlooded || !matches(line)) return
    waiting.push(line)
    if (waiting.length <= batchMost) return
    isFlooded = true
    waiting = []
  })

  /** Everything up to now is in the page, everything from now on waits. */
  async function snapshot(): Promise<LogSnapshot> {
    waiting = []
    isFlooded = false
    fresh = null
    const { lines, nextBefore } = await log.page(filter, null, snapshotLines)
    return { lines, hasOlder: nextBefore !== null }
  }

  async function refresh(): Promise<void> {
    const reading = snapshot()
    fresh = 'reading'
    const data = await reading.catch(() => null)
    if (fresh !== 'reading') return
    fresh = data
    // Tried again with the next batch.
    if (data === null) isFlooded = true
  }

  return {
    snapshot,
    take(): TopicNews<'log'> | null {
      if (fresh === 'reading') return null
      if (fresh !== null) {
        const data = fresh
        fresh = null
        return { kind: 'snapshot', data }
      }
      if (isFlooded) {
        void refresh()
        return null
      }
      if (waiting.length === 0) return null
      const lines = waiting
      waiting = []
      return { kind: 'delta', data: { lines } }
    },
    close: leave,
  }
}
