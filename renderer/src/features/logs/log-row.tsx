import {
  IconAlertTriangle,
  IconBug,
  IconCircleX,
  IconInfoCircle,
  IconPoint,
  type TablerIcon,
} from '@tabler/icons-react'
import type { LogLevelName, LogLine } from '../../../../shared/contract/log.ts'
import { segments } from './log-window.ts'

const looks: Readonly<Record<LogLevelName, { readonly icon: TablerIcon; readonly tone: string }>> = {
  DEBUG: { icon: IconBug, tone: 'quiet' },
  INFO: { icon: IconInfoCircle, tone: 'quiet' },
  WARNING: { icon: IconAlertTriangle, tone: 'warn' },
  ERROR: { icon: IconCircleX, tone: 'bad' },
}

/** One line; what is looked for is marked. */
export function LogRow({ line, wanted }: { readonly line: LogLine; readonly wanted: string }) {
  const { timeMs, level, logger, message } = line
  const { icon: Icon, tone } = level === null ? { icon: IconPoint, tone: 'quiet' } : looks[level]
  return (
    <>
      <span className="log-time quiet">{timeMs === null ? '' : localStamp(timeMs)}</span>
      <span className={`log-level ${tone}`}>
        <Icon size={13} aria-hidden />
        {level ?? ''}
      </span>
      <span className="log-logger quiet">
        <Marked text={logger.replace(/^gateway_ems\.?/, '')} wanted={wanted} />
      </span>
      <span className="log-message">
        <Marked text={message} wanted={wanted} />
      </span>
    </>
  )
}

function Marked({ text, wanted }: { readonly text: string; readonly wanted: string }) {
  let offset = 0
  return segments(text, wanted).map((segment) => {
    const key = offset
    offset += segment.text.length
    return segment.isMatch ? <mark key={key}>{segment.text}</mark> : <span key={key}>{segment.text}</span>
  })
}

/** `2026-11-24 20:15:03.212`, local time. */
function localStamp(wallMs: number): string {
  const local = new Date(wallMs - new Date(wallMs).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 23).replace('T', ' ')
}
