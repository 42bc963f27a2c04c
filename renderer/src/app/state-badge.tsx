import { Tooltip } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleMinus,
  IconClockPause,
  IconLoader,
} from '@tabler/icons-react'
import type { DeviceState } from '../../../shared/model/index.ts'
import { timeOfDay } from '../ui/format.ts'
import { useCommonWords } from './common-words.ts'
import { useLanguage } from './texts.ts'

const looks = {
  disabled: { icon: IconCircleMinus, tone: 'idle' },
  connecting: { icon: IconLoader, tone: 'idle' },
  good: { icon: IconCircleCheck, tone: 'good' },
  degraded: { icon: IconAlertTriangle, tone: 'warn' },
  backoff: { icon: IconClockPause, tone: 'bad' },
} as const

/** A device's state as icon and word; the reason stands in the tooltip and in the accessible description. */
export function StateBadge({ state }: { readonly state: DeviceState }) {
  const say = useCommonWords()
  const language = useLanguage()
  const { icon: Icon, tone } = looks[state.kind]
  const time = state.kind === 'backoff' ? timeOfDay(state.retryAtMs, language) : ''
  const word = state.kind === 'backoff' ? say('backoffUntil', { time }) : say(state.kind)
  return (
    <Tooltip label={reasonOf(state, say, time)}>
      <span
        className={tone}
        tabIndex={-1}
        style={{ display: 'inline-flex', gap: 5, alignItems: 'center', whiteSpace: 'nowrap' }}
      >
        <Icon size={16} stroke={1.8} aria-hidden />
        {word}
      </span>
    </Tooltip>
  )
}

/** Why a device is in its state, in a sentence. */
export function reasonOf(state: DeviceState, say: ReturnType<typeof useCommonWords>, time: string): string {
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
  }
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)
