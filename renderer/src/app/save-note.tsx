import { Alert, Box, Button, Group, List, SimpleGrid, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconGitMerge } from '@tabler/icons-react'
import { assertNever } from '../../../shared/assert-never.ts'
import { differingPart, type NumberedLine } from './differing-part.ts'
import type { SaveFlow } from './save-flow.tsx'
import type { SaveState } from './save-state.ts'
import { useSaveWords } from './save-words.ts'

/** Seen, but not loud. */
const calm = {
  root: { paddingBlock: 8 },
  title: { color: 'var(--good)' },
  icon: { color: 'var(--good)' },
} as const

interface Props {
  readonly flow: SaveFlow
  /** Drops the edits and takes the file as it is now. */
  readonly onReload: () => void
}

/** What came of the last save, where the editor is: it stays until it is closed or the next save. */
export function SaveNote({ flow, onReload }: Props) {
  const say = useSaveWords()
  const { state } = flow
  switch (state.kind) {
    case 'idle':
    case 'review':
    case 'saving':
      return null
    case 'saved':
      return (
        <Alert
          role="status"
          color="green"
          styles={calm}
          icon={<IconCheck />}
          title={say('savedTitle')}
          withCloseButton
          closeButtonLabel={say('dismiss')}
          onClose={flow.close}
        >
          <Group justify="space-between" gap="xs">
            <Text size="sm">{state.changedLines > 0 && say('saved', { count: state.changedLines })}</Text>
            {state.backup !== null && (
              <Button size="compact-sm" variant="default" onClick={() => void flow.undo()}>
                {say('undo')}
              </Button>
            )}
          </Group>
        </Alert>
      )
    case 'undone':
      return (
        <Alert
          role="status"
          color="green"
          styles={calm}
          icon={<IconCheck />}
          withCloseButton
          closeButtonLabel={say('dismiss')}
          onClose={flow.close}
        >
          {say('undone')}
        </Alert>
      )
    case 'invalid':
      return (
        <Trouble title={say('invalidTitle')} flow={flow}>
          <Text size="sm">{say('invalid')}</Text>
          <List size="sm" mt={4}>
            {state.findings.map(({ line, message }) => (
              <List.Item key={`${line}:${message}`}>
                {line === null ? message : say('atLine', { line, message })}
              </List.Item>
            ))}
          </List>
        </Trouble>
      )
    case 'failed':
      return (
        <Trouble title={say('failedTitle')} flow={flow}>
          <Group justify="space-between" gap="xs">
            <Text size="sm">{state.message}</Text>
            {state.attempt !== null && (
              <Button size="compact-sm" variant="default" onClick={() => void flow.save()}>
                {say('retry')}
              </Button>
            )}
          </Group>
        </Trouble>
      )
    case 'conflict':
      return <Conflict state={state} flow={flow} onReload={onReload} />
    default:
      return assertNever(state)
  }
}

function Trouble(props: {
  readonly title: string
  readonly flow: SaveFlow
  readonly children: React.ReactNode
}) {
  const say = useSaveWords()
  return (
    <Alert
      role="alert"
      color="red"
      icon={<IconAlertTriangle />}
      title={props.title}
      withCloseButton
      closeButtonLabel={say('dismiss')}
      onClose={props.flow.close}
    >
      {props.children}
    </Alert>
  )
}

function Conflict(props: Props & { readonly state: SaveState & { readonly kind: 'conflict' } }) {
  const say = useSaveWords()
  const { state, flow, onReload } = props
  const { left, right } = differingPart(state.theirs, state.ours)
  return (
    <Alert
      role="alert"
      color="yellow"
      icon={<IconGitMerge />}
      title={say('conflictTitle')}
      styles={{ title: { color: 'var(--warn)' } }}
    >
      <Stack gap="xs">
        <Text size="sm">{say('conflict')}</Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs">
          <Version title={say('theirs')} lines={left} />
          <Version title={say('ours')} lines={right} />
        </SimpleGrid>
        <Group justify="flex-end" gap="xs">
          <Button
            variant="default"
            onClick={() => {
              flow.close()
              onReload()
            }}
          >
            {say('reload')}
          </Button>
          <Button onClick={() => void flow.rebase()}>{say('rebase')}</Button>
        </Group>
      </Stack>
    </Alert>
  )
}

function Version({ title, lines }: { readonly title: string; readonly lines: readonly NumberedLine[] }) {
  return (
    <Box miw={0}>
      <Text size="xs" fw={600} mb={2}>
        {title}
      </Text>
      <Box
        component="pre"
        tabIndex={0}
        aria-label={title}
        ff="monospace"
        fz="xs"
        m={0}
        p={6}
        mah={240}
        bg="var(--mantine-color-body)"
        style={{ overflow: 'auto', borderRadius: 'var(--mantine-radius-sm)' }}
      >
        {lines.map(({ line, text, differs }) => (
          <Box key={line} component="div" fw={differs ? 700 : 400} className={differs ? undefined : 'quiet'}>
            {`${differs ? '▸' : ' '} ${String(line).padStart(4)}  ${text}`}
          </Box>
        ))}
      </Box>
    </Box>
  )
}
