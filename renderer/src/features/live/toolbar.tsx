import { Button, SegmentedControl } from '@mantine/core'
import {
  IconFileSpreadsheet,
  IconPhoto,
  IconPlayerPause,
  IconPlayerPlay,
  IconZoomOut,
} from '@tabler/icons-react'
import { type SpanMs, spansMs } from './choice-store.ts'
import { useLiveWords } from './words.ts'

interface ToolbarProps {
  readonly spanMs: SpanMs
  readonly onSpan: (spanMs: SpanMs) => void
  /** What stands still in front of the live data. */
  readonly held: 'none' | 'paused' | 'zoomed'
  /** There is something to hold and to export. */
  readonly hasData: boolean
  readonly onPause: () => void
  readonly onLive: () => void
  readonly onCsv: () => void
  readonly onPng: () => void
}

export function Toolbar({ spanMs, onSpan, held, hasData, onPause, onLive, onCsv, onPng }: ToolbarProps) {
  const say = useLiveWords()
  return (
    <>
      <SegmentedControl
        aria-label={say('span')}
        value={String(spanMs)}
        onChange={(value) => onSpan(spansMs.find((ms) => String(ms) === value) ?? spanMs)}
        data={spansMs.map((ms) => ({ value: String(ms), label: spanText(ms) }))}
      />
      {held === 'none' ? (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={15} aria-hidden />}
          disabled={!hasData}
          onClick={onPause}
        >
          {say('pause')}
        </Button>
      ) : (
        <Button
          leftSection={
            held === 'paused' ? (
              <IconPlayerPlay size={15} aria-hidden />
            ) : (
              <IconZoomOut size={15} aria-hidden />
            )
          }
          onClick={onLive}
        >
          {held === 'paused' ? say('goOn') : say('reset')}
        </Button>
      )}
      <Button
        variant="default"
        title={say('csvHint')}
        leftSection={<IconFileSpreadsheet size={15} aria-hidden />}
        disabled={!hasData}
        onClick={onCsv}
      >
        {say('csv')}
      </Button>
      <Button
        variant="default"
        title={say('pngHint')}
        leftSection={<IconPhoto size={15} aria-hidden />}
        disabled={!hasData}
        onClick={onPng}
      >
        {say('png')}
      </Button>
    </>
  )
}

const spanText = (ms: number): string => (ms < 3_600_000 ? `${ms / 60_000} min` : `${ms / 3_600_000} h`)
