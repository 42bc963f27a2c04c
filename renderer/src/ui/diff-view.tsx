import { Box, ScrollArea, Text, VisuallyHidden } from '@mantine/core'
import { Fragment } from 'react'

export interface DiffRow {
  readonly kind: 'same' | 'removed' | 'added'
  /** 1-based in the file before and after; null where the line is not there. */
  readonly oldLine: number | null
  readonly newLine: number | null
  readonly text: string
}

export interface DiffWords {
  /** Name of the whole for a screen reader: "Lines of config.ini that change". */
  readonly label: string
  /** Read out before such a line. */
  readonly removed: string
  readonly added: string
  /** Shown when nothing changes. */
  readonly nothing: string
}

const signs = { same: ' ', removed: '−', added: '+' } as const
const colours = {
  same: undefined,
  removed:
    'light-dark(var(--mantine-color-red-0), color-mix(in srgb, var(--mantine-color-red-9) 24%, transparent))',
  added:
    'light-dark(var(--mantine-color-green-0), color-mix(in srgb, var(--mantine-color-green-9) 24%, transparent))',
} as const

/** Lines of a file before and after a change, with a mark where unchanged lines are left out. */
export function DiffView(props: {
  readonly lines: readonly DiffRow[]
  readonly words: DiffWords
  /** In pixels or as CSS; the lines scroll inside. */
  readonly maxHeight?: number | string
}) {
  const { lines, words, maxHeight = 360 } = props
  if (!lines.some(({ kind }) => kind !== 'same'))
    return (
      <Text size="sm" className="quiet">
        {words.nothing}
      </Text>
    )
  const gaps = gapsIn(lines)
  return (
    <ScrollArea.Autosize
      mah={maxHeight}
      type="auto"
      viewportProps={{ tabIndex: 0, 'aria-label': words.label }}
    >
      <Box
        component="table"
        aria-label={words.label}
        ff="monospace"
        fz="xs"
        lh={1.6}
        style={{ borderCollapse: 'collapse', minWidth: '100%' }}
      >
        <tbody>
          {lines.map((line, index) => (
            <Fragment key={`${line.oldLine}:${line.newLine}`}>
              {gaps[index] === true && <LeftOut />}
              <DiffLineRow line={line} words={words} />
            </Fragment>
          ))}
        </tbody>
      </Box>
    </ScrollArea.Autosize>
  )
}

function DiffLineRow({ line, words }: { readonly line: DiffRow; readonly words: DiffWords }) {
  const { kind, oldLine, newLine, text } = line
  return (
    <tr style={{ background: colours[kind] }}>
      <LineNumber number={oldLine} />
      <LineNumber number={newLine} />
      <td style={{ padding: '0 6px', userSelect: 'none' }}>
        <span aria-hidden>{signs[kind]}</span>
        {kind !== 'same' && <VisuallyHidden>{words[kind]}</VisuallyHidden>}
      </td>
      <td style={{ whiteSpace: 'pre', paddingRight: 12, width: '100%' }}>{text}</td>
    </tr>
  )
}

function LineNumber({ number }: { readonly number: number | null }) {
  return (
    <Box component="td" className="quiet" ta="right" px={6} miw="3.5em" style={{ userSelect: 'none' }}>
      {number}
    </Box>
  )
}

function LeftOut() {
  return (
    <tr>
      <Box component="td" colSpan={4} className="quiet" px={6} aria-hidden>
        ⋯
      </Box>
    </tr>
  )
}

/** Which of the lines have lines missing before them. */
function gapsIn(lines: readonly DiffRow[]): readonly boolean[] {
  let lastOld = 0
  let lastNew = 0
  return lines.map(({ oldLine, newLine }) => {
    const isGap = (oldLine !== null && oldLine > lastOld + 1) || (newLine !== null && newLine > lastNew + 1)
    lastOld = oldLine ?? lastOld
    lastNew = newLine ?? lastNew
    return isGap
  })
}
