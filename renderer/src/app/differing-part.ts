export interface NumberedLine {
  /** 1-based. */
  readonly line: number
  readonly text: string
  readonly differs: boolean
}

export interface DifferingPart {
  readonly left: readonly NumberedLine[]
  readonly right: readonly NumberedLine[]
}

const contextLines = 3

/** The part of two versions of a file from the first line in which they differ to the last, with a few around it. */
export function differingPart(left: string, right: string): DifferingPart {
  const [a, b] = [left.split(/\r?\n/), right.split(/\r?\n/)]
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start++
  let tail = 0
  while (tail < shorter - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const part = (lines: readonly string[]): NumberedLine[] => {
    const from = Math.max(0, start - contextLines)
    const end = lines.length - tail
    return lines.slice(from, end + contextLines).map((text, index) => ({
      line: from + index + 1,
      text: masked(text),
      differs: from + index >= start && from + index < end,
    }))
  }
  return { left: part(a), right: part(b) }
}

const secretLine = /^(\s*(?:api_token|alert_webhook_url)\s*[=:]\s*)(\S.*)$/i

const masked = (text: string): string => text.replace(secretLine, '$1********')
