import { Anchor, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import type { ConfigDraft } from '../../../../shared/contract/config.ts'
import { addressOf } from '../../app/navigation.ts'
import { SaveDialog, type SaveFlow, useSaveFlow } from '../../app/save-flow.tsx'
import { SaveNote } from '../../app/save-note.tsx'
import { type SavePress, useSavePress } from '../../app/save-press.ts'
import { useAccess } from '../../ipc/hooks.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { editsOf, findingsOf, foreignErrors, grouped, unwish, wish } from './draft.ts'
import { KeyField } from './key-field.tsx'
import { type Settings, useSettings } from './use-settings.ts'
import { useSettingsWords } from './words.ts'

/** The keys of [DEFAULT] that hold for the whole gateway. */
export function GatewayTab() {
  const say = useSettingsWords()
  const settings = useSettings()
  const { checked, again, saved } = settings
  const flow = useSaveFlow(saved)
  switch (checked.kind) {
    case 'loading':
      return <Skeleton role="status" height={320} mt="sm" aria-busy aria-label={say('loading')} />
    case 'failed':
      return (
        <ErrorNote
          message={say('cannotLoad', { message: checked.message })}
          actions={
            <Button variant="default" onClick={again}>
              {say('again')}
            </Button>
          }
        />
      )
    case 'ready':
      return (
        <Keys
          settings={settings}
          file={checked.file}
          draft={checked.draft}
          trouble={checked.trouble}
          flow={flow}
        />
      )
  }
}

function Keys(props: {
  readonly settings: Settings
  readonly file: ConfigDraft
  readonly draft: ConfigDraft
  readonly trouble: string | null
  readonly flow: SaveFlow
}) {
  const { settings, file, draft, trouble, flow } = props
  const { wanted, want, isChecking } = settings
  const say = useSettingsWords()
  const access = useAccess()
  const isFixed = access.kind === 'read-only' || file.notWritable !== null
  const foreign = foreignErrors(draft.findings, file.globals)
  const hasErrors = [...wanted.keys()].some((key) =>
    findingsOf(draft.findings, key).some(({ severity }) => severity === 'error'),
  )
  const press = useSavePress({
    isPossible: wanted.size > 0 && !isFixed,
    isChecking,
    hasErrors: hasErrors || trouble !== null,
    onSave: () => flow.review({ revision: draft.revision, edits: editsOf(wanted) }, draft.diff),
  })
  return (
    <Stack gap="sm" pt="sm">
      <Text size="sm" className="quiet" style={{ overflowWrap: 'anywhere' }}>
        {say('intro', { path: file.path })}
      </Text>
      {access.kind === 'read-only' && access.reason !== '' && (
        <ErrorNote tone="info" message={say('readOnly', { reason: access.reason })} />
      )}
      {file.notWritable !== null && (
        <ErrorNote tone="warning" message={say('notWritable', { reason: file.notWritable })} />
      )}
      {foreign.length > 0 && (
        <ErrorNote
          tone="warning"
          message={say('foreign')}
          actions={
            <Anchor href={addressOf({ page: 'devices', detail: null })} size="sm">
              {say('toDevices')}
            </Anchor>
          }
        />
      )}
      <form
        className="settings-form"
        onSubmit={(event) => {
          event.preventDefault()
          press.press()
        }}
      >
        {/* Enter in a field is Save; its button stands at the foot of the page. */}
        <input type="submit" hidden />
        {grouped(file.globals).map(({ group, keys }) => (
          <section key={group} className="settings-group" aria-labelledby={`group-${group}`}>
            <h2 id={`group-${group}`}>{say(`group-${group}`)}</h2>
            {keys.map((view) => (
              <KeyField
                key={view.key}
                view={view}
                wanted={wanted.get(view.key)}
                findings={findingsOf(draft.findings, view.key)}
                disabled={isFixed}
                onWant={(value) => want((known) => wish(known, view, value))}
                onTakeBack={() => want((known) => unwish(known, view.key))}
              />
            ))}
          </section>
        ))}
      </form>
      {trouble !== null && <ErrorNote message={say('checkFailed', { message: trouble })} />}
      {/* In sight wherever the page is scrolled to. */}
      <div className="settings-foot">
        <SaveNote flow={flow} onReload={() => want(() => new Map())} />
        <SaveBar settings={settings} hasErrors={hasErrors} press={press} />
      </div>
      <SaveDialog flow={flow} />
    </Stack>
  )
}

/** At the foot of the page while something is not saved. */
function SaveBar(props: {
  readonly settings: Settings
  readonly hasErrors: boolean
  readonly press: SavePress
}) {
  const { settings, hasErrors, press } = props
  const { wanted, want, isChecking } = settings
  const say = useSettingsWords()
  if (wanted.size === 0) return null
  return (
    <Group className="settings-save" justify="space-between" role="group" aria-label={say('save')}>
      <Text size="sm" role="status">
        {say('unsaved', { count: wanted.size })}
        {isChecking && <span className="quiet"> {say('checking')}</span>}
        {!isChecking && hasErrors && <span className="bad"> {say('errors')}</span>}
      </Text>
      <Group gap="xs">
        <Button variant="default" onClick={() => want(() => new Map())}>
          {say('discard')}
        </Button>
        <Button disabled={!press.isPossible} onClick={press.press}>
          {say('save')}
        </Button>
      </Group>
    </Group>
  )
}
