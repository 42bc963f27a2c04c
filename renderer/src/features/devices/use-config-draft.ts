import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ConfigDraft, ConfigEdit } from '../../../../shared/contract/config.ts'
import { CallFailure } from '../../ipc/client.ts'
import { gateway } from '../../ipc/gateway.ts'
import { useConnection } from '../../ipc/hooks.ts'

interface Question {
  /** null: of the file as it is. */
  readonly revision: string | null
  /** The same array as long as they are the same edits; null asks nothing. */
  readonly edits: readonly ConfigEdit[] | null
  /** A section; null: the whole file with its text. */
  readonly open: string | null
}

/** What the gateway says of config.ini with some edits applied. */
export interface Checked {
  /** The newest answer; null until there is one. It may belong to earlier edits while `isChecking`. */
  readonly draft: ConfigDraft | null
  /** What was asked is not answered yet. */
  readonly isChecking: boolean
  readonly failure: Failure | null
  reload(): void
}

interface Failure {
  /** The file on disk is not the one that the edits are meant for. */
  readonly isConflict: boolean
  readonly message: string
}

interface Answered {
  readonly of: object | null
  readonly draft: ConfigDraft | null
  readonly failure: Failure | null
}

/** Long enough that a word typed at once is one question. */
const typingPauseMs = 150

/** Asks the gateway what edits would mean, after each change; the answer to the last one counts. */
export function useConfigDraft({ revision, edits, open }: Question): Checked {
  const [answered, setAnswered] = useState<Answered>({ of: null, draft: null, failure: null })
  const [round, setRound] = useState(0)
  const isConnected = useConnection().kind === 'open'
  const question = useMemo(
    () => ({ revision, edits, open, round, isConnected }),
    [revision, edits, open, round, isConnected],
  )
  const lastRound = useRef(-1)
  useEffect(() => {
    if (question.edits === null || !question.isConnected) return
    let isWanted = true
    async function ask(): Promise<void> {
      const answer = await answerTo(question)
      if (isWanted) setAnswered((known) => ({ draft: known.draft, ...answer, of: question }))
    }
    const isTyping = lastRound.current === question.round
    lastRound.current = question.round
    const timer = setTimeout(() => void ask(), isTyping ? typingPauseMs : 0)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [question])
  return {
    draft: answered.draft,
    failure: answered.failure,
    isChecking: edits !== null && answered.of !== question,
    reload: useCallback(() => setRound((known) => known + 1), []),
  }
}

async function answerTo(question: Question): Promise<{ failure: Failure | null; draft?: ConfigDraft }> {
  const { revision, edits, open } = question
  try {
    const args = { revision, edits: [...(edits ?? [])], open: open === null ? [] : [open] }
    return { draft: await gateway.call('configDraft', args), failure: null }
  } catch (error) {
    const isConflict = error instanceof CallFailure && error.code === 'conflict'
    return { failure: { isConflict, message: error instanceof Error ? error.message : String(error) } }
  }
}
