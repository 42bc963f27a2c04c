import { Code, SegmentedControl, Stack } from '@mantine/core'
import { type Language, type Theme, usePreferences } from '../../app/preferences.ts'
import { gateway } from '../../ipc/gateway.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { DesktopSettings } from './desktop-settings.tsx'
import { SettingsGroup, SettingsLine } from './settings-group.tsx'
import { useSettingsWords } from './words.ts'

/** What belongs to this window and this computer. */
export function AppTab() {
  const say = useSettingsWords()
  return (
    <Stack gap="sm" pt="sm">
      <Appearance />
      {gateway.callDesktop === null ? (
        <ErrorNote
          tone="info"
          title={say('inBrowser')}
          message={
            <>
              {say('inBrowserText')} <Code>gateway-ems run --serve HOST:PORT --token …</Code>
            </>
          }
        />
      ) : (
        <DesktopSettings call={gateway.callDesktop} />
      )}
    </Stack>
  )
}

const themes = [
  ['system', 'themeSystem'],
  ['light', 'themeLight'],
  ['dark', 'themeDark'],
] as const satisfies readonly (readonly [Theme, string])[]

const languageChoices = ['system', 'en', 'es'] as const satisfies readonly (Language | 'system')[]

function Appearance() {
  const say = useSettingsWords()
  const { theme, language, setTheme, setLanguage } = usePreferences()
  return (
    <SettingsGroup title={say('appearance')} id="settings-appearance">
      <SettingsLine name={say('theme')} text={say('here')}>
        <SegmentedControl
          aria-label={say('theme')}
          value={theme}
          data={themes.map(([value, key]) => ({ value, label: say(key) }))}
          onChange={(chosen) => {
            const known = themes.find(([value]) => value === chosen)
            if (known !== undefined) setTheme(known[0])
          }}
        />
      </SettingsLine>
      <SettingsLine name={say('language')} text={say('here')}>
        <SegmentedControl
          aria-label={say('language')}
          value={language ?? 'system'}
          data={[
            { value: 'system', label: say('languageSystem') },
            { value: 'en', label: 'English' },
            { value: 'es', label: 'Español' },
          ]}
          onChange={(chosen) => {
            const known = languageChoices.find((value) => value === chosen)
            if (known !== undefined) setLanguage(known === 'system' ? null : known)
          }}
        />
      </SettingsLine>
    </SettingsGroup>
  )
}
