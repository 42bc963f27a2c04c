import { type FSWatcher, watch } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

export interface ConfigWatch {
  close(): void
}

export interface WatchOptions {
  readonly path: string
  /** What is running; a change is content that differs from what was last reported. */
  readonly text: string
  /** Gets the new content once the file has been the same for `settleMs`. Never called twice at once. */
  readonly onChange: (text: string) => Promise<void> | void
  readonly settleMs?: number
  /** Network drives and some containers send no events: the file is looked at this often as well. */
  readonly pollMs?: number
}

/**
 * Watches the content of a file, however an editor writes it: in place, in pieces, or by renaming another file over it.
 * While the file is missing or unreadable nothing is reported.
 */
export function watchConfigFile(options: WatchOptions): ConfigWatch {
  const { path, onChange, settleMs = 200, pollMs = 2_000 } = options
  let reported = options.text
  let lastSeen = ''
  let settling: NodeJS.Timeout | null = null
  let busy = false
  let closed = false

  function look(): void {
    if (closed || settling !== null) return
    settling = setTimeout(() => void settle(), settleMs)
  }

  /** Reports once two looks in a row find the same content. */
  async function settle(): Promise<void> {
    const text = await readFile(path, 'utf8').catch(() => null)
    settling = null
    if (closed || text === null || text === reported) return
    if (text !== lastSeen || busy) {
      lastSeen = text
      look()
      return
    }
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
    close() {
      closed = true
      watcher?.close()
      clearInterval(poll)
      if (settling !== null) clearTimeout(settling)
    },
  }
}
