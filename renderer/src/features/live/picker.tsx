import { Button, Checkbox, Group, Popover } from '@mantine/core'
import { IconListCheck } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { seriesMost } from '../../../../shared/contract/limits.ts'
import type { SeriesCatalog } from '../../../../shared/contract/series.ts'
import { useCommonWords } from '../../app/common-words.ts'
import { SearchField } from '../../ui/search-field.tsx'
import { found } from './catalog.ts'
import { type Choice, keyText, toggled } from './chosen.ts'
import { useLiveWords } from './words.ts'

interface PickerProps {
  readonly catalog: SeriesCatalog
  readonly choices: readonly Choice[]
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
  readonly onChange: (choices: readonly Choice[]) => void
}

/** Chooses what is charted, from any devices. */
export function Picker({ catalog, choices, isOpen, onOpen, onChange }: PickerProps) {
  const say = useLiveWords()
  const word = useCommonWords()
  const [text, setText] = useState('')
  const { groups, notShown } = useMemo(() => found(catalog, text), [catalog, text])
  const chosen = new Set(choices.map(keyText))
  const isFull = choices.length >= seriesMost
  return (
    <Popover
      opened={isOpen}
      onChange={onOpen}
      position="bottom-start"
      width={380}
      shadow="md"
      trapFocus
      withinPortal
    >
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconListCheck size={15} aria-hidden />}
          onClick={() => onOpen(!isOpen)}
        >
          {say('add')} ({choices.length})
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
          {groups.map(({ deviceId, name, enabled, values }) => (
            <div key={deviceId} role="group" aria-label={name}>
              <div className="picker-device">
                {name === deviceId ? name : `${name} (${deviceId})`}
                {!enabled && <span className="quiet"> · {word('disabled')}</span>}
              </div>
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
                    onChange={() => onChange(toggled(choices, key))}
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
