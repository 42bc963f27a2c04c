import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { NewestButton } from '../../ui/newest-button.tsx'
import { LogRow } from './log-row.tsx'
import type { LogState, LogStore } from './log-store.ts'
import { OlderLines } from './older-lines.tsx'
import { useLogWords } from './words.ts'

const rowHeight = 20
/** Nearer than this to an end counts as there, in pixels. */
const endSlack = 24
const loadAhead = 300

interface Props {
  readonly log: LogStore
  readonly state: LogState & { readonly kind: 'ready' }
  readonly isWrapped: boolean
  /** Begins anew with the newest lines. */
  readonly onRestart: () => void
}

/** The lines, newest at the bottom. It follows them until somebody scrolls up, and holds still then. */
export function LogList({ log, state: { view, page }, isWrapped, onRestart }: Props) {
  const say = useLogWords()
  const { lines, isBehind } = view
  const scroller = useRef<HTMLDivElement>(null)
  const lastTop = useRef(0)
  const [isFollowing, setFollowing] = useState(true)
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => lines[index]?.at ?? index,
    overscan: 20,
    paddingStart: 36,
  })
  const first = lines[0]?.at
  const height = rows.getTotalSize()
  useHeldPlace(scroller, first, isFollowing)

  const follow = useCallback(
    (on: boolean) => {
      log.setFollowing(on)
      setFollowing(on)
    },
    [log],
  )
  const toEnd = useCallback(() => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight })
  }, [])
  // Also when a line turns out to be higher than it was taken for.
  useLayoutEffect(() => {
    if (isFollowing && height > 0) toEnd()
  }, [isFollowing, height, toEnd])
  useEffect(() => rows.measure(), [rows, isWrapped])

  function onScroll(): void {
    const box = scroller.current
    if (box === null) return
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < endSlack
    const isUpwards = box.scrollTop < lastTop.current
    lastTop.current = box.scrollTop
    if (isAtEnd && !isBehind) follow(true)
    else if (isUpwards) follow(false)
    if (isUpwards && box.scrollTop < loadAhead) void log.loadOlder()
  }

  return (
    <div className="lines-frame">
      <div
        ref={scroller}
        className={isWrapped ? 'lines log-wrapped' : 'lines'}
        role="region"
        aria-label={say('list')}
        tabIndex={0}
        onScroll={onScroll}
      >
        <div style={{ height, position: 'relative' }}>
          <OlderLines view={view} page={page} onLoad={() => void log.loadOlder()} />
          {rows.getVirtualItems().map(({ index, key, start }) => {
            const line = lines[index]
            return line === undefined ? null : (
              <div
                key={key}
                ref={rows.measureElement}
                data-index={index}
                data-at={line.at}
                className={`log-row log-${line.level ?? 'none'}`}
                style={{ transform: `translateY(${start}px)` }}
              >
                <LogRow line={line} wanted={log.filter.text} />
              </div>
            )
          })}
        </div>
      </div>
      {(!isFollowing || isBehind) && (
        <NewestButton
          text={say(isBehind ? 'newestWaiting' : 'newest')}
          onClick={() => {
            if (isBehind) onRestart()
            else follow(true)
          }}
        />
      )}
    </div>
  )
}

/** Older lines come in on top: the line that was read stays where it is on the screen. */
function useHeldPlace(
  scroller: React.RefObject<HTMLDivElement | null>,
  first: string | undefined,
  isFollowing: boolean,
): void {
  const known = useRef({ first, height: 0 })
  useLayoutEffect(() => {
    const box = scroller.current
    if (box === null) return
    const { first: before, height } = known.current
    if (before !== first && before !== undefined && !isFollowing) box.scrollBy(0, box.scrollHeight - height)
    known.current = { first, height: box.scrollHeight }
  })
}
