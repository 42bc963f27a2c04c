import { Button, Checkbox, Group, Popover } from '@mantine/core'
import { IconListCheck } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { seriesMost } from '../../../../shared/contract/limits.ts'
import type { SeriesCatalog, SeriesKey } from '../../../../shared/contract/series.ts'
import { useCommonWords } from '../../app/common-words.ts'
import { SearchField } from '../../ui/search-field.tsx'
import { found } from './catalog.ts'
import { toggled } from './chosen.ts'
import { keyText } from './series-model.ts'
import { useLiveWords } from './words.ts'

interface PickerProps {
  readonly catalog: SeriesCatalog
  readonly keys: readonly SeriesKey[]
  readonly onChange: (keys: readonly SeriesKey[]) => void
}

/** Chooses what is charted, from any devices. */
export function Picker({ catalog, keys, onChange }: PickerProps) {
  const say = useLiveWords()
  const word = useCommonWords()
  const [text, setText] = useState('')
  const { groups, notShown } = useMemo(() => found(catalog, text), [catalog, text])
  const chosen = new Set(keys.map(keyText))
  const isFull = keys.length >= seriesMost
  return (
    <Popover position="bottom-start" width={380} shadow="md" trapFocus withinPortal>
      <Popover.Target>
        <Button variant="default" leftSection={<IconListCheck size={15} aria-hidden />}>
          {say('add')} ({keys.length})
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={say('add')}>
        <SearchField
          value={text}
          onChange={setText}
          label={say('search')}
          clearLabel={word('clear')}
          width={350}
        />
        {isFull && <div className="warn">{say('most', { most: seriesMost })}</div>}
        <div className="picker-list">
          {groups.map(({ deviceId, name, values }) => (
            <div key={deviceId} role="group" aria-label={name}>
              <div className="picker-device">{name === deviceId ? name : `${name} (${deviceId})`}</div>
              {values.map(({ label, unit }) => {
                const key = { deviceId, label }
                const isChosen = chosen.has(keyText(key))
                return (
                  <Checkbox
                    key={label}
                    mt={4}
                    label={unit === '' ? label : `${label}, ${unit}`}
                    checked={isChosen}
                    disabled={isFull && !isChosen}
                    onChange={() => onChange(toggled(keys, key))}
                  />
                )
              })}
            </div>
          ))}
          {groups.length === 0 && <span className="quiet">{say('nothingFound')}</span>}
          {notShown > 0 && <Group className="quiet">{say('narrow', { count: notShown })}</Group>}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
