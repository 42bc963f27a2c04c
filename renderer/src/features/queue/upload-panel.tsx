import { Anchor, Text } from '@mantine/core'
import {
  IconCircleCheck,
  IconCloudOff,
  IconDatabase,
  IconSend,
  IconShieldX,
  type TablerIcon,
} from '@tabler/icons-react'
import { assertNever } from '../../../../shared/assert-never.ts'
import type { QueueSnapshot } from '../../../../shared/contract/queue.ts'
import { addressOf } from '../../app/navigation.ts'
import { useLanguage } from '../../app/texts.ts'
import { bytes, count, duration, shortMoment } from '../../ui/format.ts'
import { Figures, Panel } from './figures.tsx'
import { useQueueWords } from './words.ts'

interface Look {
  readonly icon: TablerIcon
  readonly tone: 'good' | 'warn' | 'bad' | 'idle'
  readonly word: string
  readonly text: string
  /** As the gateway says it. */
  readonly reason: string | null
  readonly retryAtMs: number | null
  readonly leadsToSettings: boolean
}

/** How delivery stands, in words: what it means, what to do, when it goes on. */
export function UploadPanel({ queue, nowMs }: { readonly queue: QueueSnapshot; readonly nowMs: number }) {
  const say = useQueueWords()
  const language = useLanguage()
  const { icon: Icon, tone, word, text, reason, retryAtMs, leadsToSettings } = useLook(queue)
  const { unsent, unsentBytes, oldestUnsentMs, lastSuccessMs } = queue
  return (
    <Panel id="queue-upload" title={say('upload')}>
      <div className="queue-state">
        <span className={tone}>
          <Icon size={22} stroke={1.7} aria-hidden />
        </span>
        <div style={{ minWidth: 0 }}>
          <div className={`queue-word ${tone}`}>
            {word}
            {retryAtMs !== null && (
              <span className="quiet mono queue-retry">
                {retryAtMs > nowMs
                  ? say('retryIn', { time: duration(wholeSeconds(retryAtMs - nowMs)) })
                  : say('retryNow')}
              </span>
            )}
          </div>
          <Text size="sm">{text}</Text>
          {reason !== null && (
            <Text size="xs" ff="monospace" className="quiet" style={{ overflowWrap: 'anywhere' }}>
              {reason}
            </Text>
          )}
          {leadsToSettings && (
            <Anchor size="sm" href={addressOf({ page: 'settings', detail: null })}>
              {say('settings')}
            </Anchor>
          )}
        </div>
      </div>
      <Figures
        rows={[
          [say('url'), queue.apiUrl ?? say('noUrl')],
          [
            say('unsent'),
            `${say('readings', { count: unsent, number: count(unsent, language) })}, ${bytes(unsentBytes)}`,
          ],
          [
            say('oldest'),
            oldestUnsentMs === null ? say('none') : say('ago', { time: duration(nowMs - oldestUnsentMs) }),
          ],
          [say('rate'), count(queue.acknowledgedPerMinute, language)],
          [say('total'), count(queue.acknowledgedTotal, language)],
          [
            say('lastSuccess'),
            lastSuccessMs === null ? say('never') : shortMoment(lastSuccessMs, language, nowMs),
          ],
        ]}
      />
    </Panel>
  )
}

const wholeSeconds = (ms: number): number => Math.ceil(ms / 1000) * 1000

const calm = { reason: null, retryAtMs: null, leadsToSettings: false } as const

function useLook({ upload, unsent, deadLetters }: QueueSnapshot): Look {
  const say = useQueueWords()
  switch (upload.kind) {
    case 'off':
      return {
        ...calm,
        icon: IconDatabase,
        tone: 'idle',
        word: say('off'),
        text: say('offText'),
        leadsToSettings: true,
      }
    case 'idle':
      return {
        ...calm,
        icon: IconCircleCheck,
        tone: 'good',
        word: say('idle'),
        text: say(unsent > 0 ? 'idleWaiting' : deadLetters > 0 ? 'idleBut' : 'idleText'),
      }
    case 'sending':
      return { ...calm, icon: IconSend, tone: 'good', word: say('sending'), text: say('sendingText') }
    case 'backoff':
      return {
        icon: IconCloudOff,
        tone: 'warn',
        word: say('backoff'),
        text: say('backoffText', { attempt: upload.attempt }),
        reason: upload.reason,
        retryAtMs: upload.retryAtMs,
        leadsToSettings: false,
      }
    case 'refused': {
      const isToken = upload.status === 401 || upload.status === 403
      return {
        icon: IconShieldX,
        tone: 'bad',
        word: say('refused', { status: upload.status }),
        text: say(isToken ? 'refusedToken' : 'refusedUrl'),
        reason: upload.reason,
        retryAtMs: upload.retryAtMs,
        leadsToSettings: true,
      }
    }
    default:
      return assertNever(upload)
  }
}
