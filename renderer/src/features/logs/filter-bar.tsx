import { Checkbox, Group, Select } from '@mantine/core'
import type { LogFilter, LogLevelName } from '../../../../shared/contract/log.ts'
import { useCommonWords } from '../../app/common-words.ts'
import { DeviceFilter } from '../../app/device-filter.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { useLogWords } from './words.ts'

export const everything: LogFilter = { level: 'DEBUG', device: null, text: '' }

const levels: readonly LogLevelName[] = ['DEBUG', 'INFO', 'WARNING', 'ERROR']
const textMost = 500

interface Props {
  readonly filter: LogFilter
  readonly onFilter: (filter: LogFilter) => void
  readonly isWrapped: boolean
  readonly onWrap: (isWrapped: boolean) => void
}

export function FilterBar({ filter, onFilter, isWrapped, onWrap }: Props) {
  const say = useLogWords()
  const common = useCommonWords()
  const { level, device, text } = filter
  return (
    <Group gap="xs" mb="xs">
      <Select
        aria-label={say('level')}
        w={170}
        allowDeselect={false}
        value={level}
        data={levels.map((value) => ({
          value,
          label: value === 'DEBUG' ? say('levelAll') : say('levelFrom', { level: value }),
        }))}
        onChange={(chosen) =>
          onFilter({ ...filter, level: levels.find((value) => value === chosen) ?? 'DEBUG' })
        }
      />
      <DeviceFilter value={device} onChange={(chosen) => onFilter({ ...filter, device: chosen })} />
      <SearchField
        label={say('find')}
        clearLabel={common('clear')}
        value={text}
        onChange={(typed) => onFilter({ ...filter, text: typed.slice(0, textMost) })}
        width={260}
      />
      <Checkbox
        label={say('wrap')}
        checked={isWrapped}
        onChange={({ currentTarget }) => onWrap(currentTarget.checked)}
      />
    </Group>
  )
}
