import { Button, Table, Text, VisuallyHidden } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Result } from '../../../../shared/contract/commands.ts'
import { ConfirmDialog } from '../../app/confirm.tsx'
import { useLanguage } from '../../app/texts.ts'
import { gateway } from '../../ipc/gateway.ts'
import { useAccess, useTopic } from '../../ipc/hooks.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { bytes, dateAndTime } from '../../ui/format.ts'
import { SettingsGroup } from './settings-group.tsx'
import { useSettingsWords } from './words.ts'

type Backup = Result<'configBackups'>['backups'][number]
type Listed =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ready'; readonly backups: readonly Backup[] }

/** Versions of config.ini that a save replaced, to be put back. */
export function Backups() {
  const say = useSettingsWords()
  const config = useTopic('config', {})
  const revision = config.kind === 'ready' ? config.data.revision : null
  const [listed, setListed] = useState<Listed>({ kind: 'loading' })
  useEffect(() => {
    let isCurrent = true
    async function list(): Promise<void> {
      // Each new revision of the file has made a backup of the one before.
      if (revision === null) return
      try {
        const { backups } = await gateway.call('configBackups', {})
        if (isCurrent) setListed({ kind: 'ready', backups })
      } catch (error) {
        if (isCurrent) setListed({ kind: 'failed', message: messageOf(error) })
      }
    }
    void list()
    return () => void (isCurrent = false)
  }, [revision])
  return (
    <SettingsGroup id="settings-backups" title={say('backups')}>
      <div className="settings-body">
        <Text size="sm" className="quiet">
          {say('backupsText')}
        </Text>
        {listed.kind === 'failed' && (
          <ErrorNote message={say('backupsFailed', { message: listed.message })} />
        )}
        {listed.kind === 'ready' &&
          (listed.backups.length === 0 ? (
            <Text size="sm">{say('noBackups')}</Text>
          ) : (
            <BackupTable backups={listed.backups} revision={revision} />
          ))}
      </div>
    </SettingsGroup>
  )
}

function BackupTable(props: { readonly backups: readonly Backup[]; readonly revision: string | null }) {
  const { backups, revision } = props
  const say = useSettingsWords()
  const language = useLanguage()
  const access = useAccess()
  const [asked, setAsked] = useState<Backup | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function restore(backup: Backup): Promise<void> {
    if (revision === null) return
    setBusy(true)
    try {
      const outcome = await gateway.call('configRestore', { revision, backup: backup.name })
      if (outcome.kind === 'invalid') setFailure(outcome.findings.map(({ message }) => message).join(' '))
      else setFailure(outcome.kind === 'conflict' ? say('restoreConflict') : null)
    } catch (error) {
      setFailure(messageOf(error))
    }
    setBusy(false)
    setAsked(null)
  }

  return (
    <>
      {failure !== null && <ErrorNote message={failure} />}
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{say('replacedAt')}</Table.Th>
            <Table.Th ta="right">{say('size')}</Table.Th>
            <Table.Th>
              <VisuallyHidden>{say('restore')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {backups.map((backup) => (
            <Table.Tr key={backup.name}>
              <Table.Td className="mono">{dateAndTime(backup.savedAtMs, language)}</Table.Td>
              <Table.Td className="num">{bytes(backup.sizeBytes)}</Table.Td>
              <Table.Td ta="right">
                <Button
                  size="compact-xs"
                  variant="default"
                  disabled={access.kind === 'read-only'}
                  aria-label={say('restoreOf', { time: dateAndTime(backup.savedAtMs, language) })}
                  onClick={() => setAsked(backup)}
                >
                  {say('restore')}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <ConfirmDialog
        isOpen={asked !== null}
        title={say('restoreTitle')}
        action={say('restore')}
        isBusy={isBusy}
        onCancel={() => setAsked(null)}
        onConfirm={() => asked !== null && void restore(asked)}
      >
        {asked !== null && say('restoreText', { time: dateAndTime(asked.savedAtMs, language) })}
      </ConfirmDialog>
    </>
  )
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
