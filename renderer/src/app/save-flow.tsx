import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useRef, useState } from 'react'
import type { DiffLine } from '../../../shared/contract/config.ts'
import { gateway } from '../ipc/gateway.ts'
import { DiffView } from '../ui/diff-view.tsx'
import { afterSave, changedLines, type SaveRequest, type SaveState } from './save-state.ts'
import { useSaveWords } from './save-words.ts'

export interface SaveFlow {
  readonly state: SaveState
  /** Shows what will change; `diff` is that of the draft with the same edits. */
  review(request: SaveRequest, diff: readonly DiffLine[]): void
  /** Writes what is under review. */
  save(): Promise<void>
  /** Finds out what will change, and shows it. */
  propose(request: SaveRequest): Promise<void>
  /** Writes without asking: for what is one deliberate act and can be undone, such as a switch. */
  saveAtOnce(request: SaveRequest): Promise<void>
  /** Puts the version back that the last save replaced. */
  undo(): Promise<void>
  /** After a conflict: shows what the same edits do to the file as it is now. */
  rebase(): Promise<void>
  close(): void
}

/** Revisions of the file: those that the page has known one after the other, and what they have become. */
interface Written {
  readonly from: readonly string[]
  readonly to: string
}

/** Saving config.ini as every editor does it. `onSaved` hears of each new revision, also that of an undo. */
export function useSaveFlow(onSaved: (revision: string) => void): SaveFlow {
  const [state, setState] = useState<SaveState>({ kind: 'idle' })
  const lastAtOnce = useRef<Promise<Written | null>>(Promise.resolve(null))
  /** The backup that an undo has been asked for: a second press finds the state of the first. */
  const undone = useRef<string | null>(null)

  /** The new revision, where it was written. */
  async function write(request: SaveRequest, diff: readonly DiffLine[]): Promise<string | null> {
    setState({ kind: 'saving', request, diff })
    try {
      const { revision, edits } = request
      const outcome = await gateway.call('configSave', { revision, edits: [...edits] })
      setState(afterSave(outcome, request, diff))
      if (outcome.kind !== 'saved') return null
      onSaved(outcome.revision)
      return outcome.revision
    } catch (error) {
      setState({ kind: 'failed', attempt: { request, diff }, message: messageOf(error) })
      return null
    }
  }

  /** A switch may be pressed before the page has seen what the one before it has written. */
  async function writeAfter(before: Written | null, request: SaveRequest): Promise<Written | null> {
    const isKnown = before?.from.includes(request.revision) === true
    const current = isKnown ? { ...request, revision: before.to } : request
    // The diff is for its count of lines alone: what is wrong with the request is the save's to say.
    const to = await write(current, await diffOf(current).catch(() => []))
    return to === null ? null : { from: [...(isKnown ? before.from : []), current.revision], to }
  }

  async function propose(request: SaveRequest): Promise<void> {
    try {
      setState({ kind: 'review', request, diff: await diffOf(request) })
    } catch (error) {
      setState({ kind: 'failed', attempt: null, message: messageOf(error) })
    }
  }

  return {
    state,
    propose,
    review: (request, diff) => setState({ kind: 'review', request, diff }),
    async save() {
      if (state.kind === 'review') await write(state.request, state.diff)
      else if (state.kind === 'failed' && state.attempt !== null) {
        await write(state.attempt.request, state.attempt.diff)
      }
    },
    async saveAtOnce(request) {
      lastAtOnce.current = lastAtOnce.current.then((before) => writeAfter(before, request))
      await lastAtOnce.current
    },
    async undo() {
      if (state.kind !== 'saved' || state.backup === null || state.backup === undone.current) return
      const { revision, backup } = state
      undone.current = backup
      lastAtOnce.current = Promise.resolve(null)
      try {
        const outcome = await gateway.call('configRestore', { revision, backup })
        if (outcome.kind === 'saved') {
          setState({ kind: 'undone', revision: outcome.revision })
          onSaved(outcome.revision)
        } else setState(afterSave(outcome, { revision, edits: [] }, []))
      } catch (error) {
        setState({ kind: 'failed', attempt: null, message: messageOf(error) })
      }
    },
    async rebase() {
      if (state.kind !== 'conflict') return
      await propose({ revision: state.revision, edits: state.request.edits })
    },
    close: () => setState({ kind: 'idle' }),
  }
}

const diffOf = async ({ revision, edits }: SaveRequest): Promise<readonly DiffLine[]> =>
  (await gateway.call('configDraft', { revision, edits: [...edits], open: [] })).diff

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The question before writing: the lines of config.ini that will change. */
export function SaveDialog({ flow }: { readonly flow: SaveFlow }) {
  const say = useSaveWords()
  const { state } = flow
  const isSaving = state.kind === 'saving'
  const diff = state.kind === 'review' || isSaving ? state.diff : []
  return (
    <Modal
      opened={state.kind === 'review' || (isSaving && diff.length > 0)}
      onClose={flow.close}
      closeOnEscape={!isSaving}
      closeOnClickOutside={false}
      withCloseButton={!isSaving}
      title={say('title')}
      size="xl"
    >
      <Stack gap="md">
        <Text size="sm">{say('intro', { count: changedLines(diff) })}</Text>
        <DiffView
          lines={diff}
          words={{
            label: say('diff'),
            removed: say('removed'),
            added: say('added'),
            nothing: say('nothing'),
          }}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={flow.close} disabled={isSaving}>
            {say('cancel')}
          </Button>
          <Button onClick={() => void flow.save()} loading={isSaving} data-autofocus>
            {say('save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
