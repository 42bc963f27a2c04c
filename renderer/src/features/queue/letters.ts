import type { DeadLetterRow } from '../../../../shared/contract/queue.ts'

/** JSON for people; text that is none as it is. */
export function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json, keepNumber), null, 2).replaceAll(/"\\u0000number:([^"]*)"/g, '$1')
  } catch {
    return json
  }
}

/** Numbers as they are written: JSON.parse would round a 64-bit counter. */
function keepNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined ? `\u0000number:${context.source}` : value
}

/** One reading a line as the API would have got it, and why it would not take it. */
export function jsonLines(letters: readonly DeadLetterRow[]): string {
  return letters
    .map(
      ({ seq, reason, buriedAtMs, json }) =>
        `{"seq":${seq},"reason":${JSON.stringify(reason)},"buried_at":"${new Date(buriedAtMs).toISOString()}","reading":${json}}\n`,
    )
    .join('')
}

/** The chosen ones that are still there. */
export function stillThere(
  chosen: ReadonlySet<number>,
  letters: readonly DeadLetterRow[],
): ReadonlySet<number> {
  return new Set(letters.filter(({ seq }) => chosen.has(seq)).map(({ seq }) => seq))
}
