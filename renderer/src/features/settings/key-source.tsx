import { Text } from '@mantine/core'
import { IconFileText, IconSquareAsterisk, IconTerminal2, IconWorld } from '@tabler/icons-react'
import { assertNever } from '../../../../shared/assert-never.ts'
import type { KeyView } from '../../../../shared/contract/config.ts'
import { isOverridden } from './draft.ts'
import { useSettingsWords } from './words.ts'

const icons = {
  file: IconFileText,
  environment: IconWorld,
  'command line': IconTerminal2,
  default: IconSquareAsterisk,
  profile: IconFileText,
} as const

/** Where the value that holds comes from; what stands above the file stands out. */
export function KeySource({ view }: { readonly view: KeyView }) {
  const Icon = icons[view.source]
  const name = useSourceName(view)
  return (
    <span className={isOverridden(view) ? 'settings-source warn' : 'settings-source quiet'}>
      <Icon size={13} aria-hidden /> {name}
    </span>
  )
}

function useSourceName(view: KeyView): string {
  const say = useSettingsWords()
  switch (view.source) {
    case 'file':
      return view.line === null ? say('sourceFile') : say('sourceLine', { line: view.line })
    case 'environment':
      return say('sourceEnvironment')
    case 'command line':
      return say('sourceCommandLine')
    case 'default':
      return say('sourceDefault')
    case 'profile':
      return say('sourceProfile')
    default:
      return assertNever(view.source)
  }
}

/** What holds instead of the file, and that a change of the file does nothing for now. */
export function OverrideNote({ view }: { readonly view: KeyView }) {
  const say = useSettingsWords()
  if (!isOverridden(view)) return null
  const value = view.effective === null || view.effective === '' ? say('holdsNothing') : view.effective
  return (
    <Text component="div" size="xs">
      {view.source === 'environment'
        ? say('overriddenEnvironment', { name: view.env ?? '' })
        : say('overriddenCommandLine')}
      <div className="mono">{say('holds', { value })}</div>
    </Text>
  )
}
