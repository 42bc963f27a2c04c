import { Button, Code, Group, Modal, Skeleton, Stack, Table, Text } from '@mantine/core'
import { IconFolderOpen } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { Result } from '../../../../shared/contract/commands.ts'
import { useCommonWords } from '../../app/common-words.ts'
import { useLanguage } from '../../app/texts.ts'
import { gateway } from '../../ipc/gateway.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { bytes, dateAndTime } from '../../ui/format.ts'
import { useLogWords } from './words.ts'

type Files =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | ({ readonly kind: 'ready' } & Result<'logFiles'>)

/** The log's files on the gateway. */
export function FilesDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useLogWords()
  const common = useCommonWords()
  const [files, setFiles] = useState<Files>({ kind: 'loading' })
  useEffect(() => {
    async function load(): Promise<void> {
      try {
        setFiles({ kind: 'ready', ...(await gateway.call('logFiles', {})) })
      } catch (error) {
        setFiles({ kind: 'failed', message: messageOf(error) })
      }
    }
    void load()
  }, [])
  return (
    <Modal
      opened
      onClose={onClose}
      title={say('filesTitle')}
      size="lg"
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Stack gap="sm">
        {files.kind === 'loading' && <Skeleton height={90} />}
        {files.kind === 'failed' && <ErrorNote message={say('filesFailed', { message: files.message })} />}
        {files.kind === 'ready' && (
          <>
            <Text size="sm" className="quiet">
              {say('filesText')}
            </Text>
            <Group gap="xs">
              <Text size="sm">{say('folder')}</Text>
              <Code style={{ overflowWrap: 'anywhere' }}>{files.folder}</Code>
              <OpenFolder />
            </Group>
            {files.files.length === 0 ? (
              <Text size="sm">{say('noFiles')}</Text>
            ) : (
              <FileTable files={files.files} />
            )}
          </>
        )}
      </Stack>
    </Modal>
  )
}

function FileTable({ files }: Pick<Result<'logFiles'>, 'files'>) {
  const say = useLogWords()
  const language = useLanguage()
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{say('file')}</Table.Th>
          <Table.Th ta="right">{say('size')}</Table.Th>
          <Table.Th ta="right">{say('changed')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {files.map(({ name, sizeBytes, changedAtMs }) => (
          <Table.Tr key={name}>
            <Table.Td className="mono">{name}</Table.Td>
            <Table.Td className="num">{bytes(sizeBytes)}</Table.Td>
            <Table.Td className="num">{dateAndTime(changedAtMs, language)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

/** Only the desktop app can; and only of its own computer, which it says itself where it cannot. */
function OpenFolder() {
  const say = useLogWords()
  const [failure, setFailure] = useState<string | null>(null)
  const { callDesktop } = gateway
  if (callDesktop === null) return null
  const open = async (): Promise<void> => {
    try {
      await callDesktop('desktopOpenLogFolder', {})
      setFailure(null)
    } catch (error) {
      setFailure(messageOf(error))
    }
  }
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFolderOpen size={14} aria-hidden />}
        onClick={() => void open()}
      >
        {say('openFolder')}
      </Button>
      {failure !== null && <ErrorNote message={say('folderFailed', { message: failure })} />}
    </>
  )
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
