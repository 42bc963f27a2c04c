import { ActionIcon, Alert, Button, FileButton, Group, Text, Tooltip } from '@mantine/core'
import {
  IconArrowDown,
  IconArrowUp,
  IconDownload,
  IconFileImport,
  IconPlus,
  IconRowInsertTop,
  IconTableDown,
  IconTrash,
} from '@tabler/icons-react'
import { useState } from 'react'
import type { RegisterRow } from '../../../../shared/contract/config.ts'
import { useLanguage } from '../../app/texts.ts'
import { downloadText } from '../../ui/download.ts'
import { csvOf, type Imported, rowsOfCsv, textOfFile } from './csv.ts'
import { useGridWords } from './grid-words.ts'
import type { GridAction } from './use-grid.ts'

const mostBytes = 4 * 1024 * 1024
const mostRows = 10_000

const tools = [
  { action: 'insert', word: 'insertRow', icon: IconRowInsertTop },
  { action: 'remove', word: 'removeRows', icon: IconTrash },
  { action: 'up', word: 'moveUp', icon: IconArrowUp },
  { action: 'down', word: 'moveDown', icon: IconArrowDown },
  { action: 'fill', word: 'fillDown', icon: IconTableDown },
] as const

interface Taken {
  readonly file: string
  readonly outcome: Imported | 'empty' | 'too-long'
  /** The rows before it. */
  readonly before: readonly RegisterRow[]
}

/** What can be done with the rows; all of it has a key, too. */
export function RegisterToolbar(props: {
  readonly rows: readonly RegisterRow[]
  readonly isLocked: boolean
  readonly section: string
  readonly act: (action: GridAction) => void
  readonly onChange: (rows: readonly RegisterRow[]) => void
}) {
  const { rows, isLocked, section, act, onChange } = props
  const say = useGridWords()
  const language = useLanguage()
  const [taken, setTaken] = useState<Taken | null>(null)

  async function take(file: File | null): Promise<void> {
    if (file === null) return
    const imported =
      file.size > mostBytes ? null : rowsOfCsv(textOfFile(new Uint8Array(await file.arrayBuffer())))
    const isTooLong = imported === null || imported.rows.length > mostRows
    const outcome = isTooLong ? 'too-long' : imported.rows.length === 0 ? 'empty' : imported
    setTaken({ file: file.name, outcome, before: rows })
    if (typeof outcome === 'object') onChange(outcome.rows)
  }

  return (
    <>
      <Group gap={4} mb={4}>
        <Button
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
          disabled={isLocked}
          onClick={() => act('add')}
        >
          {say('addRow')}
        </Button>
        {tools.map(({ action, word, icon: Icon }) => (
          <Tooltip key={action} label={say(word)}>
            <ActionIcon
              variant="default"
              size={30}
              aria-label={say(word)}
              disabled={isLocked || rows.length === 0}
              onClick={() => act(action)}
            >
              <Icon size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ))}
        <FileButton accept=".csv,.tsv,.txt,text/csv" onChange={(file) => void take(file)} disabled={isLocked}>
          {(button) => (
            <Button
              {...button}
              variant="default"
              leftSection={<IconFileImport size={15} aria-hidden />}
              disabled={isLocked}
            >
              {say('import')}
            </Button>
          )}
        </FileButton>
        <Button
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
          disabled={rows.length === 0}
          onClick={() =>
            downloadText(`${section}.csv`, csvOf(rows, language === 'es' ? ';' : ','), 'text/csv')
          }
        >
          {say('export')}
        </Button>
      </Group>
      {taken !== null && (
        <Alert
          role="status"
          color={typeof taken.outcome === 'object' ? 'petrol' : 'red'}
          p="xs"
          mb={4}
          withCloseButton
          closeButtonLabel={say('dismiss')}
          onClose={() => setTaken(null)}
        >
          <Group gap="sm">
            <Text size="sm">{outcomeWords(taken, say)}</Text>
            {typeof taken.outcome === 'object' && (
              <Button
                variant="default"
                size="compact-xs"
                onClick={() => {
                  onChange(taken.before)
                  setTaken(null)
                }}
              >
                {say('undoImport')}
              </Button>
            )}
          </Group>
        </Alert>
      )}
    </>
  )
}

function outcomeWords({ file, outcome }: Taken, say: ReturnType<typeof useGridWords>): string {
  if (outcome === 'empty') return say('importEmpty', { file })
  if (outcome === 'too-long') return say('importTooLong', { file })
  const { rows, ignored, hasHeader } = outcome
  return [
    say('imported', { count: rows.length, file }),
    ignored.length > 0 ? say('importIgnored', { columns: ignored.join(', ') }) : '',
    hasHeader ? '' : say('importNoHeader'),
  ]
    .filter(Boolean)
    .join(' ')
}
