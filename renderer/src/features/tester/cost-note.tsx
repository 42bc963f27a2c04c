import { Text } from '@mantine/core'
import { IconClock, IconPlugConnected } from '@tabler/icons-react'
import { useLanguage } from '../../app/texts.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { count, timeTaken } from '../../ui/format.ts'
import { useScanWords } from './scan-words.ts'
import type { Cost } from './use-cost.ts'

/** Devices that are named. */
const namesMost = 6

/** What a run will take of the line, before it is started. */
export function CostNote({ cost, isShort = false }: { readonly cost: Cost; readonly isShort?: boolean }) {
  const say = useScanWords()
  const language = useLanguage()
  switch (cost.kind) {
    case 'unknown':
      return null
    case 'failed':
      return (
        <Text size="sm" className="warn">
          {say('costFailed', { message: cost.message })}
        </Text>
      )
    case 'known': {
      const { requests, leastMs, mostMs, likelyMs, line, sharedWith, refusal } = cost.cost
      if (refusal !== null) return <ErrorNote tone="warning" message={say('refusal', { message: refusal })} />
      const figures = {
        count: requests,
        requests: count(requests, language),
        likely: timeTaken(likelyMs),
        least: timeTaken(leastMs),
        most: timeTaken(mostMs),
        line,
      }
      const named = sharedWith.slice(0, namesMost).join(', ')
      const devices = sharedWith.length > namesMost ? `${named} + ${sharedWith.length - namesMost}` : named
      return (
        <div className={isShort ? 'cost quiet' : 'cost'} data-testid={isShort ? undefined : 'cost'}>
          <div>
            <IconClock size={14} aria-hidden className="inline-icon" />{' '}
            {say(isShort ? 'costShort' : 'cost', figures)}
          </div>
          {(sharedWith.length > 0 || !isShort) && (
            <div className={sharedWith.length > 0 && !isShort ? 'warn' : 'quiet'}>
              <IconPlugConnected size={14} aria-hidden className="inline-icon" />{' '}
              {sharedWith.length === 0 ? say('alone') : say('shared', { count: sharedWith.length, devices })}
            </div>
          )}
        </div>
      )
    }
  }
}

/** Whether a start makes sense as far as the gateway has said. */
export const isRefused = (cost: Cost): boolean => cost.kind === 'known' && cost.cost.refusal !== null
