import { Button, Group, Modal, Text, TextInput } from '@mantine/core'
import { IconDownload, IconFileText, IconPrinter } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { samplesMost } from '../../../../shared/contract/limits.ts'
import type { ResultOf, TestSubject } from '../../../../shared/contract/tester.ts'
import { useCommonWords } from '../../app/common-words.ts'
import { downloadText } from '../../ui/download.ts'
import { RunBar } from './run-bar.tsx'
import { wholeNumber } from './target.ts'
import { useRunner } from './use-runner.ts'
import { useTesterWords } from './words.ts'

/** The paper that stays with the plant: settings, samples, statistics, findings. */
export function ReportPanel({ subject }: { readonly subject: TestSubject | null }) {
  const say = useTesterWords()
  const runner = useRunner('report')
  const [text, setText] = useState('5')
  const samples = wholeNumber(text)
  const isFine = samples !== null && samples >= 1 && samples <= samplesMost
  const result = runner.run?.body.result ?? null
  return (
    <section className="tester-section tester-report">
      <h2>{say('report')}</h2>
      <Text size="sm" className="quiet">
        {say('reportText')}
      </Text>
      <RunBar
        runner={runner}
        action={say('makeReport')}
        request={subject === null || !isFine ? null : { kind: 'report', subject, samples }}
      >
        <TextInput
          aria-label={say('samples')}
          leftSection={<span className="quiet">{say('samples')}</span>}
          leftSectionWidth={74}
          w={124}
          classNames={{ input: 'mono' }}
          inputMode="numeric"
          value={text}
          error={isFine ? null : `1–${samplesMost}`}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </RunBar>
      {result !== null && <ReadyReport report={result} />}
    </section>
  )
}

function ReadyReport({ report: { fileName, html, json } }: { readonly report: ResultOf<'report'> }) {
  const say = useTesterWords()
  const word = useCommonWords()
  const frame = useRef<HTMLIFrameElement>(null)
  const [isOpen, setOpen] = useState(false)
  const baseName = fileName.replace(/\.html?$/i, '')
  const files = (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={14} aria-hidden />}
        onClick={() => downloadText(`${baseName}.html`, html, 'text/html')}
      >
        {say('downloadHtml')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconDownload size={14} aria-hidden />}
        onClick={() => downloadText(`${baseName}.json`, json, 'application/json')}
      >
        {say('downloadJson')}
      </Button>
    </>
  )
  return (
    <Group gap="xs" role="status">
      <span className="good">{say('reportReady', { name: baseName })}</span>
      <Button
        variant="default"
        leftSection={<IconFileText size={14} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {say('openReport')}
      </Button>
      {files}
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={baseName}
        size="min(1000px, 94vw)"
        closeButtonProps={{ 'aria-label': word('close') }}
      >
        <Group gap="xs" mb="xs">
          <Button
            leftSection={<IconPrinter size={14} aria-hidden />}
            onClick={() => frame.current?.contentWindow?.print()}
          >
            {say('print')}
          </Button>
          {files}
        </Group>
        {/* A page of its own, without scripts: it may be printed, and do nothing else. */}
        <iframe
          ref={frame}
          title={baseName}
          srcDoc={html}
          sandbox="allow-same-origin allow-modals"
          className="report-frame"
        />
      </Modal>
    </Group>
  )
}
