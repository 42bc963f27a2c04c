import { describe, expect, it } from 'vitest'
import type { LogLine } from '../../../../shared/contract/log.ts'
import { fromSnapshot, linesMost, segments, withNewer, withOlder } from './log-window.ts'

const line = (number: number): LogLine => ({
  at: String(number),
  timeMs: number,
  level: 'INFO',
  logger: 'gateway_ems',
  message: `line ${number}`,
})
const run = (from: number, count: number): LogLine[] =>
  Array.from({ length: count }, (_, index) => line(from + index))

const numbers = (lines: readonly LogLine[]): readonly [number, number, number] => [
  Number(lines[0]?.at),
  Number(lines.at(-1)?.at),
  lines.length,
]

describe('the window on the log', () => {
  it('followed: keeps the newest, and knows where the older ones go on', () => {
    const view = fromSnapshot({ lines: run(1_000, linesMost), hasOlder: false })
    const { lines, older, isBehind } = withNewer(view, run(1_000 + linesMost, 3), true)
    expect(numbers(lines)).toEqual([1_003, 1_002 + linesMost, linesMost])
    expect(older).toEqual({ before: '1003' })
    expect(isBehind).toBe(false)
  })

  it('read further up: keeps what is read, and says that newer lines are missing', () => {
    const view = fromSnapshot({ lines: run(1_000, linesMost - 1), hasOlder: true })
    const full = withNewer(view, run(999 + linesMost, 2), false)
    expect(numbers(full.lines)).toEqual([1_000, 998 + linesMost, linesMost - 1])
    expect(full.isBehind).toBe(true)
    // Once behind it stays so: what follows would leave a gap in between.
    expect(withNewer(full, run(999_999, 1), true)).toBe(full)
  })

  it('older pages go on top; an empty page may have more behind it', () => {
    const view = fromSnapshot({ lines: run(500, 10), hasOlder: true })
    const empty = withOlder(view, { lines: [], nextBefore: 'file.1:0' })
    expect(empty.older).toEqual({ before: 'file.1:0' })
    const all = withOlder(empty, { lines: run(490, 10), nextBefore: null })
    expect(numbers(all.lines)).toEqual([490, 509, 20])
    expect(all).toMatchObject({ older: null, isBehind: false })
  })

  it('older pages beyond the bound push the newest out', () => {
    const view = fromSnapshot({ lines: run(500, linesMost), hasOlder: true })
    const { lines, isBehind } = withOlder(view, { lines: run(490, 10), nextBefore: '490' })
    expect(numbers(lines)).toEqual([490, 489 + linesMost, linesMost])
    expect(isBehind).toBe(true)
  })

  it('that is empty asks for older lines from the newest on', () => {
    expect(fromSnapshot({ lines: [], hasOlder: true }).older).toEqual({ before: null })
  })
})

describe('text looked for', () => {
  const marked = (text: string, wanted: string): string =>
    segments(text, wanted)
      .map(({ text: part, isMatch }) => (isMatch ? `[${part}]` : part))
      .join('')

  it('is found wherever it stands, case aside', () => {
    expect(marked('Meter 3: METER', 'meter')).toBe('[Meter] 3: [METER]')
    expect(marked('nothing', 'x')).toBe('nothing')
    expect(marked('', 'x')).toBe('')
  })

  it('means itself, not a pattern', () => {
    expect(marked('a.b (0x0028) a-b', 'a.b (')).toBe('[a.b (]0x0028) a-b')
    expect(marked(String.raw`c:\log[1]`, String.raw`\log[`)).toBe(String.raw`c:[\log[]1]`)
  })
})
