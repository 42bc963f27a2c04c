import { IconArrowLeft, IconArrowRight, IconX } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, useState } from 'react'
import type { FrameRow } from '../../../../shared/contract/traffic.ts'
import { NewestButton } from '../../ui/newest-button.tsx'
import { hexText } from './frame-window.ts'
import { useTrafficWords } from './traffic-words.ts'

const rowHeight = 20
/** Nearer than this to the end counts as there, in pixels. */
const endSlack = 30

const looks = {
  sent: { icon: IconArrowRight, tone: '' },
  received: { icon: IconArrowLeft, tone: 'frame-received' },
  discarded: { icon: IconX, tone: 'bad' },
} as const

/** The frames, newest at the bottom. They are followed until somebody scrolls up. */
export function FrameList(props: { readonly frames: readonly FrameRow[]; readonly isPaused: boolean }) {
  const { frames, isPaused } = props
  const say = useTrafficWords()
  const scroller = useRef<HTMLDivElement>(null)
  const lastTop = useRef(0)
  const [isFollowing, setFollowing] = useState(true)
  const rows = useVirtualizer({
    count: frames.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => frames[index]?.number ?? index,
    overscan: 20,
  })
  const newest = frames.at(-1)?.number
  useLayoutEffect(() => {
    const box = scroller.current
    if (isFollowing && !isPaused && box !== null) box.scrollTop = box.scrollHeight
  }, [isFollowing, isPaused, newest])

  function onScroll(): void {
    const box = scroller.current
    if (box === null) return
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < endSlack
    if (isAtEnd) setFollowing(true)
    else if (box.scrollTop < lastTop.current) setFollowing(false)
    lastTop.current = box.scrollTop
  }

  return (
    <div className="lines-frame">
      <div
        ref={scroller}
        role="table"
        aria-label={say('frames')}
        aria-rowcount={frames.length + 1}
        className="lines frames"
        tabIndex={0}
        onScroll={onScroll}
      >
        <div role="rowgroup" className="frames-head">
          <div role="row" className="frame-row">
            <span role="columnheader">{say('time')}</span>
            <span role="columnheader">{say('direction')}</span>
            <span role="columnheader">{say('line')}</span>
            <span role="columnheader" className="frame-unit">
              {say('unit')}
            </span>
            <span role="columnheader">{say('meaning')}</span>
            <span role="columnheader">{say('bytes')}</span>
            <span role="columnheader">{say('check')}</span>
          </div>
        </div>
        <div role="rowgroup" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map(({ index, key, start }) => {
            const frame = frames[index]
            return frame === undefined ? null : (
              <div
                key={key}
                role="row"
                aria-rowindex={index + 2}
                className={`frame-row frame-${frame.direction}`}
                style={{ position: 'absolute', top: start, left: 0, right: 0, height: rowHeight }}
              >
                <FrameCells frame={frame} />
              </div>
            )
          })}
        </div>
      </div>
      {!isFollowing && <NewestButton text={say('newest')} onClick={() => setFollowing(true)} />}
    </div>
  )
}

function FrameCells({ frame }: { readonly frame: FrameRow }) {
  const say = useTrafficWords()
  const { atMs, direction, linkId, unitId, text, hex, length, note, crcOk } = frame
  const { icon: Icon, tone } = looks[direction]
  const bytes = hexText(hex)
  const isCut = hex.replaceAll(' ', '').length / 2 < length
  const check = [crcOk === null ? '' : say(crcOk ? 'crcOk' : 'crcWrong'), note ?? '']
    .filter((part) => part !== '')
    .join(', ')
  const isBad = crcOk === false || direction === 'discarded'
  return (
    <>
      <span role="cell" className="quiet">
        {clockTime(atMs)}
      </span>
      <span role="cell" className={tone}>
        <Icon size={13} aria-hidden className="inline-icon" /> {say(direction)}
      </span>
      <span role="cell" className="quiet" title={linkId}>
        {linkId.replace(/^[a-z-]+:(\/\/)?(?=.)/, '')}
      </span>
      <span role="cell" className="frame-unit">
        {unitId ?? '–'}
      </span>
      <span role="cell" title={text}>
        {/* The unit has a column of its own. */}
        {text.replace(/^(id \d+ )?unit \d+ /, '$1')}
      </span>
      <span role="cell" title={bytes}>
        {bytes}
        {isCut && say('cut', { length })}
      </span>
      <span role="cell" className={isBad ? 'bad' : 'quiet'} title={check}>
        {check}
      </span>
    </>
  )
}

/** `20:15:03.212`, local time. */
function clockTime(wallMs: number): string {
  const local = new Date(wallMs - new Date(wallMs).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(11, 23)
}
