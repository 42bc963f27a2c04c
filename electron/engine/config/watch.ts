import { type FSWatcher, watch } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { performance } from 'node:perf_hooks'

export interface ConfigWatch {
  /** This content is known already, however it came to be: a change is what differs from it. */
  noted(text: string): void
  close(): void
}

export interface WatchOptions {
  readonly path: string
  /** What is running; a change is content that differs from what was last reported. */
  readonly text: string
  /**
   * Gets the new content once the file has been the same for `settleMs`, or null once it has been missing or unreadable
   * for `missingMs`: an editor may take it away for a moment. Never called twice at once.
   */
  readonly onChange: (text: string | null) => Promise<void> | void
  readonly settleMs?: number
  readonly missingMs?: number
  /** Network drives and some containers send no events: the file is looked at this often as well. */
  readonly pollMs?: number
}

/**
 * Watches the content of a file, however an editor writes it: in place, in pieces, or by renaming another file over it.
 */
export function watchConfigFile(options: WatchOptions): ConfigWatch {
  const { path, onChange, settleMs = 200, missingMs = 30_000, pollMs = 2_000 } = options
  let reported: string | null = options.text
  let candidate: { readonly text: string | null; readonly sinceMs: number } | null = null
  let settling: NodeJS.Timeout | null = null
  let busy = false
  let closed = false

  function look(): void {
    if (closed || settling !== null) return
    settling = setTimeout(() => void settle(), settleMs)
  }

  /** Reports what has been found at every look for long enough. */
  async function settle(): Promise<void> {
    const text = await readFile(path, 'utf8').catch(() => null)
    settling = null
    if (closed) return
    if (text === reported) {
      candidate = null
      return
    }
    const nowMs = performance.now()
    if (candidate === null || candidate.text !== text) candidate = { text, sinceMs: nowMs }
    const isSettled = nowMs - candidate.sinceMs >= (text === null ? missingMs : settleMs)
    if (!isSettled || busy) {
      look()
      return
    }
    candidate = null
    reported = text
    busy = true
    try {
      await onChange(text)
    } finally {
      busy = false
    }
  }

  // The folder, because a file that is replaced takes its watch away with it.
  let watcher: FSWatcher | null = null
  try {
    watcher = watch(dirname(path), (_event, name) => {
      if (name === null || name === basename(path)) look()
    })
    watcher.on('error', () => watcher?.close())
  } catch {
    // No events to be had here (too many watches, an odd file system): polling alone finds the changes.
  }

  let lastFacts = ''
  async function compareFacts(): Promise<void> {
    const facts = await stat(path).then(
      ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
      () => '',
    )
    if (facts !== lastFacts) look()
    lastFacts = facts
  }
  const poll = setInterval(() => void compareFacts(), pollMs)
  poll.unref()

  return {
    noted(text) {
      if (text === reported) return
      reported = text
      // It may have changed again while it was being taken in.
      look()
    },
    close() {
      closed = true
      watcher?.close()
      clearInterval(poll)
      if (settling !== null) clearTimeout(settling)
    },
  }
}
