import { Button, Text, Tooltip } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { LogFilter } from '../../../../shared/contract/log.ts'
import { useLanguage } from '../../app/texts.ts'
import { useWelcome } from '../../ipc/hooks.ts'
import { downloadText, fileTime } from '../../ui/download.ts'
import { count } from '../../ui/format.ts'
import { exportLinesMost, exportLog } from './export-log.ts'
import { useLogWords } from './words.ts'

type Exporting =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly lineCount: number }
  | { readonly kind: 'done'; readonly lineCount: number; readonly isCut: boolean }
  | { readonly kind: 'failed'; readonly message: string }

/** The matching lines of all files as one text; says how many, and when it had to leave some out. */
export function ExportButton({ filter }: { readonly filter: LogFilter }) {
  const say = useLogWords()
  const language = useLanguage()
  const gatewayId = useWelcome()?.gatewayId ?? ''
  const [state, setState] = useState<Exporting>({ kind: 'idle' })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  async function run(): Promise<void> {
    const control = new AbortController()
    running.current = control
    setState({ kind: 'running', lineCount: 0 })
    try {
      const { text, lineCount, isCut } = await exportLog(filter, control.signal, (found) =>
        setState({ kind: 'running', lineCount: found }),
      )
      if (lineCount > 0) downloadText(`gateway-ems_${gatewayId}_${fileTime(Date.now())}.log`, text)
      setState({ kind: 'done', lineCount, isCut })
    } catch (error) {
      if (control.signal.aborted) setState({ kind: 'idle' })
      else setState({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    }
  }

  if (state.kind === 'running') {
    return (
      <>
        <Text size="sm" role="status" className="quiet">
          {say('exporting', { count: count(state.lineCount, language) })}
        </Text>
        <Button variant="default" onClick={() => running.current?.abort()}>
          {say('cancel')}
        </Button>
      </>
    )
  }
  return (
    <>
      {state.kind === 'done' && (
        <Text size="sm" role="status" className="quiet">
          {state.lineCount === 0
            ? say('exportedNone')
            : say(state.isCut ? 'exportedCut' : 'exported', { count: count(state.lineCount, language) })}
        </Text>
      )}
      {state.kind === 'failed' && (
        <Text size="sm" role="alert" className="bad">
          {say('exportFailed', { message: state.message })}
        </Text>
      )}
      <Tooltip label={say('exportHint', { most: count(exportLinesMost, language) })}>
        <Button
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => void run()}
        >
          {say('export')}
        </Button>
      </Tooltip>
    </>
  )
}
