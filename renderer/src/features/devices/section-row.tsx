import { ActionIcon, Anchor, Menu, Switch } from '@mantine/core'
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconCursorText,
  IconDotsVertical,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react'
import { memo } from 'react'
import type { SectionView } from '../../../../shared/contract/config.ts'
import { addressOf, goTo } from '../../app/navigation.ts'
import { FindingBadge } from './finding-badge.tsx'
import type { FindingCounts } from './findings.ts'
import { useWords } from './words.ts'

export type SectionAction = 'toggle' | 'duplicate' | 'rename' | 'up' | 'down' | 'delete'

interface Props {
  readonly section: SectionView
  readonly counts: FindingCounts | undefined
  readonly index: number
  /** Of the row in the list, in pixels. */
  readonly top: number
  readonly isLocked: boolean
  readonly onAction: (section: SectionView, action: SectionAction) => void
}

const none: FindingCounts = { errors: 0, warnings: 0 }

export const SectionRow = memo(function SectionRow(props: Props) {
  const { section, counts = none, index, top, isLocked, onAction } = props
  const { name, title, enabled, protocol, endpoint, unitIds, registerCount } = section
  const say = useWords()
  return (
    <div
      className={enabled ? 'sections-row' : 'sections-row sections-off'}
      role="row"
      aria-rowindex={index + 2}
      style={{ top }}
    >
      <div role="cell">
        <Switch
          checked={enabled}
          disabled={isLocked}
          onChange={() => onAction(section, 'toggle')}
          aria-label={say('enable', { name })}
        />
      </div>
      <div role="rowheader" className="sections-name">
        <Anchor href={addressOf({ page: 'devices', detail: name })} fw={600} fz="sm">
          {name}
        </Anchor>
        {title !== name && <div className="quiet">{title}</div>}
      </div>
      <div role="cell">{protocol || '–'}</div>
      <div role="cell" className="mono" title={endpoint}>
        {endpoint || '–'}
      </div>
      <div role="cell" className="mono" title={unitIds}>
        {unitIds || '–'}
      </div>
      <div role="cell" className="num">
        {registerCount}
      </div>
      <div role="cell">
        <FindingBadge {...counts} />
      </div>
      <div role="cell">
        <Actions section={section} isLocked={isLocked} onAction={onAction} />
      </div>
    </div>
  )
})

function Actions({ section, isLocked, onAction }: Pick<Props, 'section' | 'isLocked' | 'onAction'>) {
  const say = useWords()
  const { name } = section
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon aria-label={say('actionsOf', { name })} color="gray">
          <IconDotsVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => goTo('devices', name)}>
          {say('edit')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={15} />}
          disabled={isLocked}
          onClick={() => onAction(section, 'duplicate')}
        >
          {say('duplicate')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCursorText size={15} />}
          disabled={isLocked}
          onClick={() => onAction(section, 'rename')}
        >
          {say('rename')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconArrowUp size={15} />}
          disabled={isLocked}
          onClick={() => onAction(section, 'up')}
        >
          {say('moveUp')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown size={15} />}
          disabled={isLocked}
          onClick={() => onAction(section, 'down')}
        >
          {say('moveDown')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconTrash size={15} />}
          className="bad"
          disabled={isLocked}
          onClick={() => onAction(section, 'delete')}
        >
          {say('delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
