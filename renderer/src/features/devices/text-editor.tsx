import { useEffect, useImperativeHandle, useMemo, useRef, type Ref } from 'react'
import type { Finding } from '../../../../shared/model/index.ts'
import { useWords } from './words.ts'

export interface TextEditorHandle {
  /** 1-based; puts the cursor there and shows it. */
  goToLine(line: number): void
}

/** Must be that of `.text-editor` in devices.css. */
const lineHeightPx = 18

/** A plain text area with line numbers; lines that the check complains of are marked in the margin. */
export function TextEditor(props: {
  readonly text: string
  readonly findings: readonly Finding[]
  readonly isReadOnly: boolean
  readonly onChange: (text: string) => void
  readonly ref: Ref<TextEditorHandle>
}) {
  const { text, findings, isReadOnly, onChange, ref } = props
  const say = useWords()
  const area = useRef<HTMLTextAreaElement>(null)
  const gutter = useRef<HTMLPreElement>(null)
  const lineCount = useMemo(() => text.split('\n').length, [text])
  const marks = useMemo(() => marksOf(findings), [findings])

  function follow(): void {
    if (gutter.current !== null && area.current !== null) gutter.current.scrollTop = area.current.scrollTop
  }
  useEffect(follow, [lineCount])

  useImperativeHandle(ref, () => ({
    goToLine(line) {
      const { current } = area
      if (current === null) return
      // Its own text, not `text`: there every line break is one character.
      const shown = current.value
      const start = startOfLine(shown, line)
      const end = shown.indexOf('\n', start)
      current.focus()
      current.setSelectionRange(start, end === -1 ? shown.length : end)
      current.scrollTop = Math.max(0, (line - 4) * lineHeightPx)
    },
  }))

  return (
    <div className="text-editor">
      <pre ref={gutter} aria-hidden className="text-gutter">
        {Array.from({ length: lineCount }, (_, index) => {
          const mark = marks.get(index + 1)
          return (
            // A line is its number.
            // oxlint-disable-next-line react/no-array-index-key
            <div
              key={index}
              className={mark?.severity === 'error' ? 'bad' : mark ? 'warn' : undefined}
              title={mark?.message}
            >
              {`${mark === undefined ? ' ' : mark.severity === 'error' ? '✕' : '▲'} ${index + 1}`}
            </div>
          )
        })}
        {'\n\n'}
      </pre>
      <textarea
        ref={area}
        aria-label={say('textLabel')}
        value={text}
        readOnly={isReadOnly}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        onChange={(event) => onChange(event.currentTarget.value)}
        onScroll={follow}
      />
    </div>
  )
}

/** The worst of each line. */
function marksOf(findings: readonly Finding[]): ReadonlyMap<number, Finding> {
  const marks = new Map<number, Finding>()
  for (const finding of findings) {
    const { line, severity } = finding
    if (line !== null && (severity === 'error' || !marks.has(line))) marks.set(line, finding)
  }
  return marks
}

function startOfLine(text: string, line: number): number {
  let start = 0
  for (let passed = 1; passed < line; passed++) {
    const end = text.indexOf('\n', start)
    if (end === -1) return start
    start = end + 1
  }
  return start
}
