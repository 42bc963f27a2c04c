import { Button, Checkbox, Popover } from '@mantine/core'
import { IconColumns } from '@tabler/icons-react'
import { ordersOf, type ProbeColumn, toggled, typesOf } from './probe-columns.ts'
import { useProbeWords } from './probe-words.ts'
import { useTools } from './tool-store.ts'

/** Which readings are shown: by type and by byte order. */
export function ColumnPicker({ columns }: { readonly columns: readonly ProbeColumn[] }) {
  const say = useProbeWords()
  const hidden = useTools((tools) => tools.hidden)
  const change = useTools((tools) => tools.change)
  const group = (title: string, items: readonly string[], key: 'types' | 'orders') => (
    <div role="group" aria-label={title}>
      <div className="picker-title">{title}</div>
      {items.map((item) => (
        <Checkbox
          key={item}
          mt={4}
          label={<span className="mono">{item}</span>}
          checked={!hidden[key].includes(item)}
          onChange={() => change('hidden', { ...hidden, [key]: toggled(hidden[key], item) })}
        />
      ))}
    </div>
  )
  return (
    <Popover position="bottom-end" shadow="md" trapFocus withinPortal>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns size={15} aria-hidden />}>
          {say('columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={say('columns')}>
        <div className="picker-groups">
          {group(say('types'), typesOf(columns), 'types')}
          {group(say('orders'), ordersOf(columns), 'orders')}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
