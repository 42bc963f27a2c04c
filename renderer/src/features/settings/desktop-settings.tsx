import { Button, Code, SegmentedControl, Skeleton, Stack, Switch } from '@mantine/core'
import { IconFolderOpen } from '@tabler/icons-react'
import type { DesktopState } from '../../../../shared/contract/desktop.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { LookAtForm } from './look-at-form.tsx'
import { SettingsGroup, SettingsLine } from './settings-group.tsx'
import { type CallDesktop, type Desktop, useDesktop } from './use-desktop.ts'
import { useSettingsWords } from './words.ts'

const closeActions = [
  ['ask', 'closeAsk'],
  ['keep-collecting', 'closeKeep'],
  ['quit', 'closeQuit'],
] as const satisfies readonly (readonly [DesktopState['closeAction'], string])[]

/** Start, closing, config.ini and the gateway looked at: what only the desktop app has. */
export function DesktopSettings({ call }: { readonly call: CallDesktop }) {
  const say = useSettingsWords()
  const desktop = useDesktop(call)
  const { state, failure } = desktop
  return (
    <Stack gap="sm">
      {failure !== null && <ErrorNote message={say('desktopFailed', { message: failure })} />}
      {state === null ? (
        failure === null && <Skeleton height={200} />
      ) : (
        <>
          {state.engineTrouble !== null && (
            <ErrorNote
              title={say('trouble')}
              message={<pre className="settings-trouble">{state.engineTrouble}</pre>}
            />
          )}
          <Behaviour desktop={desktop} state={state} />
          <SettingsGroup id="settings-look-at" title={say('gatewayToLookAt')}>
            <LookAtForm desktop={desktop} state={state} />
          </SettingsGroup>
        </>
      )}
    </Stack>
  )
}

function Behaviour({ desktop, state }: { readonly desktop: Desktop; readonly state: DesktopState }) {
  const say = useSettingsWords()
  const { isBusy, perform } = desktop
  return (
    <SettingsGroup id="settings-desktop" title={say('desktop')}>
      <SettingsLine
        name={say('autostart')}
        text={say(state.canAutostart ? 'autostartText' : 'autostartUnavailable')}
      >
        <Switch
          aria-label={say('autostart')}
          checked={state.autostart}
          disabled={!state.canAutostart || isBusy}
          onChange={({ currentTarget: { checked: on } }) =>
            void perform((call) => call('desktopSetAutostart', { on }))
          }
        />
      </SettingsLine>
      <SettingsLine name={say('closing')} text={say(state.blocksSuspend ? 'awake' : 'notAwake')}>
        <SegmentedControl
          aria-label={say('closing')}
          value={state.closeAction}
          disabled={isBusy}
          data={closeActions.map(([value, key]) => ({ value, label: say(key) }))}
          onChange={(chosen) => {
            const action = closeActions.find(([value]) => value === chosen)?.[0]
            if (action !== undefined) void perform((call) => call('desktopSetCloseAction', { action }))
          }}
        />
      </SettingsLine>
      <SettingsLine
        name={say('configFile')}
        text={
          <>
            {say('configText')} <Code style={{ overflowWrap: 'anywhere' }}>{state.configPath}</Code>
          </>
        }
      >
        <Button
          variant="default"
          leftSection={<IconFolderOpen size={14} aria-hidden />}
          loading={isBusy}
          onClick={() => void perform((call) => call('desktopOpenConfig', {}))}
        >
          {say('openConfig')}
        </Button>
      </SettingsLine>
    </SettingsGroup>
  )
}
