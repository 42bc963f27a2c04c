import { Button, Group, Select, Text, Tooltip } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import type { ConfigEdit } from '../../../../shared/contract/config.ts'
import { useLanguage } from '../../app/texts.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { latency, timeOfDay } from '../../ui/format.ts'
import { FindingsNote } from './findings-note.tsx'
import { useGridWords } from './grid-words.ts'
import { troublesIn } from './troubles.ts'
import type { ReadState } from './use-read-now.ts'

/** Asks the device now; which one, where the section stands for several. */
export function ReadNowButton(props: {
  readonly deviceIds: readonly string[]
  readonly isReading: boolean
  readonly isLocked: boolean
  readonly onRead: (deviceId: string | null) => void
}) {
  const { deviceIds, isReading, isLocked, onRead } = props
  const say = useGridWords()
  const [chosen, setChosen] = useState<string | null>(null)
  const deviceId = chosen !== null && deviceIds.includes(chosen) ? chosen : (deviceIds[0] ?? null)
  return (
    <Group gap={6}>
      {deviceIds.length > 1 && (
        <Select
          aria-label={say('unit_id')}
          data={[...deviceIds]}
          value={deviceId}
          onChange={setChosen}
          allowDeselect={false}
          w={150}
        />
      )}
      <Tooltip label={say('readHelp')}>
        <Button
          leftSection={<IconPlayerPlay size={15} aria-hidden />}
          loading={isReading}
          disabled={isLocked}
          onClick={() => onRead(deviceIds.length > 1 ? deviceId : null)}
        >
          {say('read')}
        </Button>
      </Tooltip>
    </Group>
  )
}

/** Values with the same trouble that are named. */
const mostLabels = 6

/** What came of it, beside the values in the table. */
export function ReadNote(props: {
  readonly state: ReadState
  /** The settings as they are now; null: as in the file. */
  readonly edits: readonly ConfigEdit[] | null
}) {
  const { state, edits } = props
  const say = useGridWords()
  const language = useLanguage()
  switch (state.kind) {
    case 'idle':
    case 'reading':
      return null
    case 'failed':
      return <ErrorNote title={say('readFailed')} message={state.message} />
    case 'invalid':
      return <FindingsNote title={say('readInvalid')} findings={state.findings} />
    case 'read': {
      const { latencyMs, timestampMs, values } = state.reading
      const troubles = troublesIn(values)
      const isDead = values.length > 0 && values.every(({ quality }) => quality !== 'GOOD')
      return (
        <>
          <Text size="xs" className="quiet" role="status">
            {latencyMs === null ? say('readUnasked') : say('took', { time: latency(latencyMs) })}{' '}
            {say('readAt', { time: timeOfDay(timestampMs, language) })}
            {edits !== null && edits !== state.edits && <span className="warn"> · {say('readBefore')}</span>}
          </Text>
          {troubles.length > 0 && (
            <ErrorNote
              tone={isDead ? 'error' : 'warning'}
              title={say(isDead ? 'allBad' : 'someBad')}
              message={troubles.map(({ words, labels }) => (
                <div key={words}>
                  {!isDead && (
                    <strong>
                      {labels.slice(0, mostLabels).join(', ')}
                      {labels.length > mostLabels && ` ${say('more', { count: labels.length - mostLabels })}`}
                      {': '}
                    </strong>
                  )}
                  {words}
                </div>
              ))}
            />
          )}
        </>
      )
    }
  }
}
