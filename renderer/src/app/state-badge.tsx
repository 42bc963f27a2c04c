import { Tooltip } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleMinus,
  IconClockPause,
  IconLoader,
  IconPlayerPause,
} from '@tabler/icons-react'
import type { DeviceState } from '../../../shared/model/index.ts'
import { timeOfDay } from '../ui/format.ts'
import { useCommonWords } from './common-words.ts'
import { useLanguage } from './texts.ts'

/** `stopped`: nothing is read at present, so nothing is known of the device. */
export type ShownState = DeviceState | { readonly kind: 'stopped' }

const looks = {
  disabled: { icon: IconCircleMinus, tone: 'idle' },
  connecting: { icon: IconLoader, tone: 'idle' },
  good: { icon: IconCircleCheck, tone: 'good' },
  degraded: { icon: IconAlertTriangle, tone: 'warn' },
  backoff: { icon: IconClockPause, tone: 'bad' },
  stopped: { icon: IconPlayerPause, tone: 'idle' },
} as const

/** A device's state as icon and word, the reason in the tooltip; in a narrow column it takes two lines. */
export function StateBadge({ state }: { readonly state: ShownState }) {
  const say = useCommonWords()
  const language = useLanguage()
  const { icon: Icon, tone } = looks[state.kind]
  const time = state.kind === 'backoff' ? timeOfDay(state.retryAtMs, language) : ''
  const word = state.kind === 'backoff' ? say('backoffUntil', { time }) : say(state.kind)
  return (
    <Tooltip label={reasonOf(state, say, time)}>
      <span
        className={tone}
        style={{ display: 'inline-flex', gap: 5, alignItems: 'flex-start', lineHeight: 1.35 }}
      >
        <Icon size={16} stroke={1.8} aria-hidden style={{ flex: 'none', marginTop: 1 }} />
        <span>{word}</span>
      </span>
    </Tooltip>
  )
}

/** Why a device is in its state, in a sentence. */
export function reasonOf(state: ShownState, say: ReturnType<typeof useCommonWords>, time: string): string {
  switch (state.kind) {
    case 'degraded':
      return say('degradedWhy', { labels: state.badLabels.join(', ') })
    case 'backoff':
      return say('backoffWhy', { reason: sentence(state.reason), attempt: state.attempt, time })
    case 'disabled':
      return say('disabledWhy')
    case 'connecting':
      return say('connectingWhy')
    case 'good':
      return say('goodWhy')
    case 'stopped':
      return say('stoppedWhy')
  }
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)
