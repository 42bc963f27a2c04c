import { Button, Select, Text } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useCommonWords } from '../../app/common-words.ts'
import { useStatus } from '../../app/status-store.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { endpointText } from './target.ts'
import { useTargetStore } from './target-store.ts'
import { TypedSettings } from './typed-settings.tsx'
import type { Subject } from './use-subject.ts'
import { useTesterWords } from './words.ts'

const typedValue = '+typed'

interface Props {
  readonly subject: Subject
  /** A test reads registers as well: a profile says which. */
  readonly needs: 'test' | 'unit'
}

/** What the tools are pointed at: a device of the configuration, or settings that stand nowhere yet. */
export function TargetPanel({ subject, needs }: Props) {
  const say = useTesterWords()
  const word = useCommonWords()
  const order = useStatus((status) => status.order)
  const devices = useStatus((status) => status.devices)
  const { choose, type } = useTargetStore()
  const { deviceId, form, target, failure } = subject
  return (
    <section className="tester-target" aria-label={say('target')}>
      <Select
        label={say('device')}
        className="tester-device"
        searchable
        allowDeselect={false}
        limit={200}
        nothingFoundMessage="–"
        value={deviceId ?? typedValue}
        data={[
          { value: typedValue, label: say('typed') },
          ...order.map((id) => ({ value: id, label: nameOf(id, devices.get(id)?.name) })),
        ]}
        onChange={(value) => {
          if (value === null) return
          choose(value === typedValue ? { kind: 'typed' } : { kind: 'device', deviceId: value })
        }}
      />
      {deviceId === null ? (
        <TypedSettings subject={subject} hasProfile={needs === 'test'} />
      ) : (
        <div className="tester-facts">
          <Text component="div" size="sm" className="mono" data-testid="target">
            {target === null
              ? failure === null && word('loading')
              : [
                  form.protocol.replaceAll('_', ' '),
                  endpointText(target.endpoint),
                  say('unit', { unitId: target.unitId }),
                  say('timeoutOf', { timeout: form.timeout }),
                ].join(' · ')}
          </Text>
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconPencil size={13} aria-hidden />}
            disabled={target === null}
            onClick={() => type(form)}
          >
            {say('typeInstead')}
          </Button>
        </div>
      )}
      {failure !== null && <ErrorNote message={say('settingsFailed', { message: failure })} />}
    </section>
  )
}

const nameOf = (id: string, name: string | undefined): string =>
  name === undefined || name === id ? id : `${name} (${id})`
