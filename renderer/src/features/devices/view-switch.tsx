import { SegmentedControl } from '@mantine/core'
import { goTo } from '../../app/navigation.ts'
import { textPlace } from './places.ts'
import { useWords } from './words.ts'

/** The same file as a table of devices and as a text. */
export function ViewSwitch({ view }: { readonly view: 'table' | 'text' }) {
  const say = useWords()
  return (
    <SegmentedControl
      aria-label={say('viewAs')}
      value={view}
      onChange={(wanted) => goTo('devices', wanted === 'text' ? textPlace : null)}
      data={[
        { value: 'table', label: say('viewTable') },
        { value: 'text', label: say('viewText') },
      ]}
    />
  )
}
